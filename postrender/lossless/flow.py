"""Flow collections: `{a: 1, b: [2]}` and JSON, on one line or one entry a line."""

import re

from postrender.lossless import gaps
from postrender.lossless.changes import CannotExpressError, Changes
from postrender.lossless.emit import FlowStyle, double_quoted, flow, flow_entry, single_quoted
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
    style = FlowStyle(text.lstrip()[:1] in ("{", "["))
    if outer:
        style.json, style.comma, style.colon = outer.json, outer.comma, outer.colon
    if isinstance(collection, Mapping):
        first = collection.entries[0]
        style.json = isinstance(first.key, Scalar) and first.key.style == '"'
        if first.node.end > first.node.start:
            tight = text[first.node.start - 1] == ":"
            style.comma, style.colon = (",", ":") if tight else (", ", ": ")
    line_start = lines.start(first_start)
    style.opens = line_start != lines.start(collection.opening)
    if not style.opens and not _aligned(changes, entries):
        if len(entries) > 1:
            style.comma = "," if text[entries[1][0] - 1] == "," else ", "
            if isinstance(collection, Sequence) and not outer:
                style.colon = ":" + style.comma[1:]
        return style
    style.indent = first_start - line_start
    style.step = max(1, style.indent - lines.column(collection.end - 1))
    style.fill = "\t" if text[line_start] == "\t" else " "
    return style


def _aligned(changes: Changes, entries: list[tuple[int, int]]) -> bool:
    """Whether the others stand below the first entry, on lines of their own: `[a,` and then ` b]`."""
    column = changes.lines.column(entries[0][0])
    return len(entries) > 1 and all(
        not changes.text[changes.lines.start(start) : start].strip() and changes.lines.column(start) == column
        for start, _ in entries[1:]
    )


def add_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> None:
    """Put new entries behind the last one, or between empty braces."""
    parts = _new_entries(changes, mapping, added, style)
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
    separator = style.comma if style.indent is None else "," + style.line_start
    changes.replace(start, end, separator.join(_new_entries(changes, mapping, added, style)))


def _new_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> list[str]:
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


def clear(changes: Changes, collection: Collection) -> None:
    """Take all entries away, and the lines between the brackets."""
    _refuse_comments(changes, collection, collection.opening, collection.end - 1)
    changes.replace(collection.opening, collection.end - 1, "")


def _refuse_comments(changes: Changes, collection: Collection, start: int, end: int) -> None:
    """A comment between entries would be lost, or comment out what follows it."""
    if re.search(r"(?:^|[\s{\[,])#", changes.text[start:end]) or not bracketed(changes, collection):
        raise CannotExpressError


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
    written = flow(value, style_of(changes, last, outer))
    return f"{written[0]} {written[1:-1]} {written[-1]}" if changes.text[last.opening] == " " else written


def _manner(changes: Changes, node: Node) -> str:
    """How an item stands: the quote that begins it, a brace for a collection on one line; else empty."""
    if isinstance(node, Scalar):
        return node.style
    on_one_line = (
        isinstance(node, Collection) and node.flow and "\n" not in changes.text[node.start : node.end]
    )
    return "{" if on_one_line and node.value else ""


def insert_items(
    changes: Changes, sequence: Sequence, index: int, values: list[tuple[Json, int | None]], style: FlowStyle
) -> None:
    """Put items before the one that has the index, or behind the last.

    `values`: each with the index of the item that it is, which moves as it stands, or None.
    """
    parts: list[str] = []
    manner = common_manner(changes, sequence)
    for value, source in values:
        if source is None:
            parts.append(as_siblings(changes, sequence, manner, value, style) or flow(value, style))
        else:
            node = sequence.items[source]
            parts.append(changes.text[node.start : node.end].replace("\r\n", "\n"))
    _insert(changes, sequence, index, parts, style)


