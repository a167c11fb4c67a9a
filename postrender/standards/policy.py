"""Levels and versions of the standards, as a namespace's labels and a profile write them."""

from __future__ import annotations

import re

PRIVILEGED, BASELINE, RESTRICTED = LEVELS = ("privileged", "baseline", "restricted")
"""From the one that allows everything to the strictest."""

NEWEST = 36
"""The newest minor version of Kubernetes whose standards are known here: 1.36."""

# At most as many digits as a Go int surely holds: upstream refuses a number that overflows.
_VERSION = re.compile(r"v1\.(0|[1-9][0-9]{0,17})")


class UnknownPolicy(ValueError):  # noqa: N818 - says what is wrong, not that something is
    """A level or a version that Kubernetes does not know; the message ends in upstream's words."""


def parse_level(text: str) -> str:
    """One of LEVELS.

    Raises:
        UnknownPolicy: it is none; nothing is guessed from letter case or white space.
    """
    if text not in LEVELS:
        raise UnknownPolicy(f"Pod Security level {text!r}: must be one of {', '.join(LEVELS)}")
    return text


def parse_version(text: str) -> int:
    """The minor version whose checks apply: N of `v1.N`, NEWEST for `latest` and for whatever is newer.

    Raises:
        UnknownPolicy: neither `latest` nor `v1.N`. A patch release (`v1.31.2`) or a missing `v` is an error.
    """
    if text == "latest":
        return NEWEST
    match = _VERSION.fullmatch(text)
    if not match:
        raise UnknownPolicy(f'Pod Security version {text!r}: must be "latest" or "v1.x"')
    return min(int(match[1]), NEWEST)
