"""Random operations on random documents: the data is jsonpatch's, untouched lines and comments stay."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonpatch
import jsonpointer
from hypothesis import assume, event, given
from hypothesis import strategies as st

from postrender.lossless import Document, LosslessError, patch
from postrender.lossless.nodes import Mapping
from postrender.lossless.read import read
from postrender.lossless.substitute import substitute
from postrender.places import escape, same
from tests.lossless.documents import DATA, NAMES, documents, operations


def canonical(data: Any) -> str:
    """JSON text, in which 1.0 is the number 1, and true is not."""
    return json.dumps(_whole(data), sort_keys=True)


def _whole(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _whole(child) for name, child in data.items()}
    if isinstance(data, list):
        return [_whole(child) for child in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


@given(documents(), st.data())
def test_operations_do_to_the_text_what_jsonpatch_does_to_the_data(text: str, data: st.DataObject) -> None:
    document = Document(text)
    before = canonical(document.data)
    wanted = copy.deepcopy(document.data)
    drawn = data.draw(operations(document.data))
    try:
        wanted = jsonpatch.apply_patch(wanted, copy.deepcopy(drawn))
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException):
        assume(False)
    patched = patch(document, drawn)
    event(f"written anew: {patched.rewritten}")
    assert canonical(Document(patched.text).data) == canonical(wanted) == canonical(patched.data)
    assert canonical(document.data) == before, "the document's own data was changed"
    assert (
        patch(Document(patched.text), [{"op": "replace", "path": "", "value": wanted}]).text == patched.text
    )


@given(documents(), st.sampled_from(NAMES), DATA)
def test_adding_a_key_to_the_root_keeps_every_line(text: str, name: str, value: Any) -> None:
    document = Document(text)
    assume(isinstance(document.data, dict) and document.data and name not in document.data)
    assume(isinstance(document.composition.root, Mapping) and not document.composition.root.flow)
    patched = patch(document, [{"op": "add", "path": f"/{escape(name)}", "value": value}])
    lines = iter(patched.text.splitlines(keepends=True))
    assert patched.rewritten == 0
    for line in text.splitlines(keepends=True):
        assert any(line.rstrip("\r\n") == other.rstrip("\r\n") for other in lines), (
            f"{line!r} is gone or moved"
        )


@given(documents())
def test_no_operation_changes_nothing(text: str) -> None:
    assert patch(Document(text), []).text == text


@given(documents(), st.text("x: '\"\n#é\\&*!|>%@`{}[],-?", max_size=8))
def test_substituted_strings_are_read_back(text: str, value: str) -> None:
    text = text.replace("word", "${X}")
    document = Document(text)

    def occurrences(string: str, _pointer: str) -> list[tuple[int, int, str]]:
        found, start = [], 0
        while (start := string.find("${X}", start)) >= 0:
            found.append((start, start + 4, value))
            start += 4
        return found

    wanted = _replaced(document.data, value)
    try:
        result = substitute(document, occurrences)
    except LosslessError as error:
        if "two keys" not in error.message:
            raise
        return
    # Quotes and escapes of JSON are its own business: only the strings in it are substituted.
    assert canonical(Document(result.body).data) == canonical(wanted)


def _replaced(data: Any, value: str) -> Any:
    if isinstance(data, str):
        return data.replace("${X}", value)
    if isinstance(data, list):
        return [_replaced(child, value) for child in data]
    if isinstance(data, dict):
        return {name.replace("${X}", value): _replaced(child, value) for name, child in data.items()}
    return data


@given(documents())
def test_the_check_after_an_edit_reads_what_the_tree_says(text: str) -> None:
    document = Document(text)
    assert same(read(document.body), document.data)
