"""Flow collections: `{a: 1, b: [2]}` and JSON, on one line or one entry a line."""

from postrender.lossless import gaps
from postrender.lossless.changes import CannotExpressError, Changes
from postrender.lossless.emit import FlowStyle, flow
from postrender.lossless.flow_style import as_siblings, common_manner, new_entries, spans
from postrender.lossless.nodes import Collection, Json, Mapping, Node, Sequence


def bracketed(changes: Changes, collection: Collection) -> bool:
    """False for the single pair of `[a: 1]`, which is a mapping without braces."""
    return changes.text[collection.opening - 1] in "{[" and collection.opening > collection.start


def add_entries(changes: Changes, mapping: Mapping, added: dict[str, Json], style: FlowStyle) -> None:
    """Put new entries behind the last one, or between empty braces."""
    parts = new_entries(changes, mapping, added, style)
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
    parts = new_entries(changes, mapping, added, style)
    entries = spans(changes, mapping)
    own = _lines_of_all(changes, mapping, entries)
    if own:
        _remove_lines(changes, own[:-1])
        comma = "" if _comma(changes, mapping, entries[-1][1]) is None else ","
        changes.replace(*own[-1], ",".join(style.line_start + part for part in parts)[1:] + comma + "\n")
        return
    if any(_comments_between(changes, mapping, entries)[1:-1]) or not bracketed(changes, mapping):
        raise CannotExpressError
    separator = style.comma if style.indent is None else "," + style.line_start
    changes.replace(entries[0][0], entries[-1][1], separator.join(parts))


def clear(changes: Changes, collection: Collection) -> None:
    """Take all entries away, and the lines between the brackets but for comments that are of no entry."""
    if not bracketed(changes, collection):
        raise CannotExpressError
    entries = spans(changes, collection)
    if not any(_comments_between(changes, collection, entries)):
        changes.replace(collection.opening, collection.end - 1, "")
        return
    own = _lines_of_all(changes, collection, entries)
    if not own:
        raise CannotExpressError
    _remove_lines(changes, own)


def _comments_between(changes: Changes, collection: Collection, entries: list[tuple[int, int]]) -> list[bool]:
    """Whether comments stand before the first entry, and behind each: not those on the line where it ends."""
    starts = [collection.opening, *(changes.lines.following(end) for _, end in entries)]
    ends = [*(start for start, _ in entries), collection.end]
    return ["#" in changes.text[start:end] for start, end in zip(starts, ends, strict=True)]


def insert_items(
    changes: Changes, sequence: Sequence, index: int, values: list[tuple[Json, list[str]]], style: FlowStyle
) -> None:
    """Put items before the one that has the index, or behind the last.

    `values`: each with its lines if it moves as it stands.
    """
    manner = common_manner(changes, sequence)
    parts = [
        "\n".join(taken) or as_siblings(changes, sequence, manner, value, style) or flow(value, style)
        for value, taken in values
    ]
    _insert(changes, sequence, index, parts, style)


def _insert(changes: Changes, collection: Collection, index: int, parts: list[str], style: FlowStyle) -> None:
    lines = changes.lines
    entries = spans(changes, collection)
    own_lines = style.indent is not None
    separator = ", " if own_lines else style.comma
    if not entries:
        _fill(changes, collection, parts, separator)
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


def _fill(changes: Changes, collection: Collection, parts: list[str], separator: str) -> None:
    """Put entries between empty brackets; below a comment that has a line of its own, as it stands."""
    text, lines = changes.text, changes.lines
    end = collection.end - 1
    closing = lines.start(end)
    above = lines.start(max(closing - 1, 0))
    comment = gaps.skip_blanks(text, above)
    if collection.opening <= above < closing and text.startswith("#", comment):
        fill = text[above:comment]
        changes.insert_lines(closing, ",\n".join(fill + part for part in parts).split("\n"))
        return
    start = end if text[collection.opening : end].strip() else collection.opening
    changes.replace(start, end, separator.join(parts))


def remove(changes: Changes, collection: Collection, gone: list[int], more: bool = False) -> None:
    """Take entries away, but not all of them; those on lines of their own with their lines.

    `more`: others come behind the last one, in its place if it goes.
    """
    entries = spans(changes, collection)
    last_kept = max(index for index in range(len(entries)) if index not in gone)
    lines = _lines_of_all(changes, collection, [entries[index] for index in gone])
    if lines and not (more and last_kept < len(entries) - 1):
        _remove_lines(changes, lines)
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


def _remove_lines(changes: Changes, spans: list[tuple[int, int]]) -> None:
    for start, end in spans:
        changes.replace(start, end, "")


def _lines_of_all(
    changes: Changes, collection: Collection, spans: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The lines of entries; none where one of them shares its own."""
    found = [lines for span in spans if (lines := _own_lines(changes, collection, span))]
    return found if len(found) == len(spans) else []


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
