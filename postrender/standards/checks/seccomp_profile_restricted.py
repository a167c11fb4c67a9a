"""seccompProfile_restricted, restricted: every container has a system call filter.

Fields:
    spec.securityContext.seccompProfile.type
    spec.containers[*].securityContext.seccompProfile.type
Allowed:
    RuntimeDefault, Localhost; absent in containers where the pod has one, absent in the pod where every
    container has one
Versions:
    1.19: as above, in place of seccompProfile_baseline
    1.25: Windows pods (spec.os.name) are spared, which may not set it
Source:
    policy/check_seccompProfile_restricted.go
"""

from __future__ import annotations

from postrender.standards.checks import seccomp_profile_baseline
from postrender.standards.checks.seccomp_profile_baseline import FIELD, REASON, TYPE
from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import named


def forbid(pod: Pod) -> Forbidden | None:
    """Names what the baseline forbids; where that is nothing, the containers without any profile."""
    if contrary := seccomp_profile_baseline.forbid(pod):
        return contrary
    bare = [container for container in pod.containers if not container.child(*FIELD)]
    if not bare or pod.spec.child(*FIELD):
        return None
    return Forbidden(
        REASON,
        f"pod or {named(bare)} must set securityContext.seccompProfile.type "
        'to "RuntimeDefault" or "Localhost"',
        tuple(container.at(*TYPE) for container in bare),
    )


CHECK = Check(
    "seccompProfile_restricted",
    RESTRICTED,
    (
        Revision(19, forbid, overrides=seccomp_profile_baseline.CHECK.id),
        Revision(25, forbid, unless=Pod.is_windows, overrides=seccomp_profile_baseline.CHECK.id),
    ),
)
