"""Keeps the values of Secrets and of variables out of what a report shows of a text."""

import json
import re
from typing import Any

from postrender.lossless import Document
from postrender.lossless.nodes import Mapping, Node, Sequence
from postrender.lossless.text import ODD_BREAK
from postrender.variables import Variables

HIDDEN = "***"

_REFERENCE = re.compile(r"\$\{[^}]*\}+")
_OTHER_BREAK = f"\r(?!\n)|{ODD_BREAK}"
"""Breaks that YAML knows and a report does not, so that nothing is known of its lines."""
_NEVER_SECRET = re.compile(r"|true|false|null|0|-", re.IGNORECASE)
"""Values that kharden writes itself."""


class Masks:
    """Hides the values of the variables that a text refers to."""

    def __init__(self, variables: Variables, text: str) -> None:
        used = (
            variables.values[name]
            for name in variables.names
            if "${" + name in text and name in variables.values
        )
        values = {written for value in used for written in (value, json.dumps(value)[1:-1])}
        shown = sorted((v for v in values if not _NEVER_SECRET.fullmatch(v)), key=len, reverse=True)
        either = "|".join(map(re.escape, shown))
        self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])") if shown else None

    def without_values(self, line: str) -> str:
        """A line with each value hidden."""
        return self._pattern.sub(HIDDEN, line) if self._pattern else line


class Secrets:
    """Where the Secrets of a document, or list, stand; of their lines only the first key is shown."""

    def __init__(self, document: Document) -> None:
        self._keys: dict[int, int] = {}
        last = document.body.count("\n") + document.tail.count("\n") + 1
        waiting: list[tuple[Any, str, int]] = [(document.data, "", last)]
        while waiting:
            obj, pointer, end = waiting.pop()
            if not isinstance(obj, dict):
                continue
            if str(obj.get("kind")).startswith("Secret"):
                if re.search(_OTHER_BREAK, document.body):
                    self._keys = dict.fromkeys(range(last), 0)
                    return
                start = document.position(pointer)[0] - 1 if pointer else 0
                self._keys.update(dict.fromkeys(range(start, end), 0))
                self._find_keys(document, document.node(pointer))
            elif isinstance(items := obj.get("items"), list):
                places = [f"{pointer}/items/{index}" for index in range(len(items))]
                starts = [document.position(place)[0] - 1 for place in places]
                waiting += zip(items, places, [*starts[1:], end], strict=True)

    def _find_keys(self, document: Document, node: Node | None) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                self._find_keys(document, item)
        elif isinstance(node, Mapping):
            for entry in node.entries:
                line, column = document.place(entry.key.end)
                self._keys[line - 1] = self._keys.get(line - 1) or column - 1
                self._find_keys(document, entry.node)

    def shown(self, index: int, line: str, known: str = "") -> str:
        """What may be shown of a line, by its index; `known` is its text when it was read, if another."""
        if index not in self._keys or not line.strip() or line.startswith("---"):
            return line
        end = self._keys[index]
        if known and line[:end] != known[:end]:
            end = 0
        key = line[:end]
        return key + line[end:].rstrip() if line[end:].strip() == ":" else _indented(line, key, HIDDEN)


def hidden_references(came: str, known: str) -> str:
    """What may be shown of a line whose variables were substituted: what it was, with its references hidden.

    Where that is not known (`came` is empty) nothing but its indentation.
    """
    return _REFERENCE.sub(HIDDEN, came) if came else _indented(known, "", HIDDEN)


def _indented(line: str, key: str, text: str) -> str:
    return f"{key}: {text}" if key else line[: len(line) - len(line.lstrip())] + text
