"""procMount, baseline: the masks over /proc stay.

Unmasked, /proc shows and changes settings of the node's kernel.

Fields:
    spec.containers[*].securityContext.procMount
Allowed:
    Default, absent
Versions:
    1.0: as above
    1.35: any value with spec.hostUsers: false
Source:
    policy/check_procMount_baseline.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import named, quoted

FIELD = ("securityContext", "procMount")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers and, sorted, their values; an empty one is no Default."""
    containers = [
        container for container in pod.containers if container.text(*FIELD) not in (None, "Default")
    ]
    if not containers:
        return None
    values = sorted({container.text(*FIELD) or "" for container in containers})
    return Forbidden(
        "procMount",
        f"{named(containers)} must not set securityContext.procMount to {quoted(values)}",
        tuple(container.at(*FIELD) for container in containers),
    )


CHECK = Check(
    "procMount",
    BASELINE,
    (Revision(0, forbid), Revision(35, forbid, unless=Pod.in_user_namespace)),
)
