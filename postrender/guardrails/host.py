"""Whether a pod needs the host: what it asks for that no guardrail can take away without breaking it.

Those are the violations of the Pod Security Standards that remain when every guardrail has done its work:
privileged containers, host namespaces, ports and folders, volume types beyond the standard, capabilities
beyond those that runtimes grant by default, kernel parameters, /proc unmasked, SELinux and AppArmor
settings, probes of other hosts, Windows processes of the host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postrender.guardrails.ports import PROBES
from postrender.pods import MANAGED_VOLUMES, Pod
from postrender.profile.model import PodSecurity

if TYPE_CHECKING:
    from postrender.standards import Violation

ID = "host"

MENDED = frozenset(
    (
        "allowPrivilegeEscalation",
        "capabilities_restricted",
        "runAsNonRoot",
        "runAsUser",
        "seccompProfile_baseline",
        "seccompProfile_restricted",
    )
)
"""The checks that guardrails satisfy; of those on added capabilities only the baseline's remains."""

_ASKS = frozenset(
    (
        "hostNetwork",
        "hostPID",
        "hostIPC",
        "hostPort",
        "hostProcess",
        "host",
        "privileged",
        "add",
        "sysctls",
        "procMount",
        "seLinuxOptions",
        "appArmorProfile",
    )
)
_ASKING = ("securityContext", "ports", "lifecycle", *PROBES)
"""The fields of a container within which one of those may stand."""
_PLAIN_VOLUMES = frozenset(("name", *MANAGED_VOLUMES))


def reasons(pod: Pod, wanted: PodSecurity) -> list[Violation]:
    """What the pod asks of the host, in upstream's words, at the level and version that are wanted.

    That is what the baseline refuses, and of what restricted refuses beyond it types of volumes and the like.
    Raises ValueError where a field has a type that the API server refuses.
    """
    if not _may_need(pod):
        return []
    # Most runs meet no such pod, and need not wait for the standards to load.
    from postrender.standards import check as violations

    manifest = pod.manifest()
    baseline = violations(manifest, "baseline", wanted.version)
    if wanted.level != "restricted":
        return [violation for violation in baseline if violation.check not in MENDED]
    capabilities = (violation for violation in baseline if violation.check == "capabilities_baseline")
    restricted = violations(manifest, "restricted", wanted.version)
    return [*(violation for violation in restricted if violation.check not in MENDED), *capabilities]


def _may_need(pod: Pod) -> bool:
    """Whether it is worth loading the standards: most pods hold none of the fields that they look at."""
    if any(name.startswith("container.apparmor") for name in pod.annotations):
        return True
    if any(volume.keys() - _PLAIN_VOLUMES for volume in pod.volumes):
        return True
    spec = pod.spec
    containers = (container.data.get(field) for container in pod.containers for field in _ASKING)
    return any(spec.get(field) for field in _ASKS) or _asks([pod.security, *containers])


def _asks(data: Any) -> bool:
    """Whether a mapping anywhere in the data has one of the fields, with a value that asks."""
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if not _ASKS.isdisjoint(node):
                asked = _ASKS & node.keys()
                if any(node[key] or key == "procMount" for key in asked):
                    return True
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return False
