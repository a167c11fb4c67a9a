"""hostPorts, baseline: no port of the node.

A port of the node is reachable around Services and can take traffic that was meant for another program. With
`hostNetwork: true` the API server makes every port one before it checks, and names those ports too; here such
a pod is refused by hostNamespaces alone.

Fields:
    spec.containers[*].ports[*].hostPort
Allowed:
    0, absent
Versions:
    1.0: as above
Source:
    policy/check_hostPorts.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Container, Node, Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import named, plural


def taken(container: Container) -> list[Node]:
    """The container's ports that are ports of the node."""
    return [port for port in container.nodes("ports") if port.number("hostPort")]


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers and, sorted as text, the ports of all of them."""
    containers = [container for container in pod.containers if taken(container)]
    if not containers:
        return None
    ports = [port for container in containers for port in taken(container)]
    numbers = sorted({str(port.number("hostPort")) for port in ports})
    verb = "uses" if len(containers) == 1 else "use"
    return Forbidden(
        "hostPort",
        f"{named(containers)} {verb} {plural('hostPort', numbers)} {', '.join(numbers)}",
        tuple(port.at("hostPort") for port in ports),
    )


CHECK = Check("hostPorts", BASELINE, (Revision(0, forbid),))
