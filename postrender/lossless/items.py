"""Items that come into a block sequence: new ones, written as their neighbours are, and those that move."""

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.emit import Layout, item, string
from postrender.lossless.flow_style import as_collection, as_siblings, common_manner
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Sequence
from postrender.lossless.place import Place


def dash_width(changes: Changes, dashes: list[int], sequence: Sequence) -> int:
    """How far content stands from its dash, as the last item that has content on the dash's line shows."""
    items = zip(reversed(dashes), reversed(sequence.items), strict=True)
    return next(filter(None, (block.own_dash_width(changes, dash, node) for dash, node in items)), 2)


def insert(
    changes: Changes,
    sequence: Sequence,
    dashes: list[int],
    index: int,
    values: list[tuple[Json, list[str]]],
    place: Place,
) -> None:
    """Put items before the one that has the index and its comments, or behind the last.

    `dashes`: where those of the sequence stand. `values`: each with its lines if it moves with them.
    """
    lines = changes.lines
    column = lines.column(dashes[0])
    # The first item may share its line with another dash.
    shared = bool(changes.text[lines.start(dashes[0]) : dashes[0]].strip(" "))
    # The comments before a document's first item may be the document's.
    first = dashes[0] if place.column < 0 else gaps.comments_start(lines, dashes[0])
    new: list[str] = []
    width, manner = dash_width(changes, dashes, sequence), common_manner(changes, sequence)
    beside = sequence.items[max(index - 1, 0)]
    for value, taken in values:
        if taken:
            new += taken
        elif like_siblings := as_siblings(changes, sequence, manner, value):
            new.append(" " * column + "-".ljust(width) + like_siblings)
        else:
            new += item(value, column, width, _layout_beside(changes, beside, value, place.layout))
    if index:
        end = block.content_end(changes, sequence.items[index - 1])
        changes.insert_lines(block.owned_end(changes, end, column), new)
    elif not shared:
        changes.insert_lines(lines.start(first), new)
    else:
        text = "".join(line + "\n" for line in new)
        changes.replace(dashes[0], dashes[0], text[column:] + " " * column)


def _layout_beside(changes: Changes, beside: Node, value: Json, around: Layout) -> Layout:
    """How a new item writes its collections: as the item before it, or the first."""
    if not isinstance(beside, Mapping) or beside.flow or not isinstance(value, dict):
        return around
    layout = block.layout_within(changes, beside, around)
    in_flow = {
        name: written
        for name, child in value.items()
        if (entry := beside.entry(name)) and (written := _in_flow(changes, entry.node, child))
    }

    def taken(collection: Json, token: str | int, column: int) -> list[str]:
        if collection is value and token in in_flow:
            return [" " * column + f"{string(str(token))}: {in_flow[str(token)]}"]
        return around.taken(collection, token, column) if around.taken else []

    layout.taken = taken
    return layout


def _in_flow(changes: Changes, beside: Node, value: Json) -> str:
    """A collection as the one that stands on one line under the same key of the item beside; else empty."""
    if not isinstance(beside, Collection) or not beside.flow or type(beside.value) is not type(value):
        return ""
    if not value or not beside.value or "\n" in changes.text[beside.start : beside.end]:
        return ""
    return as_collection(changes, beside, value, None)
