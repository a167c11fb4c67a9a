"""Facts for one tag of an image, some of whose tags run as other users than the rest."""

from __future__ import annotations

import re

from postrender.images.model import TAG_UNKNOWN, ImageFacts, Variant


def for_tag(facts: ImageFacts, tag: str) -> ImageFacts:
    """The facts for `tag`; for an empty one (a digest alone was given) only what all tags have in common."""
    common = facts.replace(variants=())
    if tag:
        fitting = (_with(common, variant) for variant in facts.variants if matches(variant[0], tag))
        return next(fitting, common)
    for other in [_with(common, variant) for variant in facts.variants]:
        if (other.user, other.group) != (common.user, common.group):
            common = common.replace(user=None, group=None, no_ids=TAG_UNKNOWN)
        if other.default_user != common.default_user:
            common = common.replace(default_user="")
    return common


def _with(facts: ImageFacts, variant: Variant) -> ImageFacts:
    _, user, group, default = variant
    return facts.replace(user=user, group=group, no_ids="", default_user=default or facts.default_user)


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is as `pattern` says, in which `*` stands for anything but a slash."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*"), text) is not None
