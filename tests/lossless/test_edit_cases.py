"""Edits of text as data: `tests/cases/edit.yaml`, whose head says the rules that decided the texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.lossless import Document, LosslessError, apply, patch
from postrender.lossless.nodes import Node

CASES: list[dict[str, Any]] = [
    case
    for name in ("edit.yaml", "edit-more.yaml")
    for case in YAML(typ="safe", pure=True).load(
        (Path(__file__).parent.parent / "cases" / name).read_text("utf-8")
    )
]
# Edits that cannot be made entry by entry: the smallest collection around them is written anew.
WRITTEN_ANEW = {"merge-of-nothing-else-ends"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edit(case: dict[str, Any]) -> None:
    if case["expected"] is None:
        with pytest.raises(LosslessError) as error:
            apply(case["input"], case["operations"])
        assert error.value.line > 0
        return
    patched = patch(Document(case["input"]), case["operations"])
    assert patched.text == case["expected"]
    assert bool(patched.rewritten) == (case["name"] in WRITTEN_ANEW)


@pytest.mark.parametrize("case", [case for case in CASES if case["expected"]], ids=lambda case: case["name"])
def test_the_edited_text_needs_no_edit_to_say_the_same(case: dict[str, Any]) -> None:
    text = case["expected"]
    data = Document(text).data
    assert apply(text, [{"op": "replace", "path": "", "value": data}]) == text


def test_names_are_unique() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def test_a_collection_can_be_written_anew_though_nothing_in_it_changes() -> None:
    document = Document("x: &x {p: 1}\nb:\n  <<: *x  # merged\n  q: 2\nc: [*x]  # kept\n")
    anew: set[Node] = {mapping for _, mapping in document.odd_mappings()}
    patched = patch(document, [], anew)
    assert patched.text == "x: &x {p: 1}\nb:\n  p: 1\n  q: 2\nc: [*x]  # kept\n"
    assert (patched.data, patched.rewritten) == (document.data, 1)


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (2, 1)),
        ("/a", (2, 1)),
        ("/a/b~1c", (3, 3)),
        ("/a/missing", (2, 1)),
        ("/l/1", (6, 3)),
        ("/l/9", (4, 1)),
    ],
)
def test_position(pointer: str, place: tuple[int, int]) -> None:
    assert Document("# c\na:\n  b/c: 1\nl:\n- x\n- y\n").position(pointer) == place
