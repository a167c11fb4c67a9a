"""Flow collections: `{a: 1, b: [2]}` and JSON, on one line or one entry a line."""

from postrender.lossless import gaps
from postrender.lossless.changes import CannotExpressError, Changes
from postrender.lossless.emit import FlowStyle, flow, flow_entry
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Scalar, Sequence


def spans(collection: Collection) -> list[tuple[int, int]]:
    """Where each entry of a flow collection begins and ends."""
    if isinstance(collection, Sequence):
        return [(node.start, node.end) for node in collection.items]
    if isinstance(collection, Mapping):
        return [(entry.key.start, max(entry.key.end, entry.node.end)) for entry in collection.entries]
    return []


def bracketed(changes: Changes, collection: Collection) -> bool:
    """False for the single pair of `[a: 1]`, which is a mapping without braces."""
    return changes.text[collection.opening - 1] in "{[" and collection.opening > collection.start


def style_of(changes: Changes, collection: Collection, outer: FlowStyle | None) -> FlowStyle:
    """How a flow collection writes its entries."""
    text, lines = changes.text, changes.lines
    entries = spans(collection)
    if not entries:
        return outer or FlowStyle()
    first_start, _ = entries[0]
    json = outer.json if outer else text.lstrip()[:1] in ("{", "[")
    compact = outer.compact if outer else False
    if isinstance(collection, Mapping):
        first = collection.entries[0]
        json = isinstance(first.key, Scalar) and first.key.style == '"'
        if first.node.end > first.node.start:
            compact = text[first.node.start - 1] == ":"
    line_start = lines.start(first_start)
    if line_start == lines.start(collection.opening):
        return FlowStyle(json, text[entries[1][0] - 1] == "," if len(entries) > 1 else compact)
    step = max(1, first_start - line_start - lines.column(collection.end - 1))
    return FlowStyle(json, compact, first_start - line_start, step, "\t" if text[line_start] == "\t" else " ")


def add_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> None:
    """Put new entries behind the last one, or between empty braces."""
    parts = [flow_entry(name, value, style) for name, value in added.items()]
    if not bracketed(changes, mapping):
        changes.replace(mapping.start, mapping.start, "{")
        _insert(changes, mapping, len(mapping.entries), parts, style)
        changes.replace(mapping.end, mapping.end, "}")
        return
    _insert(changes, mapping, len(mapping.entries), parts, style)


def replace_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> None:
    """Put new entries in the place of all that stand there."""
    if not added:
        clear(changes, mapping)
        return
    start, end = mapping.entries[0].key.start, spans(mapping)[-1][1]
    _refuse_comments(changes, mapping, start, end)
    separator = "," if style.compact else ", "
    if style.indent is not None:
        separator = "," + style.line_start
    parts = (flow_entry(name, value, style) for name, value in added.items())
    changes.replace(start, end, separator.join(parts))


def clear(changes: Changes, collection: Collection) -> None:
    """Take all entries away, and the lines between the brackets."""
    _refuse_comments(changes, collection, collection.opening, collection.end - 1)
    changes.replace(collection.opening, collection.end - 1, "")


def _refuse_comments(changes: Changes, collection: Collection, start: int, end: int) -> None:
    """A comment between entries would be lost, or comment out what follows it."""
    if "#" in changes.text[start:end] or not bracketed(changes, collection):
        raise CannotExpressError


def insert_items(
    changes: Changes, sequence: Sequence, index: int, values: list[Json], style: FlowStyle
) -> None:
    """Put items before the one that has the index, or behind the last."""
    _insert(changes, sequence, index, [flow(value, style) for value in values], style)


def _insert(changes: Changes, collection: Collection, index: int, parts: list[str], style: FlowStyle) -> None:
    text, lines = changes.text, changes.lines
    entries = spans(collection)
    own_lines = style.indent is not None
    separator = "," if style.compact and not own_lines else ", "
    if not entries:
        changes.replace(collection.end - 1, collection.end - 1, separator.join(parts))
    elif index == 0:
        behind = style.line_start if own_lines else ""
        changes.replace(
            entries[0][0],
            entries[0][0],
            "".join(part + separator.rstrip() + (behind or separator[1:]) for part in parts),
        )
    else:
        end = entries[index - 1][1]
        comma = gaps.skip(text, end)
        has_comma = comma < collection.end and text.startswith(",", comma)
        if not own_lines:
            if has_comma and index == len(entries):
                changes.replace(comma + 1, comma + 1, "".join(separator[1:] + part + "," for part in parts))
            else:
                changes.replace(end, end, "".join(separator + part for part in parts))
            return
        position = lines.end(comma if has_comma else end)
        if position >= collection.end:
            raise CannotExpressError  # the closing bracket stands on the last entry's line
        if not has_comma:
            changes.replace(end, end, ",")
        new = ",".join(style.line_start + part for part in parts) + ("," if has_comma else "")
        changes.replace(position, position, new)


def remove(changes: Changes, collection: Collection, gone: list[int]) -> None:
    """Take entries away, but not all of them."""
    entries = spans(collection)
    kept = [index for index in range(len(entries)) if index not in gone]
    last_kept = kept[-1]
    for index in gone:
        if index < last_kept:
            changes.replace(entries[index][0], entries[index + 1][0], "")
    if last_kept < len(entries) - 1:
        changes.replace(entries[last_kept][1], entries[-1][1], "")


def value_offset(changes: Changes, key: Node) -> int:
    """The offset behind the colon of a flow entry, behind its key where it has none."""
    colon = gaps.skip(changes.text, key.end)
    return colon + 1 if changes.text.startswith(":", colon) else key.end
