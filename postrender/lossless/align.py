"""Which items of a list are which items of another one that was made from it."""

from bisect import bisect_left
from typing import Any

from postrender.lossless.nodes import Json
from postrender.lossless.origins import Origins
from postrender.places import same

_Chain = tuple[int, int, Any]
"""The indexes (old, new) of the last pair of a common subsequence, and the chain before it or None."""

_MOST_PLACES = 16
"""So many equal items are looked at for each: of long lists of equal scalars, all would take too long."""


_MOST_PAIRS = 10_000
"""Of more, items replace each other one by one, however alike others are."""


def aligned(old: list[Json], new: list[Json], origins: Origins) -> list[tuple[int | None, int | None, Json]]:
    """For each new item the index of the old one that it is or replaces, rising; None for one that comes in.

    The second is the index of the old item that comes in as it was: it moves within the list.
    """
    before = [origins.identity(value) for value in old]
    after = [origins.identity(value) for value in new]
    known, stay = set(before), set(after)
    free: dict[object, list[int]] = {}
    for place in reversed(range(len(old))):
        if before[place] not in stay:
            free.setdefault(_outline(old[place]), []).append(place)
    for index, value in enumerate(new):
        if free and after[index] not in known and isinstance(value, (dict, list)):
            # Written in an operation, perhaps as it stands there.
            alike = free.get(_outline(value), [])
            equal = next((place for place in reversed(alike) if same(old[place], value)), None)
            if equal is not None:
                after[index] = before[equal]
                alike.remove(equal)
    common = _common(before, after)
    if len(known) < len(before):
        # Of equal items the operations tell which is which.
        named = _common([*range(len(old))], origins.indexes(old, new))
        common = named if len(named) >= len(common) else common
    left, come = dict(enumerate(before)), dict(enumerate(after))
    for found, index in common:
        del left[found], come[index]
    moved = {each for each in set(left.values()).intersection(come.values()) if before.count(each) == 1}
    places: list[int | None] = [None] * len(new)
    start = written = 0
    for found, index in [*common, (len(old), len(new))]:
        # Items between two that stay replace each other; the rest moves, is added or falls out.
        gap = [place for place in range(start, found) if before[place] not in moved]
        fill = [number for number in range(written, index) if after[number] not in moved]
        for one, other in _replacing([old[place] for place in gap], [new[number] for number in fill]):
            places[fill[other]] = gap[one]
        if index < len(new):
            places[index] = found
        start, written = found + 1, index + 1
    gone: dict[object, list[int]] = {}
    for place in sorted(set(range(len(old))).difference(places), reverse=True):
        gone.setdefault(before[place], []).append(place)
    result: list[tuple[int | None, int | None, Json]] = []
    for stays, is_now, value in zip(places, after, new, strict=True):
        left_over = gone.get(is_now) if stays is None else None
        comes = left_over.pop() if left_over and same(old[left_over[-1]], value) else None
        result.append((stays, comes, value))
    return result


def _outline(value: Json) -> object:
    """What equal values have in common, by which they are found."""
    if isinstance(value, dict):
        return frozenset((name, _size(child)) for name, child in value.items())
    return tuple(map(_size, value)) if isinstance(value, list) else value


def _size(value: Json) -> object:
    return len(value) if isinstance(value, (dict, list)) else value


def _replacing(old: list[Json], new: list[Json]) -> list[tuple[int, int]]:
    """The indexes (old, new) of items that replace each other, rising: those most alike, else one by one."""
    if len(old) * len(new) > _MOST_PAIRS or not any(isinstance(value, dict) for value in new):
        return list(zip(range(len(old)), range(len(new)), strict=False))
    alike = [[_likeness(was, value) for value in new] for was in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for one in reversed(range(len(old))):
        for other in reversed(range(len(new))):
            both = best[one + 1][other + 1] + alike[one][other]
            best[one][other] = max(both, best[one + 1][other], best[one][other + 1])
    pairs: list[tuple[int, int]] = []
    one = other = 0
    while one < len(old) and other < len(new):
        if best[one][other] == best[one + 1][other + 1] + alike[one][other]:
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif best[one][other] == best[one + 1][other]:
            one += 1
        else:
            other += 1
    return pairs


def _likeness(one: Json, other: Json) -> int:
    """How many entries two mappings have in common."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return 0
    return sum(name in other and same(value, other[name]) for name, value in one.items())


def _common(before: list[object], after: list[object]) -> list[tuple[int, int]]:
    """The indexes (old, new) of a longest common subsequence, so that one item that moved is one that moved.

    Source: J. Hunt and T. Szymanski, "A fast algorithm for computing longest common subsequences", 1977.
    """
    shorter = min(len(before), len(after))
    head = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    unlike = (index for index in range(shorter - head) if before[-1 - index] != after[-1 - index])
    tail = next(unlike, shorter - head)
    places: dict[object, list[int]] = {}
    for place in reversed(range(head, len(before) - tail)):
        places.setdefault(before[place], []).append(place)
    ends: list[int] = []  # for each length the least old index at which a common subsequence ends
    chains: list[_Chain] = []
    for index in range(head, len(after) - tail):
        for place in places.get(after[index], ())[:_MOST_PLACES]:
            length = bisect_left(ends, place)
            ends[length : length + 1] = [place]
            chains[length : length + 1] = [(place, index, chains[length - 1] if length else None)]
    pairs = [(len(before) - number, len(after) - number) for number in range(1, tail + 1)]
    chain = chains[-1] if chains else None
    while chain:
        pairs.append(chain[:2])
        chain = chain[2]
    return [(index, index) for index in range(head)] + pairs[::-1]
