"""hostProbesAndHostLifecycle, baseline: the kubelet is not sent to other hosts.

Probes and lifecycle handlers run on the node, in its network: a `host` in one makes the kubelet knock at an
address that the pod itself may not reach.

Fields:
    spec.containers[*].livenessProbe, readinessProbe, startupProbe: httpGet.host, tcpSocket.host
    spec.containers[*].lifecycle.postStart, lifecycle.preStop: httpGet.host, tcpSocket.host
Allowed:
    "", absent: the pod's own address
Versions:
    1.34: as above
Source:
    policy/check_hostProbesAndhostLifecycle.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Container, Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import plural, quoted

HANDLERS = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
FIELDS = [(*handler, action, "host") for handler in HANDLERS for action in ("httpGet", "tcpSocket")]


def hosts(container: Container) -> dict[str, str]:
    """The hosts that a container names, by pointer."""
    return {container.at(*field): host for field in FIELDS if (host := container.text(*field))}


def forbid(pod: Pod) -> Forbidden | None:
    """Names containers and hosts, each once and sorted."""
    found = {pointer: host for container in pod.containers for pointer, host in hosts(container).items()}
    if not found:
        return None
    names = sorted({container.name for container in pod.containers if hosts(container)})
    distinct = sorted(set(found.values()))
    return Forbidden(
        "probe or lifecycle host",
        f"{plural('container', names)} {quoted(names)} {'uses' if len(names) == 1 else 'use'} "
        f"{plural('probe or lifecycle host', distinct)} {quoted(distinct)}",
        tuple(found),
    )


CHECK = Check("hostProbesAndHostLifecycle", BASELINE, (Revision(34, forbid),))
