"""Block collections: where their entries stand, and how lines are added and taken away.

An entry owns its lines, and the comments that follow them further right than its column. Blank lines and
other comments belong to what comes next.
"""

from collections.abc import Container
from typing import cast

from postrender.lossless import gaps
from postrender.lossless.changes import CannotExpressError, Changes
from postrender.lossless.emit import Layout, block, item
from postrender.lossless.nodes import Collection, Entry, Json, Mapping, Node, Scalar, Sequence


def entry_start(changes: Changes, entry: Entry) -> int:
    """Where an entry begins: at its key, or at the question mark before it."""
    start = entry.key.start
    line_start = changes.lines.start(start)
    before = changes.text[line_start:start].rstrip(" ")
    return line_start + len(before) - 1 if before.endswith("?") else start


def value_offset(changes: Changes, entry: Entry) -> int | None:
    """The offset behind an entry's colon; None for `? key` alone, which has none."""
    colon = gaps.skip(changes.text, entry.key.end)
    return colon + 1 if changes.text.startswith(":", colon) else None


def first_dash(changes: Changes, sequence: Sequence) -> int:
    """Where the first dash of a block sequence stands."""
    position = sequence.opening
    if not changes.text.startswith("-", position):
        # The start of an indentless sequence covers its first dash.
        position -= 1
    return gaps.skip(changes.text, position)


def dash_offsets(changes: Changes, sequence: Sequence) -> list[int]:
    """Where the dash of each item of a block sequence stands."""
    offsets: list[int] = []
    position = first_dash(changes, sequence)
    for node in sequence.items:
        position = gaps.skip(changes.text, position)
        if not changes.text.startswith("-", position):
            raise CannotExpressError
        offsets.append(position)
        position = max(position + 1, node.end)
    return offsets


def first_offset(changes: Changes, collection: Collection) -> int:
    """Where the first entry of a block collection begins."""
    if isinstance(collection, Mapping):
        return entry_start(changes, collection.entries[0])
    return first_dash(changes, collection) if isinstance(collection, Sequence) else collection.opening


def set_layout(layout: Layout, changes: Changes, root: Node | None) -> None:
    """Have a layout write as a document does, by the first collection of each kind in a block mapping."""
    found: dict[type[Collection], tuple[Collection, int]] = {}
    nodes = [root] if root else []
    while nodes and len(found) < 2:
        node = nodes.pop()
        if isinstance(node, Sequence):
            nodes += reversed(node.items)
        elif isinstance(node, Mapping) and not node.flow:
            nodes += [entry.node for entry in reversed(node.entries)]
            column = changes.lines.column(node.opening)
            for entry in node.entries:
                if isinstance(entry.node, Collection) and not entry.node.flow:
                    found.setdefault(type(entry.node), (entry.node, column))
    for collection, column in found.values():
        _follow(layout, changes, collection, column)
    if Mapping not in found:
        layout.step = layout.dash_step or layout.step


def layout_within(changes: Changes, mapping: Mapping, around: Layout) -> Layout:
    """How a block mapping writes its own collections, by the last of each kind; else as what is around it."""
    column = changes.lines.column(mapping.opening)
    layout = Layout(around.step, around.dash_step, around.dash_width, around.literals, around.taken)
    for kind in (Mapping, Sequence):
        nodes = (entry.node for entry in reversed(mapping.entries))
        last = next((node for node in nodes if isinstance(node, kind) and not node.flow), None)
        if last:
            _follow(layout, changes, last, column)
    return layout


def _follow(layout: Layout, changes: Changes, collection: Collection, column: int) -> None:
    """Have a layout write as a block collection is written that a mapping at the column holds."""
    start = first_offset(changes, collection)
    distance = changes.lines.column(start) - column
    if isinstance(collection, Sequence):
        layout.dash_step = max(0, distance)
        layout.dash_width = own_dash_width(changes, start, collection.items[0]) or layout.dash_width
    else:
        layout.step = max(1, distance)


def last_node(changes: Changes, entry: Entry) -> Node:
    """What an entry ends with: of `? key` alone the key, since its value is marked behind what follows."""
    return entry.key if value_offset(changes, entry) is None else entry.node


def _deepest_last(changes: Changes, node: Node) -> Node:
    """The node with which the text of a node ends."""
    while isinstance(node, Collection) and not node.flow:
        if isinstance(node, Mapping):
            node = last_node(changes, node.entries[-1])
        elif isinstance(node, Sequence):
            node = node.items[-1]
    return node


