"""How flow collections are written, as those show that stand: quotes, separators, lines."""

from typing import cast

from postrender.lossless import block
from postrender.lossless.changes import Changes
from postrender.lossless.emit import FlowStyle, double_quoted, flow, flow_entry, single_quoted
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Scalar, Sequence


def spans(changes: Changes, collection: Collection) -> list[tuple[int, int]]:
    """Where each entry of a flow collection begins and ends."""
    if isinstance(collection, Sequence):
        return [(node.start, node.end) for node in collection.items]
    return [
        (block.entry_start(changes, entry), max(entry.key.end, entry.node.end))
        for entry in cast("Mapping", collection).entries
    ]


def style_of(changes: Changes, collection: Collection, outer: FlowStyle | None) -> FlowStyle:
    """How a flow collection writes its entries."""
    text, lines = changes.text, changes.lines
    entries = spans(changes, collection)
    if not entries:
        return outer or FlowStyle()
    first_start, _ = entries[0]
    style = FlowStyle(text.lstrip()[:1] in ("{", "["))
    if outer:
        style.json, style.comma, style.colon = outer.json, outer.comma, outer.colon
    if isinstance(collection, Mapping):
        first = collection.entries[0]
        style.json = isinstance(first.key, Scalar) and first.key.style == '"'
        if first.node.end > first.node.start:
            tight = text[first.node.start - 1] == ":"
            style.comma, style.colon = (",", ":") if tight else (", ", ": ")
    opens = lines.start(first_start) != lines.start(collection.opening)
    # The first entry may share its line with the bracket, the others below it: `[a,` and then ` b]`.
    others = [start for start, _ in entries[not opens :]]
    begin = [start for start in others if not text[lines.start(start) : start].strip()]
    if 2 * len(begin) <= len(others):
        if len(entries) > 1:
            style.comma = "," if text[entries[1][0] - 1] == "," else ", "
            if isinstance(collection, Sequence) and not outer:
                style.colon = ":" + style.comma[1:]
        return style
    style.opens = opens
    style.indent = lines.column(begin[-1])
    style.step = max(1, style.indent - lines.column(collection.end - 1))
    style.fill = "\t" if text[lines.start(begin[-1])] == "\t" else " "
    return style


def new_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> list[str]:
    """New entries of a mapping, on one line where its last collection of the same kind stands so."""
    parts: list[str] = []
    for name, value in added.items():
        kind = Mapping if isinstance(value, dict) else Sequence
        alike = (entry.node for entry in reversed(mapping.entries) if isinstance(entry.node, kind))
        last = next((node for node in alike if node.value), None)
        on_one_line = last is not None and "\n" not in changes.text[last.start : last.end]
        own = FlowStyle(style.json, style.comma, style.colon) if on_one_line else style
        parts.append(flow_entry(name, value, own))
    return parts


def common_manner(changes: Changes, sequence: Sequence) -> str:
    """How all items of a sequence stand: `{` in flow style on one line, a quote; empty where they differ."""
    manner = _manner(changes, sequence.items[-1]) if sequence.items else ""
    return manner if all(_manner(changes, node) == manner for node in sequence.items) else ""


def as_siblings(
    changes: Changes, sequence: Sequence, manner: str, value: Json, outer: FlowStyle | None = None
) -> str | None:
    """A new item in the common manner of a sequence's items; None where it cannot be written so."""
    last = sequence.items[-1] if manner else None
    if isinstance(value, str) and "\n" not in value:
        quotes = {"'": single_quoted(value), '"': double_quoted(value, bool(outer and outer.json))}
        return quotes.get(manner)
    if not isinstance(value, (dict, list)) or not value or not isinstance(last, Collection):
        return None
    return as_collection(changes, last, value, outer)


def as_collection(changes: Changes, node: Collection, value: Json, outer: FlowStyle | None) -> str:
    """A collection as another one stands that is not empty."""
    style = style_of(changes, node, outer)
    if style.opens:
        style.indent = changes.lines.column(node.end - 1)
        return flow(value, style)
    if isinstance(node, Sequence) and isinstance(value, list) and value:
        manner = common_manner(changes, node)
        parts = [as_siblings(changes, node, manner, child, style) or flow(child, style) for child in value]
        written = f"[{style.comma.join(parts)}]"
    else:
        written = flow(value, style)
    return f"{written[0]} {written[1:-1]} {written[-1]}" if changes.text[node.opening] == " " else written


def _manner(changes: Changes, node: Node) -> str:
    """How an item stands: the quote that begins it, a brace for a collection on one line; else empty."""
    if isinstance(node, Scalar):
        return node.style
    on_one_line = (
        isinstance(node, Collection) and node.flow and "\n" not in changes.text[node.start : node.end]
    )
    return "{" if on_one_line and node.value else ""
