"""The look-up of an image's facts: a user's own first, then the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postrender.images.model import ImageFacts
from postrender.images.reference import parse
from postrender.images.tag import for_tag

if TYPE_CHECKING:
    from postrender.images.shelf import Shelf


class Catalogue:
    """Facts by image reference; the built-in ones are loaded by the first look-up."""

    def __init__(self, own: Sequence[Mapping[str, Any]] = ()) -> None:
        """`own` facts are those of a valid profile; of two about the same image the later one counts."""
        self._own = _dumped(own) if own else {}

    def facts(self, image: str) -> ImageFacts | None:
        """What is known of `image` for its tag; None if it is no reference, or the image is not known."""
        reference = parse(image)
        if reference is None:
            return None
        found = (shelf.find(reference.registry, reference.repository) for shelf in self._shelves)
        facts = next(filter(None, found), None)
        return facts and for_tag(facts, reference.tag)

    @cached_property
    def _shelves(self) -> tuple[Shelf, Shelf]:
        from postrender.images.data import FACTS
        from postrender.images.shelf import Shelf

        return Shelf(self._own), Shelf(FACTS)


def _dumped(own: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Those who have no facts of their own need not wait for the module to load."""
    from postrender.images.entry import read

    return {facts.pattern: facts.dumps() for facts in map(read, own)}
