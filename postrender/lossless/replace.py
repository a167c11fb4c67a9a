"""Puts another value in the place of a node, in the style of what stands around it."""

import re

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.emit import FlowStyle, double_quoted, flow, literal, scalar, single_quoted
from postrender.lossless.emit import block as block_lines
from postrender.lossless.flow_style import as_collection
from postrender.lossless.nodes import Collection, Json, Node, Scalar
from postrender.lossless.place import Place


def value(changes: Changes, node: Node, target: Json, place: Place) -> None:
    """Make the text at a node say `target`; comments around it stay."""
    if place.flow:
        _in_flow(changes, node, target, place, place.flow)
    elif isinstance(node, Collection) and not node.flow:
        _block_collection(changes, node, target, place)
    elif isinstance(node, Scalar) and node.style in ("|", ">"):
        _block_scalar(changes, node, target, place)
    elif isinstance(node, Scalar) and gaps.skip_properties(changes.text, node.start) >= node.end:
        _nothing(changes, node, target, place)
    else:
        _inline(changes, node, target, place)


def empty_document(changes: Changes, target: Json, place: Place) -> None:
    """Write the value of a document that holds none, behind its comments, before the marker that ends it."""
    text = changes.text
    markers = re.finditer(r"^(?:---|\.\.\.)(?=\s)", text, re.MULTILINE)
    ends = (marker.start() for index, marker in enumerate(markers) if index or marker.group() == "...")
    end = next(ends, len(text)) if text.strip() else 0
    changes.insert_lines(end, _lines(target, place) if _is_block(target) else [scalar(target)])


def _is_block(target: Json) -> bool:
    return isinstance(target, (dict, list)) and bool(target)


def _lines(target: Json, place: Place) -> list[str]:
    return block_lines(target, place.child_column(isinstance(target, list)), place.layout)


def _behind_indicator(target: Json, place: Place, column: int) -> str:
    """A block collection whose first line stands behind a dash; `column` is that of its entries."""
    return "\n".join(block_lines(target, column, place.layout)).lstrip(" ")


def _text(node: Node, target: Json, flow_style: FlowStyle | None = None) -> str:
    """A value on one line, in the quotes of the scalar that it replaces."""
    if isinstance(target, str) and isinstance(node, Scalar) and isinstance(node.value, str):
        if node.style == "'":
            return single_quoted(target) or double_quoted(target)
        if node.style == '"':
            return double_quoted(target, json=bool(flow_style and flow_style.json))
    return flow(target, flow_style) if flow_style else scalar(target)


def key(changes: Changes, node: Node, name: str, in_flow: bool) -> None:
    """Make the text at a key say another one."""
    style = FlowStyle(json=isinstance(node, Scalar) and node.style == '"') if in_flow else None
    changes.replace(gaps.skip_properties(changes.text, node.start), node.end, _text(node, name, style))


def _content_start(changes: Changes, node: Node, target: Json) -> int:
    """Where the replacement begins: an anchor stays before a scalar that stays one, a tag goes."""
    if node.anchored and isinstance(node, Scalar) and not _is_block(target) and node.tag is None:
        return gaps.skip_properties(changes.text, node.start)
    return node.start


def _in_flow(changes: Changes, node: Node, target: Json, place: Place, style: FlowStyle) -> None:
    text = _text(node, target, style)
    if node.end > node.start:
        changes.replace(_content_start(changes, node, target), node.end, text)
        return
    # Parsers differ on which side of a blank an empty value stands.
    end = gaps.skip_blanks(changes.text, place.after)
    missing_colon = "" if changes.text[place.after - 1] in ":,[" else ":"
    blank = "" if style.colon == ":" or changes.text[place.after - 1] in ",[" else " "
    changes.replace(place.after, end, missing_colon + blank + text)


def _nothing(changes: Changes, node: Scalar, target: Json, place: Place) -> None:
    """A value that is not written: `a:`, `-`, perhaps with an anchor, a tag or a comment."""
    lines, text = changes.lines, changes.text
    end = max(place.after, gaps.strip_end(text, place.after, node.end))
    after = end if node.tag is None else place.after
    if _as_literal(changes, after, end, target, place):
        return
    if not _is_block(target):
        changes.replace(after, end, " " + scalar(target))
    elif place.dash_width and gaps.skip_blanks(text, end) == lines.end(end) and after == place.after:
        column = place.column + place.dash_width
        behind = " " * (place.dash_width - 1) + _behind_indicator(target, place, column)
        changes.replace(after, lines.end(end), behind)
    else:
        _take_away(changes, after, end, place)
        changes.insert_lines(block.owned_end(changes, end, place.column), _lines(target, place))


def _block_collection(changes: Changes, node: Collection, target: Json, place: Place) -> None:
    lines, text = changes.lines, changes.text
    start = block.first_offset(changes, node)
    end = block.content_end(changes, node)
    line_start = lines.start(start)
    if text[line_start:start].strip(" "):
        column = start - line_start
        new = _behind_indicator(target, place, column) if _is_block(target) else scalar(target)
        changes.replace(start, end, new)
        return
    block.remove_all(changes, node)
    after = place.after
    if node.start < line_start:
        properties = gaps.strip_end(text, node.start, gaps.skip_properties(text, node.start))
        if isinstance(target, type(node.value)) and not target:
            after = gaps.strip_end(text, after, properties)
        else:
            changes.replace(gaps.strip_end(text, after, node.start), properties, "")
    if _is_block(target):
        changes.insert_lines(block.owned_end(changes, end, start - line_start), _lines(target, place))
    elif place.column < 0:
        changes.insert_lines(line_start, [scalar(target)])
    else:
        changes.replace(after, after, " " + scalar(target))


