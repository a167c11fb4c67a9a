"""How a report may look: how wide, in colours or not. What comes from a manifest is made harmless here."""

from postrender.record import Record

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"
"""Parameters of the control sequence SGR (ECMA-48, 8.3.117)."""

_CONTROLS = {
    code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)
}


class Style(Record, kw_only=False):
    """`width`: the columns at which lines are wrapped, 0 for never; `colour`: whether there are any."""

    width: int = 0
    colour: bool = False

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour, where there are colours."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour and text else text

    def wrapped(self, text: str, indent: int) -> str:
        """The text as one line, or as several of which all but the first are indented."""
        if not self.width:
            return text
        import textwrap

        return "\n".join(
            textwrap.wrap(
                text,
                max(self.width, indent + 20),
                subsequent_indent=" " * indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )


PLAIN = Style()


def harmless(text: str) -> str:
    """The text with control characters shown as escapes: a name in a manifest must not steer a terminal."""
    return text.translate(_CONTROLS)
