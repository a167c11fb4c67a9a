"""sysctls, baseline: only kernel parameters that stay inside the pod.

A parameter that is not namespaced, or not isolated, changes the node and every pod on it.

Fields:
    spec.securityContext.sysctls[*].name
Allowed:
    the names in SAFE
Versions:
    1.0: kernel.shm_rmid_forced, net.ipv4.ip_local_port_range, net.ipv4.ip_unprivileged_port_start,
        net.ipv4.ping_group_range, net.ipv4.tcp_syncookies
    1.27: also net.ipv4.ip_local_reserved_ports
    1.29: also net.ipv4.tcp_fin_timeout and net.ipv4.tcp_keepalive_intvl, _probes and _time
    1.32: also net.ipv4.tcp_rmem and net.ipv4.tcp_wmem
Source:
    policy/check_sysctls.go
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE

SAFE = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
}
"""Allowed names, each with the first minor version that allows it."""


def forbid(pod: Pod, safe: Collection[str]) -> Forbidden | None:
    """Names the parameters as they come, repeated ones repeatedly."""
    sysctls = [(node.text("name") or "", node) for node in pod.spec.nodes("securityContext", "sysctls")]
    unsafe = [(name, node) for name, node in sysctls if name not in safe]
    if not unsafe:
        return None
    return Forbidden(
        "forbidden sysctls",
        ", ".join(name for name, _ in unsafe),
        tuple(node.at("name") for _, node in unsafe),
    )


CHECK = Check(
    "sysctls",
    BASELINE,
    tuple(
        Revision(minor, partial(forbid, safe=[name for name, since in SAFE.items() if since <= minor]))
        for minor in sorted(set(SAFE.values()))
    ),
)
