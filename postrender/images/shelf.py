"""Facts found by an image's name: the literal one, then those that it may be a copy of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from postrender.images.model import ImageFacts
from postrender.images.origin import origins
from postrender.images.tag import matches


class Shelf:
    """A set of facts, as `ImageFacts.dumps` writes them, by their name pattern."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = facts

    def find(self, registry: str, repository: str) -> ImageFacts | None:
        """The facts of the first of the image's `origins` that is known; those of a guess are less sure."""
        for name, sure in origins(registry, repository, self._named):
            pattern = name if name in self._facts else self._glob(name)
            if pattern:
                found = ImageFacts.loads(pattern, self._facts[pattern])
                return found if sure or found.confidence != "high" else found.replace(confidence="medium")
        return None

    def _named(self, path: str) -> str | None:
        """The full name of the image that has the path in its registry."""
        return self._by_path.get(path)

    def _glob(self, name: str) -> str | None:
        return next((pattern for pattern in self._globs if matches(pattern, name)), None)

    @cached_property
    def _globs(self) -> list[str]:
        """The patterns with a `*`, those with the most characters beside it first."""
        globs = (pattern for pattern in self._facts if "*" in pattern)
        return sorted(globs, key=lambda pattern: -len(pattern.replace("*", "")))

    @cached_property
    def _by_path(self) -> dict[str, str]:
        names = (name for name in self._facts if "*" not in name)
        return {name.partition("/")[2]: name for name in names}
