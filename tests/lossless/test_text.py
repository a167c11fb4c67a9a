"""Lines and positions count every break that YAML has, whichever way they are found."""

from __future__ import annotations

import re

import pytest

from postrender.lossless.text import Lines

TEXTS = [
    "",
    "a",
    "a\n",
    "\n\nab\ncd",
    "a\r\nb\r\n",
    "a\rb\n\rc",
    "a\x85b\u2028c\u2029",
    "é\n\x85x\n",
    "a\r\n\x85",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_every_offset_has_its_line(text: str) -> None:
    lines = Lines(text)
    starts = [0, *(match.end() for match in re.finditer("\r\n|[\n\r\x85\u2028\u2029]", text))]
    # So often to and fro that an index of the lines pays.
    for offset in [*range(len(text) + 1), *reversed(range(len(text) + 1))] * 20:
        number = sum(start <= offset for start in starts)
        start = starts[number - 1]
        assert lines.start(offset) == start
        assert lines.column(offset) == offset - start
        assert lines.position(offset) == (number, offset - start + 1)
        assert lines.following(offset) == (starts[number] if number < len(starts) else len(text))