def _keeps_blank_lines(changes: Changes, node: Node) -> bool:
    """Whether blank lines that follow a node are its content: those of a block scalar with a `+`."""
    node = _deepest_last(changes, node)
    if not isinstance(node, Scalar) or node.style not in ("|", ">"):
        return False
    header = gaps.skip_properties(changes.text, node.start)
    return "+" in changes.text[header : gaps.block_header_end(changes.text, header)]


def content_end(changes: Changes, node: Node) -> int:
    """Where a node's content ends: a block scalar's span also covers blank lines that may be no content."""
    node = _deepest_last(changes, node)
    if not isinstance(node, Scalar) or node.style not in ("|", ">"):
        return node.end
    end = gaps.strip_end(changes.text, gaps.skip_properties(changes.text, node.start), node.end)
    if _keeps_blank_lines(changes, node):
        return gaps.skip_blank_lines(changes.text, changes.lines.following(end)) - 1
    # Lines with more blanks than the content's column are content.
    content = node.source.rstrip("\n")
    for _ in range(content.count("\n", len(content.rstrip(" \t\n")))):
        end = changes.lines.following(end)
    return end


def owned_end(changes: Changes, end: int, column: int) -> int:
    """Where the line begins that follows an entry which ends at `end` in a collection at `column`."""
    lines, text = changes.lines, changes.text
    position = owned = lines.following(end)
    while position < len(text):
        mark = gaps.skip_blanks(text, position)
        if text.startswith("#", mark):
            if mark - position <= column:
                break
            owned = position = lines.following(position)
        elif mark == lines.end(position):
            position = lines.following(position)
        else:
            break
    return owned


def add_entries(
    changes: Changes, mapping: Mapping, added: dict[str, Json], layout: Layout, target: dict[str, Json]
) -> None:
    """Put new entries of the wanted mapping behind the last one."""
    column = changes.lines.column(first_offset(changes, mapping))
    offset = owned_end(changes, content_end(changes, mapping), column)
    changes.insert_lines(offset, block(added, column, layout, within=target))


def add_value(changes: Changes, entry: Entry, value: Json, layout: Layout) -> None:
    """Give `? key` its value, on the lines below it."""
    column = changes.lines.column(entry_start(changes, entry))
    first, *others = item(value, column, 2, layout)
    offset = owned_end(changes, content_end(changes, entry.key), column)
    changes.insert_lines(offset, [first.replace("-", ":", 1), *others])


def remove(
    changes: Changes, collection: Collection, gone: Container[int], *, blank_lines: bool = False
) -> None:
    """Take away the entries that have these indexes, but not all of them.

    `blank_lines`: with those between them.
    """
    starts, nodes = parts(changes, collection)
    lines = changes.lines
    column = lines.column(starts[0])
    leading = 0
    if changes.text[lines.start(starts[0]) : starts[0]].strip(" "):
        # The first entry shares its line with a dash: what follows slides up behind it.
        leading = next(index for index in range(len(nodes)) if index not in gone)
    if leading:
        end = owned_end(changes, content_end(changes, nodes[leading - 1]), column)
        changes.replace(starts[0], gaps.skip_indentation(changes.text, end), "")
    before: Node | None = None
    for index in range(leading, len(nodes)):
        if index not in gone:
            before = nodes[index]
            continue
        end = owned_end(changes, content_end(changes, nodes[index]), column)
        if (blank_lines and index < len(nodes) - 1) or (before and _keeps_blank_lines(changes, before)):
            end = gaps.skip_blank_lines(changes.text, end)
        changes.replace(lines.start(starts[index]), end, "")


def remove_all(changes: Changes, collection: Collection) -> None:
    """Take all entries of a collection away that begins on a line of its own; comments of its column stay."""
    remove(changes, collection, range(len(parts(changes, collection)[0])), blank_lines=True)


def parts(changes: Changes, collection: Collection) -> tuple[list[int], list[Node]]:
    """Where each entry begins, and the node that it ends with."""
    if isinstance(collection, Sequence):
        return dash_offsets(changes, collection), collection.items
    entries = cast("Mapping", collection).entries
    return [entry_start(changes, entry) for entry in entries], [
        last_node(changes, entry) for entry in entries
    ]


def own_dash_width(changes: Changes, dash: int, node: Node) -> int:
    """How far an item's content stands from its dash; 0 where it has none on the dash's line."""
    on_line = node.end > node.start and changes.lines.start(dash) == changes.lines.start(node.start)
    return node.start - dash if on_line else 0
