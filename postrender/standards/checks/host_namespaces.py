"""hostNamespaces, baseline: no network, process or IPC namespace of the node.

In them a pod sees the node's traffic, its processes and their memory, and no NetworkPolicy holds it back.

Fields:
    spec.hostNetwork, spec.hostPID, spec.hostIPC
Allowed:
    false, absent
Versions:
    1.0: as above
Source:
    policy/check_hostNamespaces.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE

FIELDS = ("hostNetwork", "hostPID", "hostIPC")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the namespaces that are shared."""
    shared = [field for field in FIELDS if pod.spec.flag(field)]
    if not shared:
        return None
    return Forbidden(
        "host namespaces",
        ", ".join(f"{field}=true" for field in shared),
        tuple(pod.spec.at(field) for field in shared),
    )


CHECK = Check("hostNamespaces", BASELINE, (Revision(0, forbid),))
