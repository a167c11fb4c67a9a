"""windowsHostProcess, baseline: no Windows container that is a process of the node.

A HostProcess container is to Windows what a privileged one in the host's namespaces is to Linux.

Fields:
    spec.securityContext.windowsOptions.hostProcess
    spec.containers[*].securityContext.windowsOptions.hostProcess
Allowed:
    false, absent
Versions:
    1.0: as above
Source:
    policy/check_windowsHostProcess.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import setters

FIELD = ("securityContext", "windowsOptions", "hostProcess")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the pod and the containers."""
    holders = [holder for holder in pod.holders() if holder.flag(*FIELD)]
    if not holders:
        return None
    return Forbidden(
        "hostProcess",
        f"{' and '.join(setters(holders))} must not set securityContext.windowsOptions.hostProcess=true",
        tuple(holder.at(*FIELD) for holder in holders),
    )


CHECK = Check("windowsHostProcess", BASELINE, (Revision(0, forbid),))
