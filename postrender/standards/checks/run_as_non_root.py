"""runAsNonRoot, restricted: the kubelet refuses to start a container as root.

Fields:
    spec.securityContext.runAsNonRoot
    spec.containers[*].securityContext.runAsNonRoot
Allowed:
    true; absent in containers where the pod's is true, absent in the pod where every container's is true
Versions:
    1.0: as above
    1.35: any value with spec.hostUsers: false
Source:
    policy/check_runAsNonRoot.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import named, setters

FIELD = ("securityContext", "runAsNonRoot")
REASON = "runAsNonRoot != true"


def forbid(pod: Pod) -> Forbidden | None:
    """Names who says false; where nobody does, the containers for which nobody says true."""
    contrary = [holder for holder in pod.holders() if holder.flag(*FIELD) is False]
    if contrary:
        return Forbidden(
            REASON,
            f"{' and '.join(setters(contrary))} must not set securityContext.runAsNonRoot=false",
            tuple(holder.at(*FIELD) for holder in contrary),
        )
    silent = [container for container in pod.containers if container.flag(*FIELD) is None]
    if not silent or pod.spec.flag(*FIELD):
        return None
    return Forbidden(
        REASON,
        f"pod or {named(silent)} must set securityContext.runAsNonRoot=true",
        tuple(container.at(*FIELD) for container in silent),
    )


CHECK = Check(
    "runAsNonRoot",
    RESTRICTED,
    (Revision(0, forbid), Revision(35, forbid, unless=Pod.in_user_namespace)),
)
