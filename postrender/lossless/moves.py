"""Entries that an operation moves: their lines go along, with comments, quotes and style."""

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.emit import string
from postrender.lossless.flow_style import spans
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Sequence
from postrender.lossless.origins import Origins
from postrender.places import same


class Moves:
    """What has moved from one block collection of a text to another."""

    def __init__(self, changes: Changes, root: Node | None, origins: Origins) -> None:
        self._changes = changes
        self._root = root
        self._origins = origins
        self._collections: dict[int, Collection] | None = None

    def taken(self, collection: Json, token: str | int, column: int) -> list[str]:
        """The lines of an entry that stood elsewhere; none if it did not, or has to be written anew.

        `collection` and `token` tell where it is wanted, `column` in which column it begins there.
        """
        source = self._origins.source(collection, token)
        if source is None or not self._origins.has_left(source):
            return []
        if self._collections is None:
            self._collections = _collections(self._root)
        origin = self._collections.get(source[0])
        if not origin or origin.flow:
            return []
        at_root = origin is self._root
        if isinstance(origin, Mapping) and isinstance(collection, dict):
            keys = [entry.name for entry in origin.entries]
            index = keys.index(str(source[1])) if keys.count(str(source[1])) == 1 else -1
            if index >= 0 and same(origin.entries[index].node.value, collection[str(token)]):
                name = "" if token == source[1] else string(str(token))
                return take(self._changes, origin, index, at_root=at_root, column=column, name=name)
        elif isinstance(origin, Sequence) and isinstance(collection, list):
            index = int(source[1])
            if same(origin.items[index].value, collection[int(token)]):
                return take(self._changes, origin, index, at_root=at_root, column=column)
        return []


def _collections(root: Node | None) -> dict[int, Collection]:
    """All collections by the identity of their value."""
    found: dict[int, Collection] = {}
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Collection):
            found[id(node.value)] = node
        if isinstance(node, Mapping):
            waiting += [entry.node for entry in node.entries]
        elif isinstance(node, Sequence):
            waiting += node.items
    return found


def take(
    changes: Changes,
    collection: Collection,
    index: int,
    *,
    at_root: bool,
    column: int | None = None,
    name: str = "",
) -> list[str]:
    """The lines of an entry that is removed; those of its comments above are removed here.

    `at_root`: the collection is the document's root. `column`: that in which the entry will begin, if it is
    another one. `name`: another key, as it is written.
    """
    text, lines = changes.text, changes.lines
    if collection.flow:
        start, end = spans(changes, collection)[index]
        return _split(text[start:end])
    starts, nodes = block.parts(changes, collection)
    start = starts[index]
    own_column, first_line = lines.column(start), lines.start(start)
    end = block.owned_end(changes, block.content_end(changes, nodes[index]), own_column)
    # The comments before a document's first entry may be the document's.
    above = start if at_root and not index else gaps.comments_start(lines, start)
    comments = text[lines.start(above) : first_line]
    if comments:
        changes.replace(lines.start(above), first_line, "")
    written = text[start:end]
    if name and isinstance(collection, Mapping):
        key = collection.entries[index].key
        written = text[start : key.start] + name + text[key.end : end]
    by = 0 if column is None else column - own_column
    # The first entry may share its line with a dash.
    return [_shifted(line, by) for line in _split(comments + " " * own_column + written)]


def _split(written: str) -> list[str]:
    return written.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _shifted(line: str, by: int) -> str:
    """A line further right, or left as far as it has blanks."""
    if by > 0:
        return " " * by + line if line.strip(" ") else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]
