"""What events do not tell: comments, commas, colons, dashes and properties in the gaps between nodes.

All functions take a text, or its lines, and an offset, and give an offset.
"""

import re
from collections.abc import Callable

from postrender.lossless.text import LINE_BREAKS, Lines

_SPACE = " \t" + LINE_BREAKS


def skip(text: str, offset: int) -> int:
    """Past blanks, line breaks and comments."""
    size, in_comment = len(text), False
    while offset < size:
        character = text[offset]
        if character in LINE_BREAKS:
            in_comment = False
        elif character == "#":
            in_comment = True
        elif not in_comment and character not in " \t\ufeff":
            break
        offset += 1
    return offset


def _past(pattern: str) -> Callable[[str, int], int]:
    """A function that goes past what the pattern matches at the offset; it stays where nothing does."""

    def past(text: str, offset: int) -> int:
        # Compiled, and then kept by `re`, once it is needed.
        match = re.compile(pattern).match(text, offset)
        return match.end() if match else offset

    return past


skip_blanks = _past("[ \t]*")
"""Past blanks on the same line."""

skip_properties = _past("(?:[&!][^ \t\n\r]*[ \t]*)*")
"""Past an anchor and a tag with the blanks behind them."""

block_header_end = _past("[|>][-+0-9]*")
"""Past the header of a block scalar (`|2+`) that begins at the offset."""

# A set that mixes characters from far apart takes `re` long to compile, so this is written as two.
skip_blank_lines = _past("(?:[ \t]*(?:[\n\r]|[\x85\u2028\u2029]))*")
"""Past lines of nothing but blanks."""


def strip_end(text: str, start: int, end: int) -> int:
    """Back from `end` over blanks and line breaks, not beyond `start`."""
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return end


def skip_indentation(text: str, offset: int) -> int:
    """Past blank lines and the blanks that begin the next one."""
    return skip_blanks(text, skip_blank_lines(text, offset))


def comments_start(lines: Lines, offset: int) -> int:
    """Back to the first of the comments right above what begins its line, in its column."""
    column = lines.column(offset)
    if skip_blanks(lines.text, lines.start(offset)) != offset:
        return offset
    while lines.start(offset):
        above = lines.start(lines.start(offset) - 1)
        if skip_blanks(lines.text, above) - above != column or lines.text[above + column] != "#":
            break
        offset = above + column
    return offset
