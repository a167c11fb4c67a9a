"""The changes as a diff for people: by object, and beside each changed line the reason for it."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from postrender.finding import Finding
from postrender.reports.changes import Hunk, Line
from postrender.reports.style import BOLD, CYAN, DIM, GREEN, PLAIN, RED, YELLOW, Style, harmless
from postrender.reports.summary import name

REASON_COLUMN = 58
"""Where reasons begin; behind a longer line after two blanks."""

_COLOURS = {" ": DIM, "-": RED, "+": GREEN}


def render(hunks: Iterable[Hunk], style: Style = PLAIN) -> str:
    """The text of the diff; empty where nothing changed."""
    return "".join(f"{line}\n" for line in _lines(hunks, style))


def _lines(hunks: Iterable[Hunk], style: Style) -> Iterator[str]:
    for subject, group in groupby(hunks, key=lambda hunk: hunk.subject):
        source = f"  # Source: {harmless(subject.source)}" if subject.source else ""
        yield style.paint(name(subject), BOLD) + style.paint(source, DIM)
        for hunk in group:
            old = sum(line.sign != "+" for line in hunk.lines)
            new = sum(line.sign != "-" for line in hunk.lines)
            first = next((line.number for line in hunk.lines if line.sign != "-"), 0)
            yield style.paint(f"@@ -{hunk.line},{old} +{first},{new} @@", CYAN)
            for line in hunk.lines:
                yield from _line(line, style)
        yield ""


def _line(line: Line, style: Style) -> Iterator[str]:
    """A line with its reasons behind it, or above it where the terminal is too narrow for that."""
    text = harmless(line.sign + line.text.rstrip())
    shown = style.paint(text, _COLOURS[line.sign])
    if not line.reasons:
        yield shown
        return
    doubtful = any(placed.finding.level == "may-break" for placed in line.reasons)
    colour = YELLOW if doubtful else CYAN
    said = "; ".join(dict.fromkeys(_reason(placed.finding) for placed in line.reasons))
    reason = harmless(f"# {said}")
    column = max(REASON_COLUMN, len(text) + 2)
    if style.width and column + len(reason) > style.width:
        above = style.wrapped(" " * 6 + reason, 8)
        yield from (style.paint(part, colour) for part in above.split("\n"))
        yield shown
    else:
        yield f"{shown}{' ' * (column - len(text))}{style.paint(reason, colour)}"


def _reason(finding: Finding) -> str:
    return f"may break: {finding.message}" if finding.level == "may-break" else finding.message
