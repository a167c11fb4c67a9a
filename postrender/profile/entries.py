"""The shapes of the entries of a profile's lists: paths, patches, exemptions, defaults, kinds, images."""

from __future__ import annotations

from collections.abc import Mapping

from postrender.profile import formats
from postrender.profile.model import GUARDRAILS, MODES
from postrender.profile.objects import Object, Shared, Tagged
from postrender.profile.shapes import (
    Anything,
    Boolean,
    Choice,
    Integer,
    List,
    Map,
    Nullable,
    Quantity,
    Shape,
    Text,
)


def _texts(doc: str, key: formats.Format, value: formats.Format = formats.TEXT) -> Map:
    return Map(doc=doc, key=key, value=Text(format=value))


def _entry(fields: Mapping[str, Shape], required: tuple[str, ...] = ()) -> Object:
    """An entry that holds for some objects, and where it names a container, for those containers alone."""
    return Object(fields={"target": TARGET, "container": CONTAINER, **fields}, required=required)


def _paths(doc: str) -> List:
    return List(doc=doc, item=Text(format=formats.MOUNT_PATH))


MODE_OF_EACH: dict[str, Shape] = {name: Choice(doc=f"Mode of {name}.", options=MODES) for name in GUARDRAILS}
_expression = formats.EXPRESSION
TARGET = Shared(
    name="target",
    of=Object(
        doc="Which objects: as Kustomize selects them, by regular expressions that match the whole value.",
        fields={
            "group": Text(doc="The API group.", format=_expression),
            "version": Text(doc="The API version.", format=_expression),
            "kind": Text(doc="The kind.", format=_expression),
            "name": Text(doc="The object's name.", format=_expression),
            "namespace": Text(
                doc="The object's namespace, else the one that the host knows.", format=_expression
            ),
            "labelSelector": Text(doc="Selector on the object's labels.", format=formats.SELECTOR),
            "annotationSelector": Text(doc="Selector on the object's annotations.", format=formats.SELECTOR),
        },
        least=1,
    ),
)
CONTAINER = Text(
    doc="Which containers: a regular expression that matches the whole name. Left out: all.",
    format=_expression,
)
OPERATION = Tagged(
    of=Object(
        fields={
            "op": Choice(doc="What to do.", options=("add", "remove", "replace", "move", "copy", "test")),
            "path": Text(doc="JSON Pointer from the object's root.", format=formats.POINTER),
            "from": Text(doc="JSON Pointer of what to move or copy.", format=formats.POINTER),
            "value": Anything(doc="The value to add, to put in its place, or to compare with."),
        },
        required=("op", "path"),
    ),
    tag="op",
    required={
        "add": ("value",),
        "replace": ("value",),
        "test": ("value",),
        "move": ("from",),
        "copy": ("from",),
    },
)
VARIABLE = Object(
    fields={
        "name": Text(doc="The variable's name.", format=formats.ENVIRONMENT_NAME),
        "value": Text(doc="The variable's value."),
        "valueFrom": Map(doc="Where the value comes from.", key=formats.TEXT, value=Anything()),
    },
    required=("name",),
    exclusive=("value", "valueFrom"),
)
RESOURCES = Object(
    doc="Resources of containers; each is added where it is left out.",
    fields={
        name: Map(doc=f"The {name}, by resource.", key=formats.LABEL_KEY, value=Quantity())
        for name in ("requests", "limits")
    },
)
_probe = "{} probe, for containers without one; as Kubernetes writes it."
DEFAULT = _entry(
    {
        "labels": _texts("Labels of the object.", formats.LABEL_KEY, formats.LABEL_VALUE),
        "annotations": _texts("Annotations of the object.", formats.LABEL_KEY),
        "podLabels": _texts("Labels of the pod template.", formats.LABEL_KEY, formats.LABEL_VALUE),
        "podAnnotations": _texts("Annotations of the pod template.", formats.LABEL_KEY),
        "strategy": Map(
            doc="A Deployment's `strategy`, as Kubernetes writes it.", key=formats.TEXT, value=Anything()
        ),
        "revisionHistoryLimit": Integer(doc="How many old revisions are kept."),
        "imagePullSecrets": List(
            doc="Secrets to pull images with.",
            item=Object(
                fields={"name": Text(doc="The Secret's name.", format=formats.DNS_NAME)}, required=("name",)
            ),
        ),
        "automountServiceAccountToken": Boolean(doc="Whether pods get the service account's token."),
        "hostUsers": Boolean(doc="False gives pods a user namespace of their own."),
        "unprivilegedPorts": Boolean(
            doc="Let pods that declare ports below 1024 bind them, by a safe sysctl."
        ),
        "imagePullPolicy": Choice(doc="When images are pulled.", options=("Always", "IfNotPresent", "Never")),
        "resources": RESOURCES,
        "env": List(doc="Environment variables, each for containers that lack it.", item=VARIABLE),
        "livenessProbe": Map(doc=_probe.format("Liveness"), key=formats.TEXT, value=Anything()),
        "readinessProbe": Map(doc=_probe.format("Readiness"), key=formats.TEXT, value=Anything()),
        "startupProbe": Map(doc=_probe.format("Startup"), key=formats.TEXT, value=Anything()),
    }
)
WRITABLE_PATH = _entry(
    {
        "path": Text(doc="The directory.", format=formats.MOUNT_PATH),
        "sizeLimit": Quantity(doc="How large it may grow before the pod is evicted."),
        "medium": Text(doc="Memory for a tmpfs; left out, the node's disk.", format=formats.MEDIUM),
        "name": Text(
            doc="The volume's name; left out, one is derived from the path.", format=formats.DNS_LABEL
        ),
        "seed": Boolean(doc="Whether the image ships files there, which an empty volume would hide."),
    },
    required=("path",),
)
EXEMPTION = _entry(
    {
        "guardrails": List(doc="Guardrails that leave it alone.", item=Choice(options=GUARDRAILS), least=1),
        "reason": Text(doc="Why: the report quotes it.", format=formats.NAME),
        "until": Text(
            doc="The last day on which it counts; afterwards the profile is refused.", format=formats.DATE
        ),
    },
    required=("target", "guardrails", "reason"),
)
PATCH = Object(
    fields={"target": TARGET, "patch": List(doc="RFC 6902 operations.", item=OPERATION, least=1)},
    required=("target", "patch"),
)
NAMESPACE = Object(
    fields={
        "match": Text(doc="Which namespaces.", format=formats.GLOB),
        "mode": Choice(doc="Their mode as a whole.", options=MODES),
        "guardrails": Object(doc="Their mode of each guardrail.", fields=MODE_OF_EACH),
    },
    required=("match",),
    least=2,
)
WORKLOAD = Object(
    fields={
        "group": Text(doc="The API group.", format=formats.GROUP),
        "kind": Text(doc="The kind.", format=formats.KIND),
        "paths": List(
            doc="JSON Pointers to each mapping of metadata and spec; * is every element of a list.",
            item=Text(format=formats.POINTER),
            least=1,
        ),
    },
    required=("group", "kind", "paths"),
)
_ids: dict[str, Shape] = {
    "user": Integer(doc="runAsUser.", least=1),
    "group": Nullable(of=Integer(doc="runAsGroup; null sets none.")),
}
_ports = List(doc="Ports below 1024 that it listens on.", item=Integer(doc="Port.", least=1, most=1023))
IMAGE = Object(
    fields={
        "image": Text(doc="Its repository; * is a glob.", format=formats.IMAGE),
        "user": Text(doc="The user that the image sets, root where it sets none.", format=formats.IMAGE_USER),
        "runAs": Nullable(
            of=Object(
                doc="Ids to run with; null: it cannot run without root.",
                fields={**_ids, "user": Nullable(of=Integer(doc="runAsUser; null: any will do.", least=1))},
                required=("user",),
            )
        ),
        "variants": List(
            doc="Tags (globs) that differ; the first that matches counts.",
            item=Object(
                fields={
                    "tag": Text(doc="The tags, a glob.", format=formats.TAG),
                    **_ids,
                    "default": Text(doc="The user that they set.", format=formats.IMAGE_USER),
                    "writable": _paths("Directories that they write to."),
                    "data": _paths("Directories that usually are persistent volumes."),
                    "ports": _ports,
                },
                required=("tag", "user"),
            ),
        ),
        "writable": _paths("Directories that it writes to."),
        "writableIf": Map(
            doc="Directories that it writes to if something is mounted at a path, or a variable is set.",
            key=formats.CONDITION,
            value=_paths("The directories."),
        ),
        "writableInferred": _paths("Those that it probably writes to."),
        "seed": _paths("Those that ship files, which an empty volume would hide."),
        "files": _paths("Writable paths that are single files."),
        "data": _paths("Directories that usually are persistent volumes."),
        "ports": _ports,
        "capabilities": List(doc="Capabilities it needs beyond none.", item=Text(format=formats.CAPABILITY)),
        "env": Map(
            doc="Environment variables without which it starts only as root.",
            key=formats.ENVIRONMENT_NAME,
            value=Text(doc="The variable's value."),
        ),
        "notes": Text(doc="What a reader should know."),
        "confidence": Choice(doc="How sure all this is.", options=("high", "medium", "low")),
        "source": Text(doc="How it is known."),
    },
    required=("image",),
)
