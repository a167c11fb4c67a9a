"""Where the collections of a patched document come from, and what operations moved between them."""

from postrender.lossless.nodes import Json

Source = tuple[int, str | int]
"""A collection of the document, by its identity, and the key or index of an entry of it."""


class Origins:
    """Which list or dictionary of a document another one was copied from, and where its entries stood."""

    __slots__ = ("_copies", "_entries", "_kept", "_of", "moved")

    def __init__(self) -> None:
        self.moved = False  # whether anything has, or was copied
        self._of: dict[int, int] = {}
        self._kept: list[Json] = []
        self._copies: dict[int, int] = {}
        # By copy: where each of its entries stood, None for what an operation wrote.
        self._entries: dict[int, dict[str, Source | None] | list[Source | None]] = {}

    def add(self, copy: Json, original: Json) -> None:
        """Note a copy; both are kept alive, since objects are known by their identity."""
        self._of[id(copy)] = self._of.get(id(original), id(original))
        self._kept += (copy, original)
        self._copies[id(original)] = id(copy)
        if isinstance(copy, dict):
            self._entries[id(copy)] = {name: (id(original), name) for name in copy}
        elif isinstance(copy, list):
            self._entries[id(copy)] = [(id(original), index) for index in range(len(copy))]

    def is_copy(self, value: Json) -> bool:
        """Whether a value is a copy that was noted, and not one of the document's own."""
        return id(value) in self._of

    def identity(self, value: Json) -> object:
        """Equal for an original and its copies, and for equal scalars of one type."""
        if isinstance(value, (dict, list)):
            return self._of.get(id(value), id(value))
        return type(value), value

    def note(self, operation: str, copy: Json, token: str, source: Source | None) -> Source | None:
        """Note what an operation did to a copy; returns where that stood which it removed.

        `source`: where that stood which it adds, if it moves or copies it.
        """
        entries = self._entries.get(id(copy))
        self.moved = self.moved or source is not None
        if isinstance(entries, dict):
            if operation == "remove":
                return entries.pop(token)
            if operation != "replace":
                entries[token] = source
        elif entries is not None:
            index = int(token) if token.isdecimal() else len(entries)
            if operation == "remove":
                return entries.pop(index)
            if operation != "replace":
                entries.insert(index, source)
        return None

    def source(self, copy: Json, token: str | int) -> Source | None:
        """Where an entry of a copy stood; None for one that an operation wrote."""
        entries = self._entries.get(id(copy))
        if isinstance(entries, dict):
            return entries.get(str(token))
        return entries[int(token)] if entries and str(token).isdecimal() else None

    def has_left(self, source: Source, copy: Json) -> bool:
        """Whether an entry stands in this copy and no longer where it stood."""
        original = self._copies.get(source[0], 0)
        entries = self._entries.get(original, ())
        if isinstance(entries, dict):
            return source[1] not in entries
        return entries.count(source) == (original == id(copy))

    def indexes(self, old: list[Json], new: list[Json]) -> list[object]:
        """For each item of a list the index where it stood as it is in the one that it was copied from."""
        entries = self._entries.get(id(new))
        if not isinstance(entries, list):
            return []
        stood = (int(source[1]) if source and source[0] == id(old) else -1 for source in entries)
        return [
            index if index >= 0 and self.identity(old[index]) == self.identity(value) else None
            for index, value in zip(stood, new, strict=True)
        ]
