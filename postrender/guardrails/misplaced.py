"""Fields of a security context that stand where Kubernetes does not know them, and so do nothing.

The API server drops them, or refuses the object where the client asks for strict validation. Whoever wrote
`readOnlyRootFilesystem: true` for the pod believes that its containers have it. Such fields are reported, not
moved: what the guardrails set makes up for most of them.

Source: kubernetes.io, API reference, "PodSecurityContext", "SecurityContext", "Container".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from postrender.finding import Finding
from postrender.places import Tokens, find
from postrender.pods import Pod

ID = "misplaced"
OF_CONTAINERS = (
    "allowPrivilegeEscalation",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
)
OF_PODS = ("fsGroup", "fsGroupChangePolicy", "supplementalGroups", "supplementalGroupsPolicy", "sysctls")
OF_BOTH = ("runAsGroup", "runAsNonRoot", "runAsUser", "seccompProfile")


def misplaced(pod: Pod) -> Iterator[Finding]:
    """Yield a warning for each place that has such fields."""
    # The fields of custom resources have the names that their operators gave them.
    if pod.layout.spec is None or pod.layout.security is None:
        return
    beside = (*OF_CONTAINERS, *OF_PODS, *OF_BOTH)
    where = "each container's securityContext"
    yield from _found(pod, pod.layout.security, OF_CONTAINERS, where)
    yield from _found(pod, pod.layout.spec, beside, "a securityContext")
    for container in pod.containers:
        within = (*container.tokens, "securityContext")
        yield from _found(pod, within, OF_PODS, "the pod's securityContext", container.name)
        yield from _found(pod, container.tokens, beside, "a securityContext", container.name)


def _found(
    pod: Pod, place: Tokens, names: Collection[str], right: str, container: str = ""
) -> Iterator[Finding]:
    present = find(pod.data, place) or {}
    if fields := [name for name in names if present.get(name) is not None]:
        message = f"{', '.join(fields)} does nothing here: Kubernetes does not know it at this place"
        pointer = pod.pointer((*place, fields[0]))
        yield Finding(ID, "warning", message, f"move it to {right}", pointer, container)
