"""Replaces parts of strings, keys included: they stay strings, in their style where it can say the new one.

Each part is first spliced into the source text as the scalar's style writes it, so that folded and multi-line
scalars keep their lines; a scalar that would then be read otherwise is written anew, in double quotes.
"""

from collections.abc import Callable, Iterator, Sequence

from postrender.lossless import block, gaps
from postrender.lossless.changes import Changes
from postrender.lossless.document import Document
from postrender.lossless.emit import double_quoted, is_plain, single_quoted
from postrender.lossless.errors import LosslessError
from postrender.lossless.nodes import Json, Mapping, Node, Scalar
from postrender.lossless.nodes import Sequence as SequenceNode
from postrender.lossless.scalars import BINARY_TAG
from postrender.places import escape, same

Part = tuple[int, int, str]
"""What is to be replaced in a decoded string: start, end, replacement."""

Occurrences = Callable[[str, str], Sequence[Part]]
"""The parts of a string at a JSON Pointer (a key: at that of its mapping), in order, without overlaps."""


def substitute(document: Document, occurrences: Occurrences) -> Document:
    """The document with parts of its strings replaced.

    Raises LosslessError where two keys of a mapping become one, or the result is not read back as it was
    meant; what `occurrences` raises passes through.
    """
    found = [
        (node, parts, key)
        for node, pointer, key in _strings(document)
        if (parts := occurrences(node.source, pointer))
    ]
    if not found:
        return document
    wanted = _substituted(document, document.data, occurrences, "")
    for splice in (True, False):
        changes = Changes(document.body)
        for node, parts, key in found:
            if not (splice and _splice(changes, node, parts)):
                _write_anew(changes, node, replaced(node.source, parts), key)
        try:
            result = Document(document.with_body(changes.spliced()))
        except LosslessError:
            continue
        if same(result.data, wanted):
            return result
    raise LosslessError(
        "the substituted value cannot be written so that it is read back", *document.place(found[0][0].start)
    )


def replaced(source: str, parts: Sequence[Part]) -> str:
    """A string with its parts replaced."""
    pieces: list[str] = []
    position = 0
    for start, end, replacement in parts:
        pieces += (source[position:start], replacement)
        position = end
    return "".join([*pieces, source[position:]])


def _strings(document: Document) -> Iterator[tuple[Scalar, str, bool]]:
    """Every scalar that is read as a string, where it stands, and whether it is a key."""
    root = document.composition.root
    waiting: list[tuple[Node, str, bool]] = [(root, "", False)] if root else []
    while waiting:
        node, pointer, key = waiting.pop()
        if isinstance(node, SequenceNode):
            children = [(child, f"{pointer}/{index}", False) for index, child in enumerate(node.items)]
            waiting += reversed(children)
        elif isinstance(node, Mapping):
            for entry in reversed(node.entries):
                waiting.append((entry.node, f"{pointer}/{escape(entry.name or '<<')}", False))
                waiting.append((entry.key, pointer, True))
        elif isinstance(node, Scalar) and isinstance(node.value, str) and node.tag != BINARY_TAG:
            yield node, pointer, key


def _substituted(document: Document, data: Json, occurrences: Occurrences, pointer: str) -> Json:
    if isinstance(data, str):
        return replaced(data, occurrences(data, pointer))
    if isinstance(data, list):
        return [
            _substituted(document, child, occurrences, f"{pointer}/{index}")
            for index, child in enumerate(data)
        ]
    if not isinstance(data, dict):
        return data
    result = {
        replaced(name, occurrences(name, pointer)): _substituted(
            document, child, occurrences, f"{pointer}/{escape(name)}"
        )
        for name, child in data.items()
    }
    if len(result) != len(data):
        raise LosslessError(
            "substitution makes two keys of one mapping the same", *document.position(pointer)
        )
    return result


def _splice(changes: Changes, node: Scalar, parts: Sequence[Part]) -> bool:
    """Whether every part stands in the source text as it is read, and its replacement can stand there too."""
    position = gaps.skip_properties(changes.text, node.start)
    spliced: list[Part] = []
    for start, end, replacement in parts:
        offset = changes.text.find(node.source[start:end], position, node.end)
        written = _written(replacement, node.style)
        if offset < 0 or written is None:
            return False
        position = offset + end - start
        spliced.append((offset, position, written))
    if not node.style and not is_plain(replaced(node.source, parts), flow=False):
        return False
    for change in spliced:
        changes.replace(*change)
    return True


def _written(replacement: str, style: str) -> str | None:
    """A part as a scalar's style writes it; None where it cannot."""
    if style == '"':
        return double_quoted(replacement)[1:-1]
    single = single_quoted(replacement)
    if single is None or (style == ">" and replacement != replacement.strip(" ")):
        return None
    return single[1:-1] if style == "'" else replacement


def _write_anew(changes: Changes, node: Scalar, text: str, key: bool) -> None:
    written = double_quoted(text) if key or not is_plain(text, flow=True) else text
    if node.style not in ("|", ">"):
        changes.replace(gaps.skip_properties(changes.text, node.start), node.end, written)
        return
    header = gaps.skip_properties(changes.text, node.start)
    header_end = gaps.block_header_end(changes.text, header)
    body_end = changes.lines.following(block.content_end(changes, node))
    changes.replace(header, header_end, written)
    changes.replace(changes.lines.following(header_end), body_end, "")
