"""Items that come into a block sequence: new ones, written as their neighbours are, and those that move."""

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.emit import Layout, item
from postrender.lossless.flow_style import as_siblings, common_manner
from postrender.lossless.nodes import Json, Mapping, Node, Sequence
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
    layout = _layout_beside(changes, sequence.items[max(index - 1, 0)], place.layout)
    for value, taken in values:
        if taken:
            new += taken
        elif like_siblings := as_siblings(changes, sequence, manner, value):
            new.append(" " * column + "-".ljust(width) + like_siblings)
        else:
            new += item(value, column, width, layout)
    if index:
        end = block.content_end(changes, sequence.items[index - 1])
        changes.insert_lines(block.owned_end(changes, end, column), new)
    elif not shared:
        changes.insert_lines(lines.start(first), new)
    else:
        text = "".join(line + "\n" for line in new)
        changes.replace(dashes[0], dashes[0], text[column:] + " " * column)


def _layout_beside(changes: Changes, beside: Node, around: Layout) -> Layout:
    """How a new item writes its collections: as the item before it, or the first."""
    if isinstance(beside, Mapping) and not beside.flow:
        return block.layout_within(changes, beside, around)
    return around
