"""Image references: registry, repository, tag and digest of what stands in a container's `image`.

The grammar and the defaults (`docker.io`, `library/`) are those of the distribution project, which every
container runtime follows: github.com/distribution/reference, reference.go, regexp.go and normalize.go.
"""

import re

from postrender.record import Record

DOCKER_HUB = "docker.io"

_MAX_NAME = 255
# Few references need these, and compiling them takes longer than all else here.
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
_DIGEST = r"[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*:[0-9a-fA-F]{32,}"


class Reference(Record, kw_only=False):
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
    named, at, digest = image.partition("@")
    path, slash, last = named.rpartition("/")
    last, colon, tag = last.partition(":")
    name = path + slash + last
    if len(name) > _MAX_NAME or not _is_name(name) or (colon and not _is_tag(tag)):
        return None
    if at and not re.fullmatch(_DIGEST, digest):
        return None
    return Reference(*split_name(name), tag if tag or digest else "latest", digest)


def _is_name(name: str) -> bool:
    """Whether it is a repository's path, behind a registry's host or not."""
    first, *rest = name.split("/")
    if not all(map(_is_component, rest)):
        return False
    return _is_component(first) or bool(rest and re.fullmatch(_HOST, first))


def _is_component(text: str) -> bool:
    word = text.isascii() and text.isalnum() and text == text.lower()
    return word or re.fullmatch(_COMPONENT, text) is not None


def _is_tag(text: str) -> bool:
    version = text.isascii() and text[:1].isalnum() and text.replace(".", "").isalnum() and len(text) <= 128
    return version or re.fullmatch(_TAG, text) is not None
