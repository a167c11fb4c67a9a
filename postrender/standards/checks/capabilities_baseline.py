"""capabilities_baseline, baseline: no capabilities beyond those that runtimes give by default.

NET_RAW, which runtimes give too, is not on the list: with it a pod forges its neighbours' packets.

Fields:
    spec.containers[*].securityContext.capabilities.add
Allowed:
    the names in DEFAULT, exactly so: `CAP_CHOWN` is not `CHOWN`
Versions:
    1.0: as above; superseded by capabilities_restricted where that holds
Source:
    policy/check_capabilities_baseline.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Container, Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import named, quoted

FIELD = ("securityContext", "capabilities", "add")
DEFAULT = frozenset(
    (
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    )
)


def added(container: Container, allowed: frozenset[str]) -> dict[str, str]:
    """The capabilities that a container adds beyond the allowed, by pointer."""
    names = enumerate(container.texts(*FIELD))
    return {container.at(*FIELD, str(index)): name for index, name in names if name not in allowed}


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers and, sorted, the capabilities of all of them."""
    containers = [container for container in pod.containers if added(container, DEFAULT)]
    if not containers:
        return None
    extra = {pointer: name for container in containers for pointer, name in added(container, DEFAULT).items()}
    return Forbidden(
        "non-default capabilities",
        f"{named(containers)} must not include {quoted(sorted(set(extra.values())))} "
        "in securityContext.capabilities.add",
        tuple(extra),
    )


CHECK = Check("capabilities_baseline", BASELINE, (Revision(0, forbid),))
