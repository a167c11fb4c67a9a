"""What is wrong with a profile: one problem, and the error that carries all of them with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from postrender.places import tokens_of
from postrender.record import Record


class Problem(Record):
    """One mistake in a profile."""

    pointer: str
    """JSON Pointer of the value."""
    message: str
    suggestion: str = ""
    """What may have been meant instead."""
    line: int = 0
    """1-based, like the column; 0 where there is no text."""
    column: int = 0

    def __str__(self) -> str:
        """Where in the document, what is wrong, and what may have been meant."""
        where = dotted(self.pointer)
        guess = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"{where}: {self.message}{guess}" if where else f"{self.message}{guess}"


class ProfileError(ValueError):
    """A profile that cannot be used: one problem or more, of which the first gives line and suggestion."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        first = self.problems[0]
        self.line, self.column, self.suggestion = first.line, first.column, first.suggestion
        super().__init__(
            "\n".join(f"{place(name, each.line, each.column)}: {each}" for each in self.problems)
        )


def place(name: str, line: int, column: int) -> str:
    """A place as compilers write it: `profile.yaml:12:5`."""
    return f"{name}:{line}:{column}" if line else name


def dotted(pointer: str) -> str:
    """A JSON Pointer as people write it: `spec.patches[0].target`."""
    text = ""
    for token in tokens_of(pointer):
        if token.isdecimal():
            text += f"[{token}]"
        elif re.fullmatch(r"[\w-]+", token):
            text += f".{token}"
        else:
            text += f"[{token!r}]"
    return text.removeprefix(".")


def named(value: object) -> str:
    """What a value is, without showing it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "a mapping", list: "a list", str: "a string", int: "a number", float: "a number"}
    return names[type(value)]


def likely(given: object, known: Sequence[str]) -> str:
    """The known word that was probably meant (for `runAsNonRot`, `run-as-non-root`), or ""."""
    if not isinstance(given, str):
        return ""
    from difflib import get_close_matches  # only mistakes need it

    plain = {_plain(word): word for word in known}
    close = get_close_matches(_plain(given), plain, n=1, cutoff=0.65)
    return plain[close[0]] if close else ""


def _plain(word: str) -> str:
    return re.sub("[^a-z0-9]", "", word.lower())
