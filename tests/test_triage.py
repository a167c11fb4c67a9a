"""The triage skips only what a full reading would leave as it is: soundness, on random and crafted ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from postrender import pipeline
from postrender.stream import Chunk, chunks
from postrender.triage import kinds, may_matter
from tests.filtered import Filtered, filtered
from tests.test_reading import ALL, Case, each_case

KINDS = kinds(())
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: c, image: i}\n"
CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n"


def skipped(text: str) -> bool:
    return not may_matter(text, KINDS, lambda body: "${NAMESPACE" in body)


def without_triage(stream: bytes) -> Filtered:
    with patch.object(pipeline, "may_matter", return_value=True):
        return filtered(stream)


@pytest.mark.parametrize(
    "text",
    [
        CRD,
        CRD + "spec: {}\n",
        CRD + "# the end",
        "# Source: x\n" + CRD + "spec:\n- a\n-\n  b\n",
        CRD + "data:\n  kind: Pod\n  items: []\n  a: |\n    kind: Pod\n",
        CRD + "x: \"quoted\"\ny: 'quoted'\nz: []\nw: |-\n  text\n",
        CRD + "description: Pods, and é\n",
    ],
)
def test_what_cannot_matter_is_skipped(text: str) -> None:
    assert skipped(text)


ODD = [
    "\r", "\x85", "\u2028", "\u2029", "\ufeff", "\t", "\v", "\\", '"', "'", "&a ", "*a ", "!t ", "!!binary ",
    "<<: {kind: Pod}\n", "? kind\n", ": Pod\n", "---\n", "...\n", "%YAML 1.1\n", "{", "}", "[", "]", ",",
    "|\n", "items:\n", "items: [", '"kind": Pod\n', "kind: Pod\n", "kind: ConfigMap\n", "#", "kind:\n",
    "apiVersion: apps/v1\n", "  Pod\n", "${NAMESPACE}", "\n", " ", "- ", "List", "\xa0", "containers:\n",
]  # fmt: skip
EVEN = [
    "  kind: Pod\n", "x: 1\n", "# kind: Pod\n", "z: |\n", "  items: []\n", "-\n", 'x: "a"\n', "  - '\n",
    '  "\n', "  {\n",
]  # fmt: skip


@st.composite
def disturbed(draw: st.DrawFn) -> str:
    """A document with something odd put in, mostly where a line begins."""
    text = draw(
        st.sampled_from([POD, CRD, CRD + "spec:\n  a: b\n", "kind: List\napiVersion: v1\nitems:\n- a: 1\n"])
    )
    for _ in range(draw(st.integers(1, 2))):
        starts = [0, *(index + 1 for index, letter in enumerate(text) if letter == "\n")]
        place = draw(st.sampled_from(starts) | st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(EVEN) | st.sampled_from(ODD)) + text[place:]
    return text


@given(disturbed())
def test_what_is_skipped_would_have_left_as_it_came(text: str) -> None:
    if any(skipped(chunk.body) for chunk in _chunks(text.encode())):
        event("skipped")
        read = without_triage(text.encode())
        # What nobody can read is no workload to anybody.
        assert read.output in (None, text.encode())
        assert read.output is not None or "YAML: " in read.errors
        assert not read.outcome.verdicts


def _chunks(stream: bytes) -> Iterator[Chunk]:
    try:
        yield from chunks([stream])
    except ValueError:
        return


@each_case
def test_the_outcome_is_the_same_without_triage(case: Case) -> None:
    done, read = filtered(case.stream), without_triage(case.stream)
    if done.output != read.output:
        # A document that nobody can read is no workload to anybody.
        assert read.output is None
        assert "YAML: " in read.errors


def test_the_cases_hold_documents_that_are_skipped() -> None:
    assert sum(skipped(chunk.body) for case in ALL for chunk in _chunks(case.stream)) > 20


def test_the_corpus_leaves_the_same_without_triage(shared: Path) -> None:
    files = sorted(shared.glob("corpus/*/*.yaml"), key=lambda path: path.stat().st_size)[:60]
    bodies = [chunk.body for path in files for chunk in chunks([path.read_bytes()])]
    assert sum(map(skipped, bodies)) > 0.5 * len(bodies)
    for path in files:
        stream = path.read_bytes()
        assert without_triage(stream).output == filtered(stream).output, path.name
