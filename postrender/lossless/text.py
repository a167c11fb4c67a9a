"""Lines and columns of a text as YAML counts them, not as `str.splitlines` does."""

import re
from bisect import bisect_right

LINE_BREAKS = "\n\r\x85\u2028\u2029"
"""The characters that end a line; a carriage return and a line feed end it together."""

ODD_BREAK = f"[{LINE_BREAKS[2:]}]"
"""Those that YAML 1.1 knows, and 1.2 does not."""

_INDEX_COSTS = 16
"""How many times as long as counting a text's lines it takes to make an index of them."""

# Compiled where a text has others than line feeds: few do.
_BREAK = f"\r\n|[{LINE_BREAKS}]"


def has_odd_breaks(text: str) -> bool:
    """Whether it has line breaks that YAML 1.2 does not know."""
    return not text.isascii() and re.search(ODD_BREAK, text) is not None


class Lines:
    """The lines of a text; offsets and columns count code points from 0, positions from 1."""

    __slots__ = ("_known", "_scanned", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        # Most texts have line feeds only; then a line is found faster than an index of all lines is made.
        self._starts: list[int] | None = None
        self._known = (0, 1)
        self._scanned = 0
        if "\r" in text or has_odd_breaks(text):
            self._starts = self._index()

    def _index(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(_BREAK, self.text))]

    def start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        if self._starts is None:
            return self.text.rfind("\n", 0, offset) + 1
        return self._starts[bisect_right(self._starts, offset) - 1]

    def end(self, offset: int) -> int:
        """Where the line of an offset ends, before its break."""
        if self._starts is None:
            end = self.text.find("\n", offset)
            return end if end >= 0 else len(self.text)
        end = self.following(offset)
        end -= self.text.endswith("\n", offset, end)
        return end - self.text.endswith(tuple(LINE_BREAKS[1:]), offset, end)

    def following(self, offset: int) -> int:
        """Where the line after that of an offset begins; the text's length after its last line."""
        if self._starts is None:
            return self.text.find("\n", offset) + 1 or len(self.text)
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else len(self.text)

    def column(self, offset: int) -> int:
        """The column of an offset."""
        return offset - self.start(offset)

    def line_break(self, offset: int) -> str:
        """The break that ends the line of an offset."""
        return self.text[self.end(offset) : self.following(offset)] or "\n"

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, as people count."""
        if self._starts is None:
            # Counted from the last offset that was asked for: what is asked for mostly comes in order.
            known, line = self._known
            line += self.text.count("\n", known, offset) - self.text.count("\n", offset, known)
            self._known = (offset, line)
            self._scanned += abs(offset - known)
            if self._scanned > _INDEX_COSTS * len(self.text):
                self._starts = self._index()
            return line, self.column(offset) + 1
        return bisect_right(self._starts, offset), self.column(offset) + 1
