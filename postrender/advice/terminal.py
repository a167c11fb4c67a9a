"""A page of Markdown as a terminal shows it: headings, paragraphs and lists wrapped, tables in columns."""

import re
import textwrap
from collections.abc import Iterator
from itertools import groupby

from postrender.reports.style import BOLD, CYAN, Style

WIDEST = 100
"""Columns beyond which lines are hard to read."""

_RULE = re.compile(r"\|(?:[-: ]+\|)+")
_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")


def shown(page: str, style: Style) -> str:
    """The page, wrapped at the style's width (at most WIDEST columns)."""
    width = min(style.width or WIDEST, WIDEST)
    return "\n\n".join(_block(block.strip("\n"), width, style) for block in _blocks(page)) + "\n"


def _blocks(page: str) -> Iterator[str]:
    """Paragraphs, lists, tables; a block of code stays whole."""
    for index, part in enumerate(re.split(r"^```.*$", page, flags=re.MULTILINE)):
        if index % 2:
            yield textwrap.indent(textwrap.dedent(part.strip("\n")), "    ")
        else:
            yield from (block for block in part.split("\n\n") if block.strip())


def _block(block: str, width: int, style: Style) -> str:
    lines = block.split("\n")
    if lines[0].startswith("#"):
        return style.paint(block.lstrip("# "), BOLD)
    if lines[0].startswith("|"):
        return _table([line for line in lines if not _RULE.fullmatch(line)], width, style)
    if lines[0].startswith("    "):
        return block
    if _ITEM.match(lines[0]):
        return "\n".join(_wrapped(item, width, style) for item in _items(lines))
    return _wrapped(" ".join(lines), width, style)


def _items(lines: list[str]) -> Iterator[str]:
    starts = [index for index, line in enumerate(lines) if _ITEM.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield " ".join(line.strip() for line in lines[start:end])


def _wrapped(text: str, width: int, style: Style) -> str:
    item = _ITEM.match(text)
    indent = " " * len(item[0]) if item else ""
    wrapped = textwrap.fill(
        text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    return _inline(wrapped, style)


def _table(rows: list[str], width: int, style: Style) -> str:
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip("|"))] for row in rows]
    cells = [row for row in cells if any(row)]
    first = max(len(row[0]) for row in cells) + 2
    lines = []
    for name, rest in ((row[0], ": ".join(filter(None, row[1:]))) for row in cells):
        text = textwrap.fill(rest, max(width - first, 20), break_on_hyphens=False, break_long_words=False)
        lines.append(f"{name:{first}}" + text.replace("\n", "\n" + " " * first))
    return _inline("\n".join(lines), style)


def _inline(text: str, style: Style) -> str:
    """Code in a colour, without its quotes where there are colours."""
    if not style.colour:
        return text
    parts = groupby(enumerate(_CODE.split(text)), key=lambda part: part[0] % 2)
    return "".join(style.paint(part, CYAN) if code else part for code, group in parts for _, part in group)
