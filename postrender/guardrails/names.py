"""Names of the volumes that are added: short, descriptive, the same in each run, and unique in the pod."""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Collection, Iterator

from postrender.guardrails.paths import Need
from postrender.pods import Container, Pod

LONGEST = 63
"""A volume's name is a DNS label (RFC 1123)."""


def volume_name(need: Need, pod: Pod, container: Container, taken: Collection[str]) -> str:
    """A name for the volume of a path that is not `taken`."""
    return next(name for name in _candidates(need, pod, container) if name not in taken)


def _candidates(need: Need, pod: Pod, container: Container) -> Iterator[str]:
    stem = need.name or _label(need.path)
    first = next((other for other in pod.containers if other.kind == "containers"), None)
    if container is first:
        yield shortened(stem)
    own = f"{stem}-{_label(container.name)}"
    yield shortened(own)
    number = 2
    while True:
        yield shortened(f"{own}-{number}")
        number += 1


def _label(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-") or "volume"


def shortened(name: str) -> str:
    """The name, or if it is too long its beginning and a checksum of the whole."""
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9].rstrip('-')}-{crc32(name.encode()):08x}"
