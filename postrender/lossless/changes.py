"""Changes of a text, collected in any order and spliced once."""

from postrender.lossless.text import LINE_BREAKS, Lines


class CannotExpressError(Exception):
    """The changes that a node needs cannot be made within its text; it has to be written anew."""


class Changes:
    """The insertions and replacements that turn a text into another; the text ends with a line break."""

    __slots__ = ("_spans", "lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self._spans: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of the span; of insertions at one offset the one made first comes first.

        Line breaks in `text` are line feeds; they are written as the lines around it are ended.
        """
        if "\n" in text:
            text = text.replace("\n", self._line_break(start))
        self._spans.append((start, end, text))

    def insert_lines(self, offset: int, lines: list[str]) -> None:
        """Put lines before the one that begins at `offset`."""
        self.replace(offset, offset, "".join(line + "\n" for line in lines))

    def _line_break(self, offset: int) -> str:
        """The break before an offset that begins a line, else the one behind it; a line feed for odd ones."""
        if offset > 1 and self.text.startswith("\r\n", offset - 2):
            return "\r\n"
        before = self.text[offset - 1] if offset else ""
        found = before if before and before in LINE_BREAKS else self.lines.line_break(offset)
        # The others (U+0085, U+2028, U+2029) are none to YAML 1.2.
        return found if found in ("\n", "\r", "\r\n") else "\n"

    def mark(self) -> int:
        """A point to which `forget_since` goes back."""
        return len(self._spans)

    def forget_since(self, mark: int) -> None:
        """Forget the changes made since a mark."""
        del self._spans[mark:]

    def spliced(self) -> str:
        """The text with all changes made. Raises CannotExpressError where two of them overlap."""
        pieces: list[str] = []
        position = 0
        for start, end, text in sorted(self._spans, key=lambda span: span[:2]):
            if not text and end <= position:
                continue  # gone already
            if start < position:
                raise CannotExpressError("two changes overlap")
            pieces += (self.text[position:start], text)
            position = end
        return "".join([*pieces, self.text[position:]])
