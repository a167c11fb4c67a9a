"""allowPrivilegeEscalation, restricted: no process gains rights that its parent lacks.

Set to false, the kernel's no_new_privs bit makes set-user-ID programs and file capabilities powerless.

Fields:
    spec.containers[*].securityContext.allowPrivilegeEscalation
Allowed:
    false
Versions:
    1.8: as above
    1.25: Windows pods (spec.os.name) are spared, which may not set it
Source:
    policy/check_allowPrivilegeEscalation.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import named

FIELD = ("securityContext", "allowPrivilegeEscalation")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers, those too that say nothing."""
    containers = [container for container in pod.containers if container.flag(*FIELD) is not False]
    if not containers:
        return None
    return Forbidden(
        "allowPrivilegeEscalation != false",
        f"{named(containers)} must set securityContext.allowPrivilegeEscalation=false",
        tuple(container.at(*FIELD) for container in containers),
    )


CHECK = Check(
    "allowPrivilegeEscalation",
    RESTRICTED,
    (Revision(8, forbid), Revision(25, forbid, unless=Pod.is_windows)),
)
