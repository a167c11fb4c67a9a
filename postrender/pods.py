"""A pod inside an object: one view of it, wherever the object keeps the pod's parts.

A Deployment holds a whole pod template, an operator's custom resource perhaps a list of containers here and
a pod security context there. A `Layout` says where the parts stand; a `Pod` reads and changes them through
it, so that the guardrails need not know the kinds. Paths inside are tuples of keys and indexes ("tokens");
what leaves is a JSON Pointer (RFC 6901) or a JSON Patch operation (RFC 6902) from the root of the object.

A field that is null is absent, as for the API server.
"""

from collections.abc import Iterator
from typing import Any

from postrender.layout import KINDS, Layout
from postrender.places import Operation, Tokens, assign, copied, expanded, find, is_within, pointer, tokens_of

NODE_AFFINITY = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
OS_LABELS = ("kubernetes.io/os", "beta.kubernetes.io/os")
OF_HOST = ("hostNetwork", "hostPID", "hostIPC", "hostUsers")
MANAGED_VOLUMES = (
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
)
"""The types of volumes that Kubernetes manages itself, or an administrator through a claim."""


class Container:
    """A container of any kind."""

    __slots__ = ("data", "inherited", "kind", "name", "tokens")

    def __init__(
        self,
        data: dict[str, Any],
        kind: str,
        name: str,
        tokens: Tokens,
        inherited: dict[str, Any] | None = None,
    ) -> None:
        """`name` is its own, else that of what it belongs to; `inherited` are fields that it need not say."""
        self.data = data
        self.kind = kind
        self.name = name
        self.tokens = tokens
        self.inherited = inherited

    @property
    def image(self) -> str:
        """Its image reference; empty where the object gives none."""
        image = self.data.get("image")
        return image if isinstance(image, str) else ""

    @property
    def is_sidecar(self) -> bool:
        """Whether it is an init container that runs as long as the pod does."""
        return self.kind == "initContainers" and self.data.get("restartPolicy") == "Always"

    @property
    def security(self) -> dict[str, Any]:
        """Its `securityContext`, for reading."""
        own = self.data.get("securityContext") or {}
        given = (self.inherited or {}).get("securityContext")
        return {**given, **own} if isinstance(given, dict) else own

    @property
    def capabilities(self) -> dict[str, Any]:
        """Its `securityContext.capabilities`, for reading."""
        return self.security.get("capabilities") or {}

    @property
    def mirrors(self) -> bool:
        """Whether Argo gives it the mounts of the template's main container, too."""
        return self.data.get("mirrorVolumeMounts") is True

    def words(self, field: str) -> list[str]:
        """A list of texts, `command` or `args`, for reading."""
        found = self.data.get(field)
        return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []

    def entries(self, field: str) -> list[dict[str, Any]]:
        """A list of mappings, such as `volumeMounts`, for reading."""
        return self.data.get(field) or []

    @property
    def mounts(self) -> list[dict[str, Any]]:
        """What is mounted in it, for reading."""
        own, given = self.entries("volumeMounts"), (self.inherited or {}).get("volumeMounts")
        return [*own, *filter(_is_mount, given)] if isinstance(given, list) else own

    @property
    def variables(self) -> dict[Any, Any]:
        """Its environment variables: by name the value, or None where that comes from elsewhere."""
        return {entry.get("name"): entry.get("value") for entry in self.entries("env")}


