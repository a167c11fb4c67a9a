"""Which lines of a text stay in another one, and which are new: a diff that is linear where lines are unique.

`difflib` alone takes minutes for a pod of a thousand containers that look alike.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Opcode = tuple[bool, range, range]
"""Whether the lines are the same, and which they are in the old and in the new text."""


def compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """The steps from old lines to new ones, in order; together they cover both texts."""
    start, end = (0, 0), (len(old), len(new))
    for anchor in (*_anchors(old, new), end):
        yield from _between(old, new, start, anchor)
        if anchor != end:
            yield True, range(anchor[0], anchor[0] + 1), range(anchor[1], anchor[1] + 1)
        start = (anchor[0] + 1, anchor[1] + 1)


def _anchors(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines that stand exactly once in both texts, as far as they stand in the same order."""
    once = {line for line, count in Counter(old).items() if count == 1}
    once &= {line for line, count in Counter(new).items() if count == 1}
    places = {line: index for index, line in enumerate(new) if line in once}
    last = -1
    for index, line in enumerate(old):
        if line in once and places[line] > last:
            last = places[line]
            yield index, last


def _between(
    old: Sequence[str], new: Sequence[str], start: tuple[int, int], end: tuple[int, int]
) -> Iterator[Opcode]:
    # What the pieces begin and end with is taken off first: long runs of equal lines are slow to match.
    (first, first_new), (last, last_new) = start, end
    while first < last and first_new < last_new and old[first] == new[first_new]:
        first, first_new = first + 1, first_new + 1
    while first < last and first_new < last_new and old[last - 1] == new[last_new - 1]:
        last, last_new = last - 1, last_new - 1
    yield True, range(start[0], first), range(start[1], first_new)
    pieces = old[first:last], new[first_new:last_new]
    for tag, one, other, at, to in SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
        yield tag == "equal", range(first + one, first + other), range(first_new + at, first_new + to)
    yield True, range(last, end[0]), range(last_new, end[1])
