"""The filter as a whole: all or nothing, what counts as an error, and that no value gets into a message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postrender.filter import HELD_IN_MEMORY, MAXIMAL_ERRORS, Held, RunOptions, run
from postrender.pipeline import Pipeline
from postrender.variables import Variables
from tests.filtered import RESTRICTED, filtered
from tests.guardrails.support import profile

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: i}]}\n"
HOST = POD.replace("spec: {", "spec: {hostNetwork: true, ")
BROKEN = "apiVersion: v1\nkind: Pod\nmetadata: {name: broken, namespace: shop}\nspec: [\n"


def streamed(*documents: str) -> str:
    return "---\n".join(documents)


def test_an_error_in_the_last_document_leaves_nothing_written() -> None:
    done = filtered(streamed(CONFIG_MAP, POD, BROKEN))
    assert done.output is None


def test_every_error_is_collected_up_to_a_bound() -> None:
    done = filtered(streamed(*[BROKEN, POD] * 3))
    assert [placed.subject.document for placed in done.outcome.errors] == [1, 3, 5]
    assert len(filtered(streamed(*[BROKEN] * 50)).outcome.errors) == MAXIMAL_ERRORS


def test_an_error_says_where() -> None:
    source = "# Source: chart/templates/web.yaml\n"
    text = POD.replace("metadata: {name: a}", "metadata: {name: a, namespace: shop}")
    bad = text.replace("image: i}", "image: i, securityContext: []}")
    [error] = filtered(streamed(CONFIG_MAP, source + bad)).outcome.errors
    assert str(error.subject) == "document 2, chart/templates/web.yaml, Pod/shop/a"
    assert (error.line, error.column > 40) == (10, True)


@pytest.mark.parametrize(
    ("before", "source"),
    [
        ("", ""),
        ("# Source: a.yaml\n", "a.yaml"),
        ("---\n# Source: a.yaml\n", "a.yaml"),
        ("---\n\n## Source: no.yaml\n# Source: a.yaml \n", "a.yaml"),
        ("--- # Source: no.yaml\n", ""),
    ],
)
def test_the_template_is_named_by_a_comment_of_its_own_line(before: str, source: str) -> None:
    [error] = filtered(before + BROKEN).outcome.errors
    assert error.subject.source == source


def test_a_document_of_helm_4_is_named_by_its_annotation() -> None:
    annotation = "{name: a, annotations: {postrenderer.helm.sh/postrender-filename: web.yaml}}"
    bad = POD.replace("{name: a}", annotation).replace("image: i}", "image: i, securityContext: []}")
    [error] = filtered(bad).outcome.errors
    assert str(error.subject) == "document 1, web.yaml, Pod/a"


def test_documents_are_released_at_once_on_request() -> None:
    released: list[bytes] = []
    seen: list[int] = []

    def blocks() -> Iterator[bytes]:
        for document in (CONFIG_MAP, POD, CONFIG_MAP):
            yield b"---\n" + document.encode()
            seen.append(len(released))

    run(blocks(), Pipeline(RESTRICTED, Variables((), {})), released.append, RunOptions(stream=True))
    assert seen == [0, 1, 2]
    assert len(released) == 3


def test_what_was_released_before_an_error_stays_released() -> None:
    released: list[bytes] = []
    blocks = [streamed(CONFIG_MAP, BROKEN, POD).encode()]
    outcome = run(blocks, Pipeline(RESTRICTED, Variables((), {})), released.append, RunOptions(stream=True))
    assert b"".join(released).decode() == CONFIG_MAP
    assert len(outcome.errors) == 1


def test_what_is_held_comes_out_whole_from_memory_and_from_a_file() -> None:
    for size in (10, HELD_IN_MEMORY // 4):
        out: list[bytes] = []
        held = Held(out.append)
        for letter in b"abcdefgh":
            held.write(bytes([letter]) * size)
        assert out == []
        held.release()
        assert b"".join(out) == b"".join(bytes([letter]) * size for letter in b"abcdefgh")


@pytest.mark.parametrize(
    "stream", ["", "\n\n", "# a comment\n", "---\n", "---\n# Source: x\n\n---\n# Source: y\n"]
)
def test_a_stream_without_documents_is_written_only_if_that_is_allowed(stream: str) -> None:
    done = filtered(stream)
    assert (done.outcome.documents, done.output) == (0, b"")
    assert filtered(stream, allow_empty=True).output == stream.encode()


@pytest.mark.parametrize("document", ["null\n", "~\n", "# only\n---\nnull\n"])
def test_a_document_that_says_nothing_passes(document: str) -> None:
    assert filtered(document).output == document.encode()


@pytest.mark.parametrize(
    ("stream", "levels"), [(CONFIG_MAP, 0), (HOST, 1), (POD, 1)], ids=["nothing", "left", "may-break"]
)
def test_strict_makes_errors_of_doubts(stream: str, levels: int) -> None:
    assert filtered(stream).output is not None
    done = filtered(stream, strict=True)
    assert (done.output is None) == bool(levels)
    assert {placed.finding.level for placed in done.outcome.errors} <= {"left", "may-break"}


def test_in_report_mode_nothing_changes_and_everything_is_reported() -> None:
    stream = streamed(CONFIG_MAP, POD, HOST)
    done = filtered(stream, profile(mode="report"))
    assert done.output == stream.encode()
    assert {placed.finding.rule for placed in done.outcome.findings} >= {"read-only-root", "identity", "host"}
    assert done.outcome.changed == 0


def test_figures() -> None:
    outcome = filtered(streamed("# nothing\n", CONFIG_MAP, POD, HOST, HOST)).outcome
    assert (outcome.documents, outcome.changed) == (4, 3)
    assert outcome.verdicts == {"hardened-may-break": 1, "left": 2}


SECRET = "s3cr3t-Value"  # noqa: S105
SECRETS = (
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: SECRET\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: 'SECRET\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: SECRET}}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: &x {password: SECRET, again: *x}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: !!binary SECRET}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: !!int SECRET}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: [SECRET}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: SECRET, a: SECRET}\nitems: []\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {<<: SECRET}\n",
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: "SECRET\\q"}\n',
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: SECRET: ${NAMESPACE:?SECRET}\n",
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: "${NAMESPACE%SECRET}"}\n',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: "${ENVIRONMENT:?SECRET}"}\n',
    "--- SECRET\n",
    "SECRET\n",
    "%SECRET\n---\na: b\n",
    POD.replace("image: i", "image: i, env: [{name: P, value: SECRET}], securityContext: []"),
    POD.replace(
        "image: i", "image: i, env: [{name: P, value: SECRET}], securityContext: {runAsUser: SECRET}"
    ),
    POD.replace("image: i", "image: i, securityContext: {privileged: SECRET}"),
    POD.replace("image: i", "image: i, env: [{name: P, value: SECRET}], env: SECRET"),
)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("text", SECRETS)
def test_no_value_gets_into_a_message(text: str, strict: bool) -> None:
    values = {"NAMESPACE": SECRET, "LOG_LEVEL": SECRET}
    stream = text.replace("SECRET", SECRET)
    outcome = filtered(stream, values=values, strict=strict).outcome
    said = repr([(placed.finding, placed.subject) for placed in (*outcome.errors, *outcome.findings)])
    assert SECRET not in said


@given(st.binary(max_size=80))
def test_no_bytes_make_it_fall(stream: bytes) -> None:
    done = filtered(stream)
    assert done.output in (None, stream, b"")


@given(
    st.lists(
        st.sampled_from([*POD.split(" "), "\n", "  ", "---\n", "{", "&a ", "*a", "é", "|", '"']), max_size=12
    )
)
def test_no_text_of_a_pod_s_pieces_makes_it_fall(pieces: list[str]) -> None:
    done = filtered(" ".join(pieces))
    if done.output is not None:
        assert filtered(done.output).output == done.output
