"""Facts for one tag of an image, some of whose tags differ from the rest."""

from __future__ import annotations

import re

from postrender.images.model import TAG_UNKNOWN, ImageFacts


def for_tag(facts: ImageFacts, tag: str) -> ImageFacts:
    """The facts for `tag`; for an empty one (a digest alone was given) what holds for all tags.

    Those are the ids that all tags have in common, and the paths that any of them writes to.
    """
    common = facts.replace(variants=())
    if tag:
        changes = next((changes for pattern, changes in facts.variants if matches(pattern, tag)), ())
        return common.replace(**dict(changes))
    for other in [common.replace(**dict(changes)) for _, changes in facts.variants]:
        if (other.user, other.group) != (common.user, common.group):
            common = common.replace(user=None, group=None, no_ids=TAG_UNKNOWN)
        if other.default_user != common.default_user:
            common = common.replace(default_user="")
        common = common.replace(
            writable=None
            if common.writable is None or other.writable is None
            else _united(common.writable, other.writable),
            data=_united(common.data, other.data),
        )
    return common


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is as `pattern` says, in which `*` stands for anything but a slash."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*"), text) is not None
