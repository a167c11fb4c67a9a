"""The ResourceList as text, taken apart and put together without a byte's change; and its results."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.hosts.krm import results, unwrap

HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
LIST = (
    HEAD
    + """\
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
  data:
    script: |
      - one

        two
- apiVersion: v1
  kind: Pod
  spec:
    containers:
    - name: a
functionConfig:
  apiVersion: kharden.dev/v1alpha1
  kind: Profile
results:
- message: from an earlier function
"""
)


def read(text: str) -> object:
    return YAML(typ="safe").load(text)


def test_items_are_documents() -> None:
    taken = unwrap(LIST)
    assert taken is not None
    assert taken.documents == [
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  script: |\n    - one\n\n      two\n",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n",
    ]
    assert taken.head == HEAD
    assert read(taken.wrapper) == {key: value for key, value in read(LIST).items() if key != "items"}
    assert taken.text == LIST


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha1"])
@pytest.mark.parametrize("start", ["", "---\n"])
@pytest.mark.parametrize(
    "tail", ["", "functionConfig: {}\n", "functionConfig: {}", "results: []\nfunctionConfig: {}\n"]
)
def test_every_version_and_end(version: str, start: str, tail: str) -> None:
    head = HEAD.replace("/v1", f"/{version}")
    text = f"{start}{head}- kind: A\n- kind: B\n{tail}"
    taken = unwrap(text)
    assert taken is not None
    assert taken.documents == ["kind: A\n", "kind: B\n"]
    assert taken.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apiVersion: v1\nkind: ConfigMap\n",
        "apiVersion: v1\nkind: List\nitems:\n- kind: A\n",
        "apiVersion: config.kubernetes.io/v2\nkind: ResourceList\nitems:\n- kind: A\n",
        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n",
        "kind: ResourceList\napiVersion: config.kubernetes.io/v1\nitems:\n- kind: A\n",
        '{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": []}',
        HEAD + "  - kind: A\n",
        HEAD + "- kind: A",
        HEAD + "- kind: A\n data: 1\n",
        HEAD + "- kind: A\n-\n  kind: B\n",
        HEAD + "- kind: A\n# a comment\n- kind: B\n",
        HEAD + "- kind: A\nother: 1\n",
        HEAD + "- kind: A\n---\nkind: Pod\n",
        HEAD + "- kind: A\n...\nkind: Pod\n",
        HEAD + "- kind: A\r\n- kind: B\n",
        HEAD + "- kind: A\n  data: \u2028\n",
        HEAD + "- kind: A\n  data: |\n    x\n  \n    y\n",
        HEAD + '- kind: A\n  data: "x\n  --- y"\n',
        HEAD + '- kind: A\n  data: "x\n  ...\n  "\n',
    ],
)
def test_another_layout_is_left_to_the_parser(text: str) -> None:
    assert unwrap(text) is None


LINES = st.lists(
    st.sampled_from(
        ["kind: A", "data: |", "  x: y", "  ", "", " x", "   deep", "- a", "  - b", '"', "# c", "---", "---a"]
    ),
    max_size=6,
)


@given(items=st.lists(LINES, min_size=1, max_size=3), tail=st.sampled_from(["", "functionConfig: {}\n"]))
def test_what_is_taken_apart_comes_together(items: list[list[str]], tail: str) -> None:
    lines = ["- kind: I\n" + "".join(f"  {line}\n" if line else "\n" for line in item) for item in items]
    text = HEAD + "".join(lines) + tail
    taken = unwrap(text)
    if taken is not None:
        assert taken.text == text
        assert len(taken.documents) == len(items)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(st.sampled_from("ab \n-:#'\"{}|>…"), max_size=12)
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "items"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    items=st.lists(
        st.dictionaries(st.sampled_from(["kind", "data", "spec"]), VALUES, min_size=1), min_size=1, max_size=3
    )
)
def test_documents_say_what_items_say(items: list[object]) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    buffer = io.StringIO()
    writer.dump({"items": items}, buffer)
    taken = unwrap(HEAD.removesuffix("items:\n") + buffer.getvalue())
    assert taken is not None
    assert [read(document) for document in taken.documents] == items


DOCUMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    internal.config.kubernetes.io/path: 'web.yaml'
    internal.config.kubernetes.io/index: '3'
spec:
  template: {}
"""
WEB = Subject(document=1, kind="Deployment", namespace="shop", name="web")
WEB_REFERENCE = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "namespace": "shop"}
WEB_FILE = {"path": "web.yaml", "index": 3}


def test_findings_are_results() -> None:
    findings = [
        Finding("seccomp", "change", "set", pointer="/spec/template/spec/securityContext/seccompProfile"),
        Finding("identity", "change", "set"),
        Finding(
            "identity", "may-break", "Its root.", "Exempt it.", "/spec/template/spec/containers/0/a.b~1c"
        ),
        Finding("note", "note", "Good to know."),
    ]
    assert list(results([Placed(finding, WEB) for finding in findings], [DOCUMENT])) == [
        {
            "message": "Its root. Exempt it.",
            "severity": "warning",
            "resourceRef": WEB_REFERENCE,
            "field": {"path": "spec.template.spec.containers[0][a.b/c]"},
            "file": WEB_FILE,
            "tags": {"rule": "identity", "level": "may-break"},
        },
        {
            "message": "Good to know.",
            "severity": "info",
            "resourceRef": WEB_REFERENCE,
            "file": WEB_FILE,
            "tags": {"rule": "note", "level": "note"},
        },
        {
            "message": "hardened: identity, seccomp",
            "severity": "info",
            "resourceRef": WEB_REFERENCE,
            "file": WEB_FILE,
            "tags": {"rule": "hardened", "level": "change"},
        },
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_severities_are_those_of_the_specification(level: str) -> None:
    (result,) = results([Placed(Finding("x", level, "m"), WEB)], ["kind: Deployment\n"])
    assert result["severity"] in ("error", "warning", "info")
    assert (result["severity"] == "error") == (level == "error")
    assert "file" not in result


def test_a_finding_on_the_whole_stream_has_no_object() -> None:
    (result,) = results([Placed(Finding("x", "warning", "m"), Subject(0))], [])
    assert result == {"message": "m", "severity": "warning", "tags": {"rule": "x", "level": "warning"}}