def _insert(changes: Changes, collection: Collection, index: int, parts: list[str], style: FlowStyle) -> None:
    text, lines = changes.text, changes.lines
    entries = spans(collection)
    own_lines = style.indent is not None
    separator = ", " if own_lines else style.comma
    if not entries:
        start = collection.end - 1
        if not text[collection.opening : start].strip():
            start = collection.opening
        changes.replace(start, collection.end - 1, separator.join(parts))
    elif index == 0:
        blank = style.line_start if own_lines else separator[1:]
        start = gaps.comments_start(lines, entries[0][0])
        changes.replace(start, start, "".join(part + "," + blank for part in parts))
    else:
        end = entries[index - 1][1]
        comma = _comma(changes, collection, end)
        if not own_lines:
            if comma is not None and index == len(entries):
                changes.replace(comma + 1, comma + 1, "".join(separator[1:] + part + "," for part in parts))
            else:
                changes.replace(end, end, "".join(separator + part for part in parts))
            return
        behind = end if comma is None else comma + 1
        position = lines.end(behind)
        if position >= (entries[index][0] if index < len(entries) else collection.end):
            position = behind  # what follows stands on the same line
        if comma is None:
            changes.replace(end, end, ",")
        new = ",".join(style.line_start + part for part in parts) + ("" if comma is None else ",")
        changes.replace(position, position, new)


def remove(changes: Changes, collection: Collection, gone: list[int], more: bool = False) -> None:
    """Take entries away, but not all of them; those on lines of their own with their lines.

    `more`: others come behind the last one, in its place if it goes.
    """
    entries = spans(collection)
    last_kept = max(index for index in range(len(entries)) if index not in gone)
    lines = [_own_lines(changes, collection, entries[index]) for index in gone]
    if all(lines) and not (more and last_kept < len(entries) - 1):
        for start, end in filter(None, lines):
            changes.replace(start, end, "")
        if last_kept < len(entries) - 1 and _comma(changes, collection, entries[-1][1]) is None:
            comma = gaps.skip(changes.text, entries[last_kept][1])
            changes.replace(comma, comma + 1, "")
        return
    for index in gone:
        if index < last_kept:
            _take_out(changes, entries[index], entries[index + 1][0], tidy=index - 1 not in gone)
    if last_kept == len(entries) - 1:
        return
    end, first_gone = entries[last_kept][1], entries[last_kept + 1][0]
    if more or "#" not in changes.text[end:first_gone]:
        changes.replace(end, entries[-1][1], "")
        return
    # The comments in between are of the entry that stays, or on lines of their own.
    trailing = _comma(changes, collection, entries[-1][1])
    if trailing is None:
        comma = gaps.skip(changes.text, end)
        changes.replace(comma, comma + 1, "")
    changes.replace(first_gone, entries[-1][1] if trailing is None else trailing + 1, "")


def _take_out(changes: Changes, span: tuple[int, int], following: int, *, tidy: bool) -> None:
    """Take away an entry up to the next one, but not the comments before that on lines of their own.

    `tidy`: no blanks are left before them.
    """
    text, lines = changes.text, changes.lines
    start, end = span
    if "#" in text[lines.following(end) : following]:
        following = lines.end(end)
        start = gaps.strip_end(text, lines.start(start), start) if tidy else start
    changes.replace(start, following, "")


def _comma(changes: Changes, collection: Collection, end: int) -> int | None:
    """Where the comma behind an entry stands, if it has one."""
    comma = gaps.skip(changes.text, end)
    return comma if comma < collection.end and changes.text.startswith(",", comma) else None


def _own_lines(changes: Changes, collection: Collection, span: tuple[int, int]) -> tuple[int, int] | None:
    """The lines of an entry that shares them with nothing but its comma and a comment."""
    text, lines = changes.text, changes.lines
    start, end = span
    comma = _comma(changes, collection, end)
    rest = gaps.skip_blanks(text, end if comma is None else comma + 1)
    first = lines.start(start)
    alone = not text[first:start].strip(" \t") and (text.startswith("#", rest) or rest == lines.end(rest))
    return (first, lines.following(rest)) if alone else None


def value_offset(changes: Changes, key: Node) -> int:
    """The offset behind the colon of a flow entry, behind its key where it has none."""
    colon = gaps.skip(changes.text, key.end)
    return colon + 1 if changes.text.startswith(":", colon) else key.end
