"""A document: its text, and the data that kubectl reads in it."""

import re

from postrender.lossless.compose import compose
from postrender.lossless.nodes import Alias, Composition, Json, Mapping, Node, Sequence
from postrender.lossless.text import LINE_BREAKS, Lines
from postrender.places import escape, tokens_of

BYTE_ORDER_MARK = "\ufeff"


class Document:
    """The first document of a text; what follows it is text that no edit touches.

    `data` is plain data (dict, list, str, int, float, bool, None), read as kubectl reads it; nobody may
    change it. `complete` is False where another document follows. Raises LosslessError for what kubectl
    refuses.
    """

    __slots__ = ("_composition", "_lines", "body", "ending", "mark", "tail")

    def __init__(self, text: str) -> None:
        # libyaml and go-yaml drop a byte-order mark, but only the latter counts it.
        self.mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
        text, self.tail = _cut(text)
        # kubectl reads the last line as if it were ended; it is, for the edit, as the line before it.
        self.ending = ""
        if not text.endswith(("\n", "\r")):
            self.ending = "\r\n" if text[: text.rfind("\n") + 1].endswith("\r\n") else "\n"
        self.body = text[len(self.mark) :] + self.ending
        self._composition = compose(self.body)
        self._lines: Lines | None = None

    @property
    def composition(self) -> Composition:
        """The tree, for an edit."""
        return self._composition

    @property
    def data(self) -> Json:
        """What the document says."""
        return self._composition.root.value if self._composition.root else None

    @property
    def complete(self) -> bool:
        """Whether nothing but comments follows the document."""
        return self._composition.complete

    def with_body(self, body: str) -> str:
        """A text with another body, but with the mark and the end of this one."""
        return self.mark + body.removesuffix(self.ending) + self.tail

    def odd_mappings(self) -> list[tuple[str, Mapping]]:
        """Every mapping that has duplicate or merge keys, with its JSON Pointer."""
        found: list[tuple[str, Mapping]] = []
        waiting = [("", self._composition.root)] if self._composition.odd else []
        while waiting:
            pointer, node = waiting.pop()
            if isinstance(node, Sequence):
                waiting += [(f"{pointer}/{index}", child) for index, child in enumerate(node.items)]
            elif isinstance(node, Mapping):
                if node.odd:
                    found.append((pointer, node))
                waiting += [(f"{pointer}/{escape(entry.name or '<<')}", entry.node) for entry in node.entries]
        return found

    def position(self, pointer: str) -> tuple[int, int]:
        """Line and column, from 1, of the entry that a JSON Pointer names, or of its nearest parent."""
        return self.place(self._looked_up(pointer)[1])

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset in the body."""
        if self._lines is None:
            self._lines = Lines(self.body)
        return self._lines.position(offset)

    def node(self, pointer: str) -> Node | None:
        """The node that a JSON Pointer names, aliases resolved; None where no entry leads there."""
        return self._looked_up(pointer)[0]

    def _looked_up(self, pointer: str) -> tuple[Node | None, int]:
        """What `node` gives, and the offset of its entry or of the last one on the way to it."""
        node = self._composition.root
        offset = node.start if node else 0
        for token in tokens_of(pointer):
            node = _resolved(node)
            if isinstance(node, Mapping) and (entry := node.entry(token)):
                node, offset = entry.node, entry.key.start
            elif isinstance(node, Sequence) and token.isdecimal() and int(token) < len(node.items):
                node = node.items[int(token)]
                offset = node.start
            else:
                return None, offset
        return _resolved(node), offset


def _cut(text: str) -> tuple[str, str]:
    """A text up to its end (`...`), and the directives behind it: their document has been cut off.

    No tool reads them, and a parser would miss the document.
    """
    if "\n%" not in text:
        return text, ""
    marker = text.rfind("\n...") + 1
    end = text.find("\n", marker) + 1
    lines = re.split(f"[{LINE_BREAKS}]", text[end:])
    if text[marker:end].strip() != "..." or not all(line[:1] in "%#" or not line.strip() for line in lines):
        return text, ""
    return text[:end], text[end:]


def _resolved(node: Node | None) -> Node | None:
    return node.target if isinstance(node, Alias) else node
