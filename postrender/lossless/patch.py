"""Applies RFC 6902 operations to a text: edited where they point, verified as a whole."""

from collections.abc import Iterable, Mapping, Set
from typing import Any, cast

import jsonpatch
import jsonpointer

from postrender.lossless.changes import CannotExpressError
from postrender.lossless.document import Document
from postrender.lossless.edit import Editor
from postrender.lossless.errors import LosslessError
from postrender.lossless.nodes import Json, Node
from postrender.lossless.origins import Origins, Source
from postrender.lossless.read import read
from postrender.lossless.scalars import UnreadableScalarError, json_number
from postrender.places import same, tokens_of

Operation = Mapping[str, Any]
"""An operation of RFC 6902: `op`, `path`, and `value` or `from`."""


class Patched:
    """The outcome: the new text, the data it says, and how many collections had to be written anew for it."""

    __slots__ = ("data", "rewritten", "text")

    def __init__(self, text: str, data: Json, rewritten: int) -> None:
        self.text = text
        self.data = data
        self.rewritten = rewritten


def apply(text: str, operations: Iterable[Operation]) -> str:
    """The text with the operations applied to its first document; every other byte stays.

    Raises LosslessError where the text cannot be read, an operation does not apply, or the result cannot be
    written so that kubectl reads in it exactly what `jsonpatch` makes of the data.
    """
    return patch(Document(text), operations).text


def patch(document: Document, operations: Iterable[Operation], anew: Set[Node] = frozenset()) -> Patched:
    """The same for a document that has been read; the collections `anew` are written in a plain form.

    The ladder: single entries are edited; if that cannot say it, they are without block scalars, since what
    follows one may become its content, and no text moves; then the smallest collections that hold a change
    are written anew, then their parents, up to the root. What is returned has been read again and is the
    target.
    """
    origins = Origins()
    target = _patched(document, list(operations), origins)
    if target is document.data and not anew:
        return Patched(document.with_body(document.body), target, 0)
    depth: int | None = None
    freely = True
    while depth is None or depth >= 0:
        editor = Editor(document.body, document.composition, origins, freely, depth, anew)
        try:
            body = editor.edited(target)
            if same(read(body), target):
                return Patched(document.with_body(body), target, editor.rewritten)
        except (CannotExpressError, LosslessError):
            pass
        if freely:
            freely = False
        else:
            depth = editor.deepest if depth is None else depth - 1
    raise LosslessError(
        "the change cannot be written so that it is read back as it was meant", *document.position("")
    )


def _patched(document: Document, operations: list[Operation], origins: Origins) -> Json:
    """The document's data after the operations; what they do not reach is shared, not copied."""
    data = document.data
    for operation in operations:
        value = _as_json(operation["value"]) if "value" in operation else None
        step = {**operation, "value": value} if "value" in operation else dict(operation)
        pointers = [str(step[name]) for name in ("path", "from") if name in step]
        source: Source | None = None
        try:
            for part in _parts(step, data):
                for name in ("path", "from"):
                    data = _unshared(data, str(part[name]), origins) if name in part else data
                if part.get("op") == "copy" and part.get("from"):
                    jsonpointer.resolve_pointer(data, str(part["from"]))
                    source = origins.source(*_holder(data, str(part["from"])))
                data = _applied(data, part)
                if part["path"] and part["op"] != "test":
                    source = _noted(data, part, source, origins)
        except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
            place = document.position(pointers[0] if pointers else "")
            raise LosslessError(
                f"operation {step.get('op')} {' '.join(pointers)}: {_reason(error)}", *place
            ) from None
    return data


def _parts(step: dict[str, Any], data: Json) -> list[dict[str, Any]]:
    """A move as the removal and the addition that it is: in between, indexes may mean other items."""
    if step.get("op") != "move" or "from" not in step or "path" not in step:
        return [step]
    value = jsonpointer.resolve_pointer(data, str(step["from"]))
    return [
        {"op": "remove", "path": step["from"]},
        {"op": "add", "path": step["path"], "value": value},
    ]


def _noted(data: Json, step: dict[str, Any], source: Source | None, origins: Origins) -> Source | None:
    """Note what an operation has done to the collection that it names an entry of.

    What moves stays what it is known as, where jsonpatch has copied it.
    """
    holder, last = _holder(data, str(step["path"]))
    if source and "value" in step and isinstance(holder, list):
        holder[-1 if last == "-" else int(last)] = step["value"]
    elif source and "value" in step and isinstance(holder, dict):
        holder[last] = step["value"]
    return origins.note(step["op"], holder, last, source)


def _holder(data: Json, pointer: str) -> tuple[Json, str]:
    """The collection that has the entry to which a pointer leads, and the pointer's last token."""
    *parents, last = tokens_of(pointer)
    for token in parents:
        data = data[int(token)] if isinstance(data, list) else cast("dict[str, Json]", data)[token]
    return data, last


def _applied(data: Json, step: dict[str, Any]) -> Json:
    """The data changed by one operation, without a `JsonPatch`, which would make an object of it twice."""
    operation = jsonpatch.JsonPatch.operations.get(str(step.get("op")))
    if operation is None:
        raise jsonpatch.InvalidJsonPatch("no such operation")
    try:
        return cast("Json", operation(step).apply(data))
    except TypeError:  # of a copy from behind a list's end, in versions of jsonpatch before 1.48
        raise jsonpatch.JsonPatchConflict from None


def _reason(error: Exception) -> str:
    """Why an operation does not apply, without the values that jsonpatch quotes."""
    if isinstance(error, jsonpatch.JsonPatchTestFailed):
        return "the document holds another value there"
    if isinstance(error, (jsonpatch.JsonPatchConflict, jsonpointer.JsonPointerException)):
        return "there is no such place in the document"
    return "not an operation of RFC 6902"


def _unshared(data: Json, pointer: str, origins: Origins) -> Json:
    """The data with the collections on the way to a place copied, so that jsonpatch may change them."""
    copy = _copied(data, origins)
    root = copy
    for token in tokens_of(pointer):
        if isinstance(copy, dict) and token in copy:
            copy[token] = child = _copied(copy[token], origins)
        elif isinstance(copy, list) and token.isdecimal() and int(token) < len(copy):
            copy[int(token)] = child = _copied(copy[int(token)], origins)
        else:
            break
        copy = child
    return root


def _copied(value: Json, origins: Origins) -> Json:
    if not isinstance(value, (dict, list)) or origins.is_copy(value):
        return value
    copy: Json = dict(value) if isinstance(value, dict) else list(value)
    origins.add(copy, value)
    return copy


def _as_json(value: Any) -> Json:
    """An operation's value, copied, with numbers as Go's JSON has them."""
    if isinstance(value, Mapping):
        return {str(name): _as_json(child) for name, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(child) for child in value]
    try:
        return json_number(value)
    except UnreadableScalarError as error:
        raise LosslessError(f"operation: {error}") from None
