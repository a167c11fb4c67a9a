"""Ports below 1024, which only root may listen on unless the pod's kernel parameter says otherwise."""

from __future__ import annotations

from postrender.images import ImageFacts
from postrender.pods import Container, Pod

SYSCTL = "net.ipv4.ip_unprivileged_port_start"
"""The first port that every user may listen on: 0 in containerd 2, 1024 in older runtimes."""
FIRST_UNPRIVILEGED = 1024


def low_ports(container: Container, facts: ImageFacts | None) -> list[int]:
    """The ports below 1024 that it declares; where it declares none, those known of its image."""
    declared = [port.get("containerPort") for port in container.entries("ports")]
    if not declared:
        return list(facts.ports) if facts else []
    return sorted({port for port in declared if isinstance(port, int) and 0 < port < FIRST_UNPRIVILEGED})


def opened(pod: Pod) -> bool:
    """Whether the pod sets the kernel parameter itself."""
    sysctls = pod.security.get("sysctls") or ()
    return any(isinstance(sysctl, dict) and sysctl.get("name") == SYSCTL for sysctl in sysctls)


def trouble_with_ports(pod: Pod, container: Container, facts: ImageFacts | None) -> str:
    """Why the container may fail to listen without root's capabilities; empty where nothing speaks for it."""
    ports = low_ports(container, facts)
    if not ports or opened(pod):
        return ""
    return (
        f"it listens on port {', '.join(map(str, ports))}, below 1024, which takes root or the sysctl "
        f"{SYSCTL} (containerd 2 sets it; `defaults: [{{unprivilegedPorts: true}}]` adds it to the pod)"
    )
