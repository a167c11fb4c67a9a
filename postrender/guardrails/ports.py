"""Ports below 1024, which only root may listen on unless the pod's kernel parameter says otherwise.

A capability helps nobody else: what `capabilities.add` grants reaches a process that is not root only if its
program has the file capability.
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.guardrails.rules import Doubt, Rules, target
from postrender.images import ImageFacts
from postrender.places import find
from postrender.pods import Container, Pod

SYSCTL = "net.ipv4.ip_unprivileged_port_start"
"""The first port that every user may listen on: 0 in containerd 2, 1024 in older runtimes."""
FIRST_UNPRIVILEGED = 1024
BIND = "NET_BIND_SERVICE"
"""The capability to listen below it, the only one that the restricted standard lets a container add."""
FOR_JOBS = ("Never", "OnFailure")
"""The restart policies of pods that come to an end."""
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def low_ports(pod: Pod, container: Container, facts: ImageFacts | None) -> list[int]:
    """The ports below 1024 that it declares or is probed on; where it names none, its image's.

    What has to end before the pod starts waits for a server or prepares a volume, and listens on none; nor
    does a command of the chart's that ends with its Job.
    """
    named = list(_named(container))
    if not named:
        first = container.kind == "initContainers" and not container.is_sidecar
        ends = first or (container.words("command") and pod.spec.get("restartPolicy") in FOR_JOBS)
        return list(facts.ports) if facts and not ends else []
    return sorted({port for port in named if isinstance(port, int) and 0 < port < FIRST_UNPRIVILEGED})


def _named(container: Container) -> Iterator[object]:
    yield from (port.get("containerPort") for port in container.entries("ports"))
    for probe in PROBES:
        for kind in ("httpGet", "tcpSocket", "grpc"):
            # A port that is a name stands among those above.
            if isinstance(port := find(container.data, (probe, kind, "port")), int):
                yield port


def opened(pod: Pod) -> bool:
    """Whether the pod sets the kernel parameter itself."""
    sysctls = pod.security.get("sysctls") or ()
    return any(isinstance(sysctl, dict) and sysctl.get("name") == SYSCTL for sysctl in sysctls)


def has_file_capability(facts: ImageFacts | None) -> bool:
    """Whether the image's program is known to have BIND as a file capability."""
    return facts is not None and BIND in (facts.capabilities or ())


def trouble_with_ports(pod: Pod, container: Container, rules: Rules) -> Doubt | None:
    """Why the container may fail to listen where it is not root, or root without BIND."""
    facts = rules.facts(container)
    ports = low_ports(pod, container, facts)
    if not ports or opened(pod) or has_file_capability(facts):
        return None
    remedies = ["a port above 1023 in its configuration, which its Service can map"]
    if pod.layout.spec is not None and not rules.host:
        remedies.insert(0, f"defaults: [{{unprivilegedPorts: true, {target(rules.identity)}}}]")
    who = "it" if any(_named(container)) else "its image"
    return Doubt(
        f"{who} listens on port {', '.join(map(str, ports))}, below 1024, which needs root with "
        f"{BIND} or the sysctl {SYSCTL} (containerd 2 sets it)",
        tuple(remedies),
    )
