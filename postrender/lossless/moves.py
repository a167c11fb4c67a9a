"""Entries that operations move or copy: their lines go along, with comments, quotes and style.

Where they change, too, they are edited on their own. What is read back is compared in the end, as always.
"""

from collections.abc import Iterator
from typing import Any, cast

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.document import Document
from postrender.lossless.edit import Editor
from postrender.lossless.emit import Layout, string
from postrender.lossless.flow_style import spans
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Sequence
from postrender.lossless.origins import Origins
from postrender.places import same


class Moves:
    """What has moved, or was copied, from one block collection of a text to another."""

    def __init__(self, changes: Changes, root: Node | None, origins: Origins, layout: Layout) -> None:
        self._changes = changes
        self._root = root
        self._origins = origins
        self._layout = layout
        self._collections: dict[int, Mapping | Sequence] | None = None

    def taken(self, collection: Json, token: str | int, column: int) -> list[str]:
        """The lines of an entry that stood elsewhere; none if it did not, or has to be written anew.

        `collection` and `token` tell where it is wanted, `column` in which column it begins there.
        """
        source = self._origins.source(collection, token)
        origin = self._collection(source[0]) if source else None
        if not source or not origin or type(origin.value) is not type(collection):
            return []
        index = _index(origin, source[1])
        if index is None:
            return []
        node = origin.items[index] if isinstance(origin, Sequence) else origin.entries[index].node
        name = string(str(token)) if isinstance(origin, Mapping) and token != source[1] else ""
        if self._origins.has_left(source, collection):
            lines = take(self._changes, origin, index, at_root=origin is self._root, name=name)
        elif any(each.anchored for each in _nodes(node)):
            return []
        else:
            lines = _copied(self._changes, origin, index, name)
        first = block.parts(self._changes, origin)[0][index]
        by = column - self._changes.lines.column(first)
        value: Json = cast("Any", collection)[token]
        if not same(node.value, value):
            # As a document of its own.
            wanted: Json = {str(token): value} if isinstance(collection, dict) else [value]
            document = Document("\n".join(_shifted(line, by - column) for line in lines))
            editor = Editor(document.body, document.composition, Origins(), around=self._layout)
            lines, by = _split(editor.edited(wanted)), column
        return [_shifted(line, by) for line in lines]

    def _collection(self, identity: int) -> Mapping | Sequence | None:
        """The block collection whose value is known by this identity."""
        if self._collections is None:
            nodes = _nodes(self._root) if self._root else ()
            self._collections = {
                id(node.value): node
                for node in nodes
                if isinstance(node, (Mapping, Sequence)) and not node.flow
            }
        return self._collections.get(identity)


def _index(collection: Mapping | Sequence, token: str | int) -> int | None:
    """Which entry of a collection a key or an index names; None for a key that does not stand there once."""
    if isinstance(collection, Sequence):
        return int(token)
    found = [index for index, entry in enumerate(collection.entries) if entry.name == token]
    return found[0] if len(found) == 1 else None


def _nodes(node: Node) -> Iterator[Node]:
    """A node, and all that are in it."""
    yield node
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from _nodes(entry.node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _nodes(item)


def take(
    changes: Changes,
    collection: Collection,
    index: int,
    *,
    at_root: bool,
    name: str = "",
) -> list[str]:
    """The lines of an entry that is removed; those of its comments above are removed here.

    `at_root`: the collection is the document's root. `name`: another key, as it is written.
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
    # The first entry may share its line with a dash.
    written = comments + " " * own_column + _renamed(changes, collection, index, (start, end), name)
    return _split(written)


def _copied(changes: Changes, collection: Collection, index: int, name: str) -> list[str]:
    """The lines of an entry that stays where it is, without its comments but for those in a collection."""
    starts, nodes = block.parts(changes, collection)
    start, node = starts[index], nodes[index]
    own_column = changes.lines.column(start)
    end = block.content_end(changes, node)
    if isinstance(node, Collection) and not node.flow:
        end = block.owned_end(changes, end, own_column)
    written = " " * own_column + _renamed(changes, collection, index, (start, end), name)
    return _split(written)


def _renamed(changes: Changes, collection: Collection, index: int, span: tuple[int, int], name: str) -> str:
    """The text of an entry, under another key if there is one."""
    start, end = span
    if not name or not isinstance(collection, Mapping):
        return changes.text[start:end]
    key = collection.entries[index].key
    return changes.text[start : key.start] + name + changes.text[key.end : end]


def _split(written: str) -> list[str]:
    return written.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _shifted(line: str, by: int) -> str:
    """A line further right, or left as far as it has blanks."""
    if by > 0:
        return " " * by + line if line.strip(" ") else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]
