"""Lines and columns of a text as YAML counts them, not as ``str.splitlines`` does."""

import re
from bisect import bisect_right

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NOT_BREAK = re.compile("[^\n\r\x85\u2028\u2029]*")


class Lines:
    """The line starts of a text; offsets, lines and columns count code points from 0, positions from 1."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in BREAK.finditer(text))]

    def start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def end(self, offset: int) -> int:
        """Where the line of an offset ends, before its break."""
        match = _NOT_BREAK.match(self.text, offset)
        return match.end() if match else len(self.text)

    def following(self, offset: int) -> int:
        """Where the line after that of an offset begins; the text's length after its last line."""
        index = bisect_right(self.starts, offset)
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def column(self, offset: int) -> int:
        """The column of an offset."""
        return offset - self.start(offset)

    def line_break(self, offset: int) -> str:
        """The break that ends the line of an offset."""
        match = BREAK.match(self.text, self.end(offset))
        return match.group() if match else "\n"

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, as people count."""
        index = bisect_right(self.starts, offset)
        return index, offset - self.starts[index - 1] + 1
