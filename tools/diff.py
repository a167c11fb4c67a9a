"""A diff of two YAML streams for people: line numbers, the way to each change, colours where wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

CONTEXT = 2
KIND = r"^kind: (\S+)"
NAME = r"^metadata:\n(?:  .*\n)*?  name: (\S+)"
GREEN, RED, DIM, BOLD, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


def render(before: Sequence[str], after: Sequence[str], *, colour: bool) -> Iterator[str]:
    """The lines to print: each place that changed under the way to it, with some lines around it."""
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT):
        changed = next(start for tag, _, _, start, _ in group if tag != "equal")
        yield _paint("  " + _way(after, changed), BOLD, colour)
        for tag, old_start, old_end, new_start, new_end in group:
            same = tag == "equal"
            for line in () if same else before[old_start:old_end]:
                yield _paint(f"       - {line}", RED, colour)
            for number, line in enumerate(after[new_start:new_end], new_start + 1):
                yield _paint(f"{number:6} {' ' if same else '+'} {line}", DIM if same else GREEN, colour)
        yield ""


def _paint(line: str, colour: str, wanted: bool) -> str:
    return f"{colour}{line}{PLAIN}" if wanted else line


def _way(lines: Sequence[str], index: int) -> str:
    """Kind and name of the document that a line belongs to, and the way from its root to the line."""
    marks = [at for at, line in enumerate(lines) if line.startswith("---")]
    start = max((at for at in marks if at <= index), default=0)
    end = min((at for at in marks if at > index), default=len(lines))
    document = "\n".join(lines[start:end])
    found = (re.search(pattern, document, re.MULTILINE) for pattern in (KIND, NAME))
    steps = reversed(list(_steps_up(lines[start : index + 1]))) if index < end else ()
    return " ".join(
        filter(None, [*(match[1] for match in found if match), ".".join(steps).replace(".[", "[")])
    )


def _steps_up(lines: Sequence[str]) -> Iterator[str]:
    """The keys, and the items of lists by their name, that the last line stands in: the innermost first."""
    within = len(lines[-1]) - len(lines[-1].lstrip(" "))
    item = -1  # the column of the dashes of the list that the way has come to
    for line in reversed(lines[:-1]):
        entry = re.match(r"( *)(- +)?([\w./-]+):(?: +(\S+))?", line)
        if not entry:
            continue
        dash, column = entry.end(1), entry.start(3)
        if entry[2] and dash < within and dash != item:
            if column < within:
                yield entry[3]
            yield f"[{entry[4]}]" if entry[3] == "name" else "[]"
            within, item = dash + 1, dash
        elif not entry[2] and column < within:
            yield entry[3]
            within = column
