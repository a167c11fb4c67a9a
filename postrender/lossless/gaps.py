"""What events do not tell: comments, commas, colons, dashes and properties in the gaps between nodes.

All functions take a text and an offset, and give an offset.
"""

import re

_SPACE = re.compile("(?:[ \t\ufeff]+|\r\n|[\n\r\x85\u2028\u2029]|#[^\n\r\x85\u2028\u2029]*)*")
_BLANKS = re.compile("[ \t]*")
_PROPERTIES = re.compile("(?:[&!][^ \t\n\r]*[ \t]*)*")
_BLOCK_HEADER = re.compile("[|>][-+0-9]*")
_BLANK_LINES = re.compile("(?:[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029]))*")


def skip(text: str, offset: int) -> int:
    """Past blanks, line breaks and comments."""
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def skip_blanks(text: str, offset: int) -> int:
    """Past blanks on the same line."""
    match = _BLANKS.match(text, offset)
    return match.end() if match else offset


def skip_properties(text: str, offset: int) -> int:
    """Past an anchor and a tag with the blanks behind them."""
    match = _PROPERTIES.match(text, offset)
    return match.end() if match else offset


def block_header_end(text: str, offset: int) -> int:
    """Past the header of a block scalar (`|2+`) that begins at the offset."""
    match = _BLOCK_HEADER.match(text, offset)
    return match.end() if match else offset


def skip_blank_lines(text: str, offset: int) -> int:
    """Past lines of nothing but blanks."""
    match = _BLANK_LINES.match(text, offset)
    return match.end() if match else offset


def strip_end(text: str, start: int, end: int) -> int:
    """Back from `end` over blanks and line breaks, not beyond `start`."""
    while end > start and text[end - 1] in " \t\n\r\x85\u2028\u2029":
        end -= 1
    return end


def skip_indentation(text: str, offset: int) -> int:
    """Past blank lines and the blanks that begin the next one."""
    return skip_blanks(text, skip_blank_lines(text, offset))
