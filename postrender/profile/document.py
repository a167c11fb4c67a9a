"""The document that a profile stands in: its data, and where each part of it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from postrender.profile.problem import Problem, ProfileError, place


class Document:
    """One text with a profile in it, at the JSON Pointer `at`. Raises ProfileError if it is no YAML."""

    def __init__(self, text: str, name: str, at: str = "") -> None:
        self.name, self._at = name, at
        yaml = YAML(typ="safe", pure=True)
        try:
            self._root = YAML(typ="rt").compose(text)
            data = yaml.load(text)
        except (YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            message = (isinstance(error, MarkedYAMLError) and error.problem) or "this is no YAML"
            problem = Problem(pointer="", message=message).replace(
                line=mark.line + 1 if mark else 0, column=mark.column + 1 if mark else 0
            )
            raise ProfileError(name, [problem]) from None
        self.data = _plain(data)
        for token in at.split("/")[1:]:
            self.data = self.data[token]

    def position(self, pointer: str, at_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the value at the pointer, or of its key."""
        node, key = self._root, self._root
        for token in (self._at + pointer).split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            pairs = node.value if node is not None and isinstance(node.value, list) else []
            if pairs and isinstance(pairs[0], tuple):
                key, node = next(((k, v) for k, v in pairs if k.value == token), (node, node))
            elif token.isdecimal() and int(token) < len(pairs):
                key = node = pairs[int(token)]
        mark = (key if at_key else node).start_mark if node is not None else None
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    @property
    def spec(self) -> Mapping[str, Any]:
        """The profile's `spec`, of a document that has been checked."""
        return self.data.get("spec") or {}

    def place_in_spec(self, pointer: str) -> str:
        """The place of a value of the spec, as compilers write it."""
        return place(self.name, *self.position(f"/spec{pointer}"))

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Raise ProfileError if there are any problems."""
        if problems := list(problems):
            raise self.error(problems)

    def error(self, problems: Iterable[Problem]) -> ProfileError:
        """The error that says what is wrong and where, in the order of the text."""
        places = ((*self.position(each.pointer, each.at_key), each) for each in problems)
        placed = [problem.replace(line=line, column=column) for line, column, problem in places]
        return ProfileError(self.name, sorted(placed, key=lambda problem: (problem.line, problem.column)))


def _plain(value: Any) -> Any:
    import datetime

    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