class Pod:
    """One pod of an object."""

    __slots__ = ("base", "containers", "data", "layout", "object")

    def __init__(
        self, obj: dict[str, Any], base: Tokens, layout: Layout, data: dict[str, Any] | None = None
    ) -> None:
        """`base` leads from the parsed object to the mapping that `layout` describes; `data` replaces it."""
        self.object = obj
        self.base = base
        self.layout = layout
        self.data: dict[str, Any] = find(obj, base) if data is None else data
        self.containers = list(self._containers())

    def copy(self) -> "Pod":
        """The same pod with data of its own, to be changed."""
        return Pod(self.object, self.base, self.layout, copied(self.data))

    def pointer(self, tokens: Tokens = ()) -> str:
        """The JSON Pointer of a place in the pod, from the root of the object."""
        return pointer(self.base + tokens)

    def get(self, part: Tokens | None, *tokens: str | int) -> Any:
        """What stands at a place of a part of the layout; None where nothing does."""
        return None if part is None else find(self.data, part + tokens)

    @property
    def security(self) -> dict[str, Any]:
        """The pod's `securityContext`, for reading."""
        return self.get(self.layout.security) or {}

    @property
    def spec(self) -> dict[str, Any]:
        """The pod's spec, for reading; of a pod in parts, what it asks of the host beside them."""
        if self.layout.spec is None:
            return {field: self.data[field] for field in OF_HOST if field in self.data}
        return self.get(self.layout.spec) or {}

    @property
    def volumes(self) -> list[dict[str, Any]]:
        """The pod's volumes, for reading."""
        own = self.get(self.layout.volumes) or []
        if not self.layout.parts:
            return own
        return [*own, *(volume for place, _ in self.parts() for volume in self.get(place, "volumes") or ())]

    def volumes_at(self, container: Container) -> Tokens | None:
        """Where volumes for a container may be added; None where they might hide an operator's."""
        if self.layout.merged:
            return None
        part = self._part(container.tokens)
        return (*part, "volumes") if part else self.layout.volumes

    def parts(self, *, apart: bool = False) -> Iterator[tuple[Tokens, str]]:
        """The parts that stand here, each with its layout: those that are pods apart, or the others."""
        for pattern, layout in self.layout.parts:
            for place, found in expanded(self.data, pattern):
                if isinstance(found, dict) and self._is_apart(place) is apart:
                    yield place, layout

    @property
    def annotations(self) -> dict[str, Any]:
        """The pod's own annotations, for reading."""
        return self.get(self.layout.metadata, "annotations") or {}

    @property
    def claims(self) -> set[str]:
        """The names of the persistent volumes that the workload makes for each pod."""
        templates = find(self.object, ("spec", "volumeClaimTemplates"))
        found = templates if isinstance(templates, list) else ()
        names = (find(template, ("metadata", "name")) for template in found)
        return {name for name in names if isinstance(name, str)}

    @property
    def is_windows(self) -> bool:
        """Whether it can only run on Windows nodes: by `os.name`, else by its node selector or affinity."""
        spec = self.layout.spec
        name = self.get(spec, "os", "name")
        if name is not None:
            return bool(name == "windows")
        if any(self.get(spec, "nodeSelector", label) == "windows" for label in OS_LABELS):
            return True
        terms = self.get(spec, *NODE_AFFINITY, "nodeSelectorTerms") or ()
        return bool(terms) and all(_asks_for_windows(term) for term in terms)

    def effective(self, container: Container, field: str) -> Any:
        """A field of the container's security context, which it inherits from the pod where it has none."""
        own = container.security.get(field)
        return self.security.get(field) if own is None else own

    def manifest(self) -> dict[str, Any]:
        """The pod as a template with `metadata` and `spec`, for reading."""
        spec = dict(self.spec)
        spec.setdefault("securityContext", self.security)
        spec.setdefault("volumes", self.volumes)
        for kind in KINDS:
            spec[kind] = [container.data for container in self.containers if container.kind == kind]
        return {"metadata": self.get(self.layout.metadata) or {}, "spec": spec}

    def of_manifest(self, pointer: str) -> Tokens:
        """The place in the pod that a pointer into its manifest leads to, if any; else the whole pod."""
        tokens = tuple(int(token) if token.isdigit() else token for token in tokens_of(pointer))
        field, rest = tokens[:1], tokens[1:]
        part = self.layout.spec if field == ("spec",) else self.layout.metadata
        return () if part is None else part + rest

    def assign(self, tokens: Tokens, value: Any) -> Operation | None:
        """Make a place of the pod hold a value, as `assign` does; the operation is one on the object."""
        return assign(self.data, tokens, value, self.base)

    def remove(self, tokens: Tokens) -> Operation:
        """Take away what stands at a place, which must exist; returns the operation that does the same."""
        del find(self.data, tokens[:-1])[tokens[-1]]
        return {"op": "remove", "path": self.pointer(tokens)}

    def _containers(self) -> Iterator[Container]:
        for kind, pattern in self.layout.containers:
            for place, found in expanded(self.data, pattern):
                if self.layout.parts and self._is_apart(self._part(place)):
                    continue
                inherited = self._inherited(pattern, place)
                if isinstance(found, dict):
                    yield Container(found, kind, self._name(place), place, inherited)
                elif isinstance(found, list):
                    for index, data in enumerate(found):
                        if isinstance(data, dict):
                            own = (*place, index)
                            yield Container(data, kind, self._name(own), own, inherited)

    def _part(self, place: Tokens) -> Tokens:
        """The innermost part of the layout that a place is in; empty where it is in none."""
        within = (place[: len(pattern)] for pattern, _ in self.layout.parts if is_within(place, pattern))
        return max(within, key=len, default=())

    def _is_apart(self, part: Tokens) -> bool:
        return bool(part) and self.get(part, "securityContext") is not None

    def _inherited(self, pattern: Tokens, place: Tokens) -> dict[str, Any] | None:
        """The fields that the containers at a place have unless they say otherwise."""
        default = dict(self.layout.defaults).get(pattern)
        if default is None:
            return None
        # The items of lists on the way are the same.
        own = tuple(place[at] if token == "*" else token for at, token in enumerate(default))  # noqa: S105
        found = find(self.data, own)
        return found if isinstance(found, dict) else None

    def _name(self, place: Tokens) -> str:
        """The container's name; a workflow's step has its template's, a Spark driver that of its field."""
        for end in range(len(place), -1, -1):
            name = find(self.data, (*place[:end], "name"))
            if isinstance(name, str):
                return name
        return next((token for token in reversed(place) if isinstance(token, str)), "")


def _is_mount(mount: Any) -> bool:
    """Whether an entry that nobody has checked is one of `volumeMounts`."""
    return all(isinstance(find(mount, (field,)), str) for field in ("name", "mountPath"))


def _asks_for_windows(term: Any) -> bool:
    """Whether a node selector term holds only for Windows nodes."""
    wanted = [{"key": label, "operator": "In", "values": ["windows"]} for label in OS_LABELS]
    return any(expression in wanted for expression in find(term, ("matchExpressions",)) or ())
