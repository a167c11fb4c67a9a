"""What looks like a pod in an object of a kind that nobody has described.

A guess that is only said, never acted on: whether the kind's controller makes pods of it, and merges them
with others, is not to be seen. A list `containers` counts if one of them has an image that a runtime could
pull; the patterns of policies (`image: "!*:latest"`) have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.images.reference import parse
from postrender.places import Tokens, find


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
