"""What is known of an image, in the form that guardrails use."""

from __future__ import annotations

import json
from typing import Any

from postrender.record import Record

NEEDS_ROOT = "needs-root"
"""The image cannot run as non-root as designed."""
ANYBODY = "anybody"
"""The image runs as whoever starts it."""
UNKNOWN = "unknown"
"""No source states ids for the image."""
TAG_UNKNOWN = "tag-unknown"
"""The image's tags run as different users, and the reference has a digest without a tag."""


Variant = tuple[str, tuple[tuple[str, Any], ...]]
"""Tags (a glob) that differ from the image's other tags, and the fields of `ImageFacts` that do, with their
values."""


class ImageFacts(Record, kw_only=False):
    """Facts about the images of one name pattern, for one tag once they are looked up."""

    pattern: str
    """Registry and repository, in which `*` stands for anything but `/`."""
    default_user: str
    """The user in the image: `101`, `101:101`, a name, `root` where it sets none, empty where unknown."""
    user: int | None
    """The user id to run as; None for the reason in `no_ids`."""
    group: int | None
    """The group id to run as; None where the source states no group."""
    no_ids: str
    """NEEDS_ROOT, ANYBODY, UNKNOWN or TAG_UNKNOWN; empty where there is a user id."""
    variants: tuple[Variant, ...]
    """Tags that differ, the first that matches counting; empty in what a look-up gives."""
    writable: tuple[str, ...] | None
    """Paths that it writes to; None where unknown."""
    conditional: tuple[tuple[str, tuple[str, ...]], ...]
    """Paths that it writes to only if something is mounted at a path, or an environment variable is set: that
    path or the variable's name, and the paths."""
    inferred: tuple[str, ...]
    """Paths that it is expected to write to by convention, which no source shows."""
    seed: tuple[str, ...]
    """Those paths, and those of `data`, that hold files of the image, which an empty volume would hide."""
    files: tuple[str, ...]
    """Those of `writable` that are single files."""
    data: tuple[str, ...]
    """Paths where persistent volumes belong; it writes there too."""
    ports: tuple[int, ...]
    """Ports below 1024 that it listens on by default."""
    capabilities: tuple[str, ...] | None
    """What it needs on top of dropping ALL, as these ids; None where unknown."""
    env: tuple[tuple[str, str], ...]
    """Environment variables without which it starts only as root: names and values."""
    confidence: str
    """`high`; `medium` (an element is inferred, the source is old, or so is the image's origin); `low`."""

    @property
    def numeric_user(self) -> bool:
        """Whether `runAsNonRoot` alone starts it: the kubelet refuses root and cannot judge a name."""
        user = self.default_user.partition(":")[0]
        return user.isdecimal() and int(user) != 0

    @classmethod
    def loads(cls, pattern: str, text: str) -> ImageFacts:
        """The facts about a pattern from the text that `dumps` made."""
        return cls(pattern, *map(_immutable, json.loads(text)))

    def dumps(self) -> str:
        """Everything but the pattern as one text: of hundreds of images a chart uses a few."""
        return json.dumps(list(self.as_dict().values())[1:], separators=(",", ":"))


def _immutable(value: Any) -> Any:
    return tuple(map(_immutable, value)) if isinstance(value, list) else value
