"""runAsUser, restricted: nobody asks for user 0.

Fields:
    spec.securityContext.runAsUser
    spec.containers[*].securityContext.runAsUser
Allowed:
    any number but 0, absent
Versions:
    1.23: as above
    1.35: any value with spec.hostUsers: false
Source:
    policy/check_runAsUser.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import setters

FIELD = ("securityContext", "runAsUser")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the pod and the containers."""
    holders = [holder for holder in pod.holders() if holder.number(*FIELD) == 0]
    if not holders:
        return None
    return Forbidden(
        "runAsUser=0",
        f"{' and '.join(setters(holders))} must not set runAsUser=0",
        tuple(holder.at(*FIELD) for holder in holders),
    )


CHECK = Check(
    "runAsUser",
    RESTRICTED,
    (Revision(23, forbid), Revision(35, forbid, unless=Pod.in_user_namespace)),
)
