"""Operational defaults: what a profile gives to workloads that leave it out. Nothing that stands is changed.

Of two entries that give the same the later one counts, so they are taken from the last to the first, and
each fills what is left. A strategy and a probe come whole, for half of each would mean something else;
labels, annotations and environment variables come one by one. Of resources each comes with its request and
its limit, and only where the container has neither: a request above the chart's limit would be refused.
Where the environment also comes from a ConfigMap or a Secret as a whole (`envFrom`), no variable is added,
which would hide theirs.

`hostUsers: false` is not for pods that share a namespace of the host, nor, as `unprivilegedPorts`, for
Windows pods. Regular init containers have no probes, ephemeral containers only a pull policy.

They come before the guardrails, which see what they brought in.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from postrender.finding import Finding
from postrender.guardrails import Change
from postrender.guardrails.malformed import malformed
from postrender.guardrails.ports import PROBES, SYSCTL, low_ports, opened
from postrender.images import Catalogue
from postrender.places import Tokens, assign, copied, find
from postrender.pods import Container, Pod
from postrender.profile import Default, ObjectIdentity, Profile
from postrender.workloads import pods

WITH_HISTORY = ("Deployment", "StatefulSet", "DaemonSet", "Rollout", "CloneSet")
Texts = Mapping[str, str]
HOST_NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


class Addition(NamedTuple):
    """A value for a place in the object where nothing stands."""

    tokens: Tokens
    value: Any
    container: str = ""


def defaults(
    obj: dict[str, Any], identity: ObjectIdentity, profile: Profile, catalogue: Catalogue
) -> Iterator[Change]:
    """The operations that give an object what it leaves out, in the order to apply them.

    Objects without pods get nothing, and nothing is given where the profile's mode is `report` or `off`, nor
    where a pod is malformed, which `guardrails.harden` reports.
    """
    entries = [entry for entry in reversed(profile.defaults) if entry.concerns(identity)]
    if not entries or profile.overall_mode(identity.namespace) in ("off", "report"):
        return
    working = copied(obj)
    found = list(pods(working, profile.workloads))
    if any(any(malformed(pod)) for pod in found):
        return
    for entry in entries if found else ():
        for tokens, value, container in _additions(entry, identity, found, catalogue):
            if find(working, tokens) is None and (operation := assign(working, tokens, value)):
                message = f"set {_field(tokens)}, which was left out ({entry.source})"
                yield Change(
                    operation, Finding("defaults", "change", message, "", operation["path"], container)
                )


def _field(tokens: Tokens) -> str:
    """The name of a field as people write it, within its container or the object."""
    within = max((index + 1 for index, token in enumerate(tokens) if isinstance(token, int)), default=0)
    return ".".join(map(str, tokens[within:])).removesuffix(".-")


def _additions(
    entry: Default, identity: ObjectIdentity, found: list[Pod], catalogue: Catalogue
) -> Iterator[Addition]:
    values = entry.values
    yield from _texts(("metadata",), values.get("labels"), values.get("annotations"))
    if "revisionHistoryLimit" in values and identity.kind in WITH_HISTORY:
        yield Addition(("spec", "revisionHistoryLimit"), values["revisionHistoryLimit"])
    if "strategy" in values and identity.kind == "Deployment":
        yield Addition(("spec", "strategy"), values["strategy"])
    for pod in found:
        yield from _of_pod(pod, values, catalogue)
        for container in pod.containers:
            if entry.concerns(identity, container.name):
                place = (*pod.base, *container.tokens)
                yield from (
                    Addition((*place, *tokens), value, container.name)
                    for tokens, value in _of_container(container, values)
                )


def _texts(metadata: Tokens, labels: Texts | None, annotations: Texts | None) -> Iterator[Addition]:
    for field, texts in (("labels", labels), ("annotations", annotations)):
        yield from (Addition((*metadata, field, key), text) for key, text in (texts or {}).items())


def _of_pod(pod: Pod, values: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Addition]:
    layout = pod.layout
    if layout.metadata is not None:
        metadata = (*pod.base, *layout.metadata)
        yield from _texts(metadata, values.get("podLabels"), values.get("podAnnotations"))
    if layout.spec is None:
        return
    spec = (*pod.base, *layout.spec)
    if "automountServiceAccountToken" in values:
        yield Addition((*spec, "automountServiceAccountToken"), values["automountServiceAccountToken"])
    if "imagePullSecrets" in values and not pod.get(layout.spec, "imagePullSecrets"):
        for secret in values["imagePullSecrets"]:
            yield Addition((*spec, "imagePullSecrets", "-"), secret)
    shares = any(pod.get(layout.spec, field) for field in HOST_NAMESPACES)
    if pod.is_windows or shares:
        return
    if "hostUsers" in values:
        yield Addition((*spec, "hostUsers"), values["hostUsers"])
    low = any(low_ports(pod, container, catalogue.facts(container.image)) for container in pod.containers)
    if values.get("unprivilegedPorts") and low and not opened(pod):
        yield Addition((*spec, "securityContext", "sysctls", "-"), {"name": SYSCTL, "value": "0"})


def _of_container(container: Container, values: Mapping[str, Any]) -> Iterator[tuple[Tokens, Any]]:
    """What a container is given, by place in it."""
    if "imagePullPolicy" in values:
        yield ("imagePullPolicy",), values["imagePullPolicy"]
    if container.kind == "ephemeralContainers":
        return
    yield from _resources(container, values.get("resources") or {})
    present = container.variables
    if not container.data.get("envFrom"):
        for variable in values.get("env") or ():
            if variable["name"] not in present:
                yield ("env", "-"), variable
    if container.kind == "containers" or container.is_sidecar:
        yield from (((probe,), values[probe]) for probe in PROBES if probe in values)


def _resources(
    container: Container, resources: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Tokens, Any]]:
    present = container.data.get("resources") or {}
    stands = {*(present.get("requests") or ()), *(present.get("limits") or ())}
    for field in ("requests", "limits"):
        for name, quantity in resources.get(field, {}).items():
            if name not in stands:
                yield ("resources", field, name), quantity
