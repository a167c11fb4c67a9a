"""The document that a profile stands in: its data as kubectl reads it, and where each part of it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from postrender import lossless
from postrender.ambiguity import repeated
from postrender.places import escape
from postrender.profile.problem import Problem, ProfileError, place


class Document:
    """One text with a profile in it, at the JSON Pointer `at`.

    Raises ProfileError if the text is no YAML, holds a second document, or repeats a key of the profile.
    """

    def __init__(self, text: str, name: str, at: str = "") -> None:
        self.name, self._at = name, at
        try:
            self._document = lossless.Document(text)
        except lossless.LosslessError as error:
            problem = Problem(pointer="", message=error.message, line=error.line, column=error.column)
            raise ProfileError(name, [problem]) from None
        data: Any = self._document.data
        for token in at.split("/")[1:]:
            data = data[token]
        self.data = data
        if not self._document.complete:
            raise self.error(
                [Problem(pointer="", message="another document follows, which nobody would read")]
            )
        duplicates = (
            f"{pointer}/{escape(key)}"
            for pointer, mapping in self._document.odd_mappings()
            if f"{pointer}/".startswith(f"{at}/")
            for key in sorted(repeated(mapping))
        )
        message = "duplicate key: remove all but one"
        self.refuse(Problem(pointer=each.removeprefix(at), message=message) for each in duplicates)

    @property
    def spec(self) -> Mapping[str, Any]:
        """The profile's `spec`, of a document that has been checked."""
        return self.data.get("spec") or {}

    def place_in_spec(self, pointer: str) -> str:
        """The place of a value of the spec, as compilers write it."""
        return place(self.name, *self._document.position(f"{self._at}/spec{pointer}"))

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Raise ProfileError if there are any problems."""
        if problems := list(problems):
            raise self.error(problems)

    def error(self, problems: Iterable[Problem]) -> ProfileError:
        """The error that says what is wrong and where, in the order of the text."""
        places = ((*self._document.position(self._at + each.pointer), each) for each in problems)
        placed = [problem.replace(line=line, column=column) for line, column, problem in places]
        return ProfileError(self.name, sorted(placed, key=lambda problem: (problem.line, problem.column)))
