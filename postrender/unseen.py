"""What looks like a pod, or like settings for one, in an object of an unknown kind.

A guess that is only reported, never acted on: whether the kind's controller makes pods of it, and merges them
with others, cannot be seen here. A list `containers` counts if one of them has an image that a runtime could
pull; the patterns of policies (`image: "!*:latest"`) have none. A field that only pods have counts near the
top of the spec, where operators keep what they hand on; the patterns of policies stand deeper.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.images.reference import parse
from postrender.places import Tokens, find
from postrender.triage import POD_FIELDS

DEEPEST = 3
"""Keys on the way to a field that tells of pods: `/spec/broker/podSecurityContext`."""


def like_pods(data: Any, place: Tokens = ()) -> Iterator[Tokens]:
    """Where pod templates or pod specs seem to stand, `*` for each item of a list."""
    if isinstance(data, list):
        for item in data:
            yield from like_pods(item, (*place, "*"))
    if not isinstance(data, dict):
        return
    containers = data.get("containers")
    if isinstance(containers, list) and any(parse(str(find(item, ("image",)))) for item in containers):
        yield place[:-1] if len(place) > 1 and place[-1] == "spec" else place
        return
    for key, value in data.items():
        if place or key != "status":
            yield from like_pods(value, (*place, key))


def signs_of_pods(obj: dict[str, Any], place: Tokens = ("spec",)) -> Iterator[Tokens]:
    """Where fields stand near the top of the spec that only what makes pods has, in lists too."""
    data = find(obj, place[-1:])
    for item in data if isinstance(data, list) else [data]:
        if not isinstance(item, dict):
            continue
        for key, value in item.items():
            if key in POD_FIELDS and value:
                yield (*place, key)
            elif len(place) < DEEPEST - 1:
                yield from signs_of_pods(item, (*place, key))
