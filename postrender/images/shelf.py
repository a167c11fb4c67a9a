"""Facts found by an image's name: the literal one, then those that it may be a copy of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from postrender.images.model import ImageFacts
from postrender.images.origin import origins
from postrender.images.tag import matches


class Shelf:
    """A set of facts, one for each name pattern."""

    def __init__(self, facts: Iterable[ImageFacts]) -> None:
        """Of two facts for the same pattern the later one counts."""
        self._by_pattern = {entry.pattern: entry for entry in facts}

    def find(self, registry: str, repository: str) -> ImageFacts | None:
        """The facts of the first of the image's `origins` that is known; those of a guess are less sure."""
        for name, sure in origins(registry, repository, self._by_path):
            found = self._by_pattern.get(name) or self._by_glob(name)
            if found:
                return found if sure or found.confidence != "high" else found._replace(confidence="medium")
        return None

    def _by_glob(self, name: str) -> ImageFacts | None:
        return next((facts for facts in self._globs if matches(facts.pattern, name)), None)

    @cached_property
    def _globs(self) -> list[ImageFacts]:
        """Facts whose pattern has a `*`, those with the most characters beside it first."""
        globs = [facts for pattern, facts in self._by_pattern.items() if "*" in pattern]
        return sorted(globs, key=lambda facts: -len(facts.pattern.replace("*", "")))

    @cached_property
    def _by_path(self) -> dict[str, str]:
        """The full name of each image by its path in its registry."""
        names = (name for name in self._by_pattern if "*" not in name)
        return {name.partition("/")[2]: name for name in names}
