"""privileged, baseline: no privileged containers.

A privileged container has every capability and every device of the node; it is root there.

Fields:
    spec.containers[*].securityContext.privileged
Allowed:
    false, absent
Versions:
    1.0: as above
Source:
    policy/check_privileged.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import named

FIELD = ("securityContext", "privileged")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers."""
    containers = [container for container in pod.containers if container.flag(*FIELD)]
    if not containers:
        return None
    return Forbidden(
        "privileged",
        f"{named(containers)} must not set securityContext.privileged=true",
        tuple(container.at(*FIELD) for container in containers),
    )


CHECK = Check("privileged", BASELINE, (Revision(0, forbid),))
