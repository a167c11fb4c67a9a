"""Streams are taken apart where Go does, put together to the same bytes, and held one document at a time."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postrender.filter import HELD_IN_MEMORY
from postrender.stream import GO_SPACE, Chunk, StreamError, chunks
from tests.conftest import ROOT

PIECES = st.sampled_from([
    "---", "---\n", "\n---\n", "--- # x\n", "---#x\n", "--- x\n", "----\n", "...\n", "%YAML 1.1\n",
    "a: b\n", "# Source: x\n", "\n", " ", "\r\n", "\r", "\x85", "\xa0", "\u2028", "\ufeff", "\v", "é😀", "{}",
    "--", "-", "key: |\n  ---\n", " ---\n",
])  # fmt: skip
STREAMS = st.lists(PIECES, max_size=12).map("".join)


def taken_apart(stream: bytes, size: int = 0) -> list[Chunk] | str:
    blocks = [stream[start : start + size] for start in range(0, len(stream), size)] if size else [stream]
    try:
        return list(chunks(blocks))
    except StreamError as error:
        return str(error)


@given(st.binary(max_size=60) | STREAMS.map(str.encode))
@example(b"")
@example(b"---")
@example(b"\n---")
@example(b"a\n---\n---")
def test_the_pieces_joined_are_the_stream(stream: bytes) -> None:
    found = taken_apart(stream)
    if not isinstance(found, str):
        assert b"".join(chunk.raw for chunk in found) == stream
        assert all(chunk.separator + chunk.body == chunk.text == chunk.raw.decode() for chunk in found)


@given(STREAMS, st.integers(1, 9))
def test_the_size_of_blocks_does_not_matter(stream: str, size: int) -> None:
    assert taken_apart(stream.encode(), size) == taken_apart(stream.encode())


def of_go(text: str) -> list[str]:
    """`YAMLReader.Read` of k8s.io/apimachinery, again; raises ValueError where it refuses."""
    documents = [""]
    for line in re.findall(r"[^\n]*\n|[^\n]+\Z", text):
        if line.startswith("---"):
            if (rest := line[3:].strip(GO_SPACE)) and not rest.startswith("#"):
                raise ValueError("invalid Yaml document separator")
            if documents[-1]:
                documents.append("")
                continue
        # A separator that ends nothing is the first line of what it begins.
        documents[-1] += line
    return [document for document in documents if document]


@given(st.lists(PIECES.filter(lambda piece: "%" not in piece), max_size=12).map("".join))
def test_documents_are_those_of_go(stream: str) -> None:
    found = taken_apart(stream.encode())
    try:
        wanted = of_go(stream)
    except ValueError:
        assert isinstance(found, str)
        return
    if isinstance(found, str):
        assert STRICTER.search(stream), "refused without need"
    else:
        bodies = (re.sub(r"\A---.*\n?", "", document) for document in wanted)
        assert [chunk.body for chunk in found if chunk.body] == [body for body in bodies if body]


# What kharden refuses beyond kubectl, since Helm reads it in another way, or kubectl as content.
STRICTER = re.compile("[\x85\xa0\u2028\ufeff\v\r]| ---|---#")


@pytest.mark.parametrize("space", sorted(set(GO_SPACE) - {"\n"}), ids=lambda space: f"U+{ord(space):04X}")
def test_kubectl_strips_the_same_white_space(
    space: str, kubectl_reads: Callable[[str], list[dict[str, Any]]]
) -> None:
    one = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    stream = f"{one}---{space}\n{one}"
    assert len(kubectl_reads(stream)) == 2
    assert len(taken_apart(stream.encode())) == 2


@pytest.mark.parametrize(
    ("stream", "line", "message"),
    [
        (b"a: 1\n---\nb: 1\n--- {c: 1}\n", 4, "content on the line of a separator"),
        (b"a: 1\n---apiVersion: v1\n", 2, "content on the line of a separator"),
        (b"a: 1\n---\n\xc2\xa0{}\n", 3, "white space that only some tools skip"),
        (b"\xff\xfea\x00", 1, "UTF-16"),
        (b"a: 1\nb: \xe9\n", 2, "not UTF-8"),
        (b"a: 1\n---\nb: 1\nc: \xe9\n", 4, "not UTF-8"),
    ],
)
def test_an_error_has_its_line(stream: bytes, line: int, message: str) -> None:
    with pytest.raises(StreamError, match=message) as error:
        list(chunks([stream]))
    assert error.value.line == line


def test_a_directive_stays_with_its_document() -> None:
    found = list(chunks([b"# x\n%YAML 1.1\n---\na: 1\n---\nb: 1\n"]))
    assert [chunk.body for chunk in found] == ["# x\n%YAML 1.1\n---\na: 1\n", "b: 1\n"]
    assert [chunk.line for chunk in found] == [1, 6]


@pytest.mark.parametrize("body", ["", "\n", "# x\n", "  # x\n\n", "\r\n"])
def test_comments_alone_are_no_document(body: str) -> None:
    assert [chunk.is_empty for chunk in chunks([f"---\n{body}".encode()])] == [True]
    assert [chunk.is_empty for chunk in chunks([f"---\n{body}a: 1".encode()])] == [False]


DOCUMENT = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  b: " + "x" * 200 + "\n"
MEASURE = f"""
import resource, sys
from postrender.filter import RunOptions, run
from postrender.pipeline import Pipeline
from postrender.profile import builtin
from postrender.variables import Variables
block = {DOCUMENT!r}.encode() * 1000
blocks = (block for _ in range(int(sys.argv[1])))
outcome = run(blocks, Pipeline(builtin("restricted"), Variables((), {{}})), len, RunOptions())
print(outcome.documents, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_number_of_documents() -> None:
    def measured(blocks: int) -> list[int]:
        command = [sys.executable, "-c", MEASURE, str(blocks)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return [int(word) for word in done.stdout.split()]

    few, many = measured(10), measured(100)
    assert (few[0], many[0]) == (10_000, 100_000)
    # 27 MB against 3: past 16 MB what is held back goes to a file. In kilobytes.
    assert many[1] - few[1] < HELD_IN_MEMORY // 1024 + 4096
