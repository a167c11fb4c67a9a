"""Image references: registry, repository, tag and digest of what stands in a container's `image`.

The grammar and the defaults (`docker.io`, `library/`) are those of the distribution project, which every
container runtime follows: github.com/distribution/reference, reference.go, regexp.go and normalize.go.
"""

import re
from typing import NamedTuple

DOCKER_HUB = "docker.io"

_MAX_NAME = 255
_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?P<name>(?:{_HOST}(?::[0-9]+)?/)?{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    r"(?:@(?P<digest>[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*:[0-9a-fA-F]{32,}))?",
    re.ASCII,
)


class Reference(NamedTuple):
    """An image reference with Docker's defaults filled in."""

    registry: str
    """Host, with its port where one is given."""
    repository: str
    """Path in the registry."""
    tag: str
    """`latest` when neither tag nor digest is given; empty with a digest alone."""
    digest: str
    """`sha256:...`, or empty."""


def split_name(name: str) -> tuple[str, str]:
    """Registry and repository of an image's `name` (no tag, no digest), as Docker completes a short one.

    The first component is a registry only if it looks like a host: `grafana/loki` is Docker Hub's.
    """
    first, slash, rest = name.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost" or first != first.lower())
    registry, repository = (first.lower(), rest) if is_host else (DOCKER_HUB, name)
    if registry == DOCKER_HUB and "/" not in repository:
        repository = f"library/{repository}"
    return registry, repository


def parse(image: str) -> Reference | None:
    """Read `image`; None when it is no valid reference, which the container runtime would refuse too."""
    match = _REFERENCE.fullmatch(image)
    if match is None or len(match["name"]) > _MAX_NAME:
        return None
    tag, digest = match["tag"] or "", match["digest"] or ""
    return Reference(*split_name(match["name"]), tag if tag or digest else "latest", digest)