def _block_scalar(changes: Changes, node: Scalar, target: Json, place: Place) -> None:
    lines, text = changes.lines, changes.text
    header = gaps.skip_properties(text, node.start)
    header_end = gaps.block_header_end(text, header)
    body = lines.following(header_end)
    body_end = max(body, lines.following(block.content_end(changes, node)))
    if isinstance(target, str) and place.layout.literals:
        first = gaps.skip_indentation(text, body)
        indent = lines.column(first) if first < body_end else max(place.column, 0) + place.layout.step
        # Blanks that begin the content are no indentation.
        content = node.source.lstrip("\n")
        indent -= len(content) - len(content.lstrip(" \t"))
        new = literal(target, indent, max(place.column, 0))
        if new and ("\n" in target or (node.style == "|" and "\n" not in node.source)):
            changes.replace(header, header_end, new[0])
            _exchange_lines(changes, body, body_end, new[1], indent)
            return
    changes.replace(body, body_end, "")
    if not _is_block(target):
        changes.replace(_content_start(changes, node, target), header_end, scalar(target))
        return
    if place.dash_width and gaps.skip_blanks(text, header_end) == lines.end(header_end):
        behind = _behind_indicator(target, place, lines.column(node.start))
        changes.replace(node.start, header_end, behind)
        return
    _take_away(changes, node.start, header_end, place)
    changes.insert_lines(body_end, _lines(target, place))


def _exchange_lines(changes: Changes, start: int, end: int, new: list[str], indent: int) -> None:
    """Replace the lines of a block scalar from the first to the last that differs.

    Blank lines may have more blanks than the new ones, up to the column of the content.
    """
    lines = changes.lines
    starts, position = [start], start
    while position < end:
        position = lines.following(position)
        starts.append(position)
    old = [changes.text[first : lines.end(first)] for first in starts[:-1]]
    alike = ["" if len(line) <= indent and not line.strip(" ") else line for line in old]
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if alike[index] != new[index]), shorter)
    unlike = (index for index in range(shorter - head) if alike[-1 - index] != new[-1 - index])
    tail = next(unlike, shorter - head)
    text = "".join(line + "\n" for line in new[head : len(new) - tail])
    changes.replace(starts[head], starts[len(old) - tail], text)


def _as_literal(changes: Changes, start: int, end: int, target: Json, place: Place) -> bool:
    """Write a text of several lines as a literal, where what stands on the next lines lets it."""
    lines, text = changes.lines, changes.text
    if not isinstance(target, str) or "\n" not in target or not place.layout.literals or place.column < 0:
        return False
    following = lines.following(end)
    written = literal(target, place.column + place.layout.step, place.column)
    if (
        not written
        or lines.start(place.after) != lines.start(start)
        or block.owned_end(changes, end, place.column) != following
    ):
        return False
    changes.replace(start, end, ("" if text[start - 1] in " \t" else " ") + written[0])
    changes.insert_lines(following, written[1])
    return True


def _take_away(changes: Changes, start: int, end: int, place: Place) -> None:
    """Take a value off the line of its indicator; a comment behind it stays, a tab behind a dash may not."""
    text = changes.text
    rest = gaps.skip_blanks(text, end)
    tab = place.dash_width and "\t" in text[end:rest]
    changes.replace(gaps.strip_end(text, place.after, start), rest if tab else end, " " if tab else "")


def _inline(changes: Changes, node: Node, target: Json, place: Place) -> None:
    """A scalar, an alias or a flow collection, which stays one unless it is empty."""
    lines, text = changes.lines, changes.text
    plain = isinstance(node, Scalar) and not node.style and not node.anchored
    if plain and _as_literal(changes, node.start, node.end, target, place):
        return
    if not _is_block(target):
        changes.replace(_content_start(changes, node, target), node.end, _text(node, target))
        return
    if isinstance(node, Collection) and node.value and isinstance(target, (dict, list)):
        changes.replace(node.start, node.end, as_collection(changes, node, target, None))
        return
    rest = gaps.skip_blanks(text, node.end)
    has_comment = text.startswith("#", rest)
    following = block.owned_end(changes, node.end, max(place.column, 0))
    if not text[lines.start(node.start) : node.start].strip(" \t"):
        # The value stands on a line of its own; so does its comment from now on.
        if has_comment:
            changes.replace(node.start, rest, "")
        else:
            changes.replace(lines.start(node.start), lines.following(node.end), "")
        changes.insert_lines(following, _lines(target, place))
    elif place.dash_width and not has_comment:
        changes.replace(node.start, node.end, _behind_indicator(target, place, lines.column(node.start)))
    else:
        _take_away(changes, node.start, node.end, place)
        changes.insert_lines(following, _lines(target, place))
