"""Which items of a list are which items of another one that was made from it."""

from postrender.lossless.nodes import Json


class Origins:
    """Which list or dictionary of a document another one was copied from, so that changed items are found."""

    __slots__ = ("_kept", "_of")

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._kept: list[Json] = []

    def add(self, copy: Json, original: Json) -> None:
        """Note a copy; both are kept alive, since objects are known by their identity."""
        self._of[id(copy)] = self._of.get(id(original), id(original))
        self._kept += (copy, original)

    def is_copy(self, value: Json) -> bool:
        """Whether a value is a copy that was noted, and not one of the document's own."""
        return id(value) in self._of

    def identity(self, value: Json) -> object:
        """Equal for an original and its copies, and for equal scalars of one type."""
        if isinstance(value, (dict, list)):
            return self._of.get(id(value), id(value))
        return type(value), value


def aligned(old: list[Json], new: list[Json], origins: Origins) -> list[tuple[int | None, Json]]:
    """For each new item the index of the old one that it is or replaces, rising; None for an added item."""
    before = [origins.identity(value) for value in old]
    after = [origins.identity(value) for value in new]
    result: list[tuple[int | None, Json]] = []
    start = 0
    waiting: list[Json] = []
    for index, identity in enumerate([*after, None]):
        found = _find(before, identity, start) if index < len(new) else len(old)
        if found is None:
            waiting.append(new[index])
            continue
        # Items between two that stay replace each other one by one; the rest is added or falls out.
        gap = list(range(start, found))
        result += [(gap[n] if n < len(gap) else None, value) for n, value in enumerate(waiting)]
        waiting = []
        if index < len(new):
            result.append((found, new[index]))
        start = found + 1
    return result


def _find(identities: list[object], wanted: object, start: int) -> int | None:
    try:
        return identities.index(wanted, start)
    except ValueError:
        return None
