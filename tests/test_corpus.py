"""All of the corpus with the default profile: real charts, each file filtered once for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from jsonpatch import apply_patch

from postrender.lossless import Document
from tests import corpus
from tests.corpus import Edit, File
from tests.filtered import filtered
from tests.lossless.test_properties import canonical


@pytest.fixture(scope="module")
def files(shared: Path) -> list[File]:
    return corpus.files(shared / "corpus")


@pytest.fixture(scope="module")
def changed(files: list[File]) -> list[tuple[str, str, str]]:
    """Name, text before and text after of each document that was changed."""
    documents = [(file.name, *document) for file in files for document in file.result.documents]
    return [(name, before, after.text) for name, before, after in documents if after.text != before]


def test_every_file_is_written(files: list[File]) -> None:
    assert len(files) == 107
    assert {file.name: file.result.errors for file in files if file.result.output is None} == {}
    # An empty render: the command refuses it, unless it is told to allow it.
    assert [file.name for file in files if not file.result.outcome.documents] == ["argo-argocd-apps"]


def test_the_table_is_the_reviewed_one(files: list[File]) -> None:
    golden = corpus.GOLDEN.read_text(encoding="utf-8")
    assert corpus.table(files) == golden, "run `make golden` and read its diff"


def test_a_document_without_a_workload_leaves_as_it_came(files: list[File]) -> None:
    for file in files:
        for before, after in file.result.documents:
            assert after.verdicts or after.text == before, file.name


def test_every_exception_has_a_reason(files: list[File]) -> None:
    _, exceptions = corpus.judged(files)
    assert [str(each) for each in exceptions if not each.reason] == []
    # To leave a root writable, or without /tmp, is no way to pass.
    unmounted = {each.file for each in exceptions if "writable-paths" in each.missing}
    assert unmounted == set()


def replaced_lines(edit: Edit) -> Iterator[int]:
    """The lines, from 1, where an operation removes or replaces something, be it an empty collection."""
    for operation in edit.operations:
        pointer = operation["path"]
        if operation["op"] == "add":
            pointer = pointer.rpartition("/")[0]
        node = edit.document.node(pointer)
        if node is not None and (operation["op"] != "add" or not node.value):
            first, last = edit.document.position(pointer), edit.document.place(max(node.start, node.end - 1))
            yield from range(first[0], last[0] + 1)


def test_lines_that_no_operation_replaces_stay_in_order(files: list[File]) -> None:
    kept = gone = 0
    for file in files:
        for edit in file.patched:
            replaced = set(replaced_lines(edit))
            after = iter(edit.text.splitlines())
            for number, line in enumerate(edit.document.body.splitlines(), 1):
                if number not in replaced:
                    assert line in after, f"{file.name}: {line!r} is gone, or has moved"
            kept += edit.document.body.count("\n") - len(replaced)
            gone += len(replaced)
    assert kept > 40_000
    assert gone < 500


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def test_comments_stay(changed: list[tuple[str, str, str]]) -> None:
    assert sum(len(comments(before)) for _, before, _ in changed) > 300
    for name, before, after in changed:
        assert comments(before) == comments(after), name


def test_a_changed_document_is_what_jsonpatch_makes_of_it(files: list[File]) -> None:
    edits = [(file.name, edit) for file in files for edit in file.patched if edit.operations]
    assert len(edits) == sum(file.result.outcome.changed for file in files) > 200
    for name, (document, operations, text) in edits:
        wanted = apply_patch(deepcopy(document.data), deepcopy(operations))
        assert canonical(Document(text).data) == canonical(wanted), name


def test_the_span_edit_suffices(files: list[File]) -> None:
    assert sum(after.rewritten for file in files for _, after in file.result.documents) == 0


def test_the_second_run_changes_nothing(files: list[File]) -> None:
    for file in files:
        assert filtered(file.result.output or b"").output == file.result.output, file.name
