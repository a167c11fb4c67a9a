"""The ResourceList as text, taken apart and put together without a byte's change."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from postrender.finding import Finding, Placed, Subject
from postrender.hosts.krm.resource_list import ResourceList, recognise, taken_apart

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


def read(text: str) -> Any:
    return YAML(typ="safe").load(text)


def test_items_are_documents() -> None:
    taken = recognise(LIST.encode())
    assert taken is not None
    assert taken.documents == [
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  script: |\n    - one\n\n      two",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a",
    ]
    assert taken.stream.decode() == "\n---\n".join(taken.documents) + "\n"
    assert read(taken.wrapper) == {key: value for key, value in read(LIST).items() if key != "items"}
    assert taken.answer(taken.stream, []) == LIST.encode()


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha1"])
@pytest.mark.parametrize("start", ["", "---\n"])
@pytest.mark.parametrize(
    "tail", ["", "functionConfig: {}\n", "functionConfig: {}", "results: []\nfunctionConfig: {}\n"]
)
def test_every_version_and_end(version: str, start: str, tail: str) -> None:
    head = HEAD.replace("/v1", f"/{version}")
    text = f"{start}{head}- kind: A\n- kind: B\n{tail}"
    taken = recognise(text.encode())
    assert taken is not None
    assert taken.documents == ["kind: A", "kind: B"]
    assert taken.answer(taken.stream, []) == text.encode()


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
        HEAD + "- - kind: A\n",
        HEAD + "- kind: A\n- %a\n",
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
    assert taken_apart(text) is None


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
    parts = taken_apart(text)
    if parts is not None:
        taken = ResourceList(*parts)
        assert taken.answer(taken.stream, []) == text.encode()
        assert len(taken.documents) == len(items)


CONFIG = "  apiVersion: kharden.dev/v1alpha1\n  kind: Profile\n"


@pytest.mark.parametrize(
    ("body", "documents"),
    [
        (HEAD + "- kind: A\n- kind: B\nfunctionConfig:\n" + CONFIG, ["kind: A", "kind: B"]),
        (
            "kind: ResourceList\napiVersion: config.kubernetes.io/v1alpha1\n"
            f"functionConfig:\n{CONFIG}items:\n  - kind: A\n",
            [],
        ),
        ('{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [{"kind": "A"}]}', []),
    ],
)
def test_every_layout_is_recognised(body: str, documents: list[str]) -> None:
    listed = recognise(body.encode())
    assert listed is not None
    assert listed.documents == documents
    assert listed.answer(listed.stream, []) == body.encode()
    assert listed.stream


@pytest.mark.parametrize(
    "body",
    [
        "apiVersion: v1\nkind: List\nitems: [{kind: ResourceList}]\n",
        "apiVersion: example.com/v1\nkind: ResourceList\nitems: []\n",
        "- ResourceList\n",
        "ResourceList",
        "ResourceList: [",
        HEAD + "- kind: A\nfunctionConfig: [\n",
        HEAD + "- kind: A\nfunctionConfig: {}\n---\nkind: Pod\n",
        HEAD + "- kind: A\n---\nkind: Pod\n",
        "kind: ResourceList\napiVersion: config.kubernetes.io/v1\nmetadata: {name: chart}\nitems: []\n",
    ],
)
def test_nothing_else_is_recognised(body: str) -> None:
    assert recognise(body.encode()) is None


ODD = "kind: ResourceList\napiVersion: config.kubernetes.io/v1\n"


@pytest.mark.parametrize(
    "body",
    [
        HEAD
        + "- kind: Profile\n  metadata:\n    annotations:\n      config.kubernetes.io/local-config: 'true'\n",
        ODD,
        ODD + "items: []\n",
        ODD + "items:\n",
    ],
)
def test_users_row_03_an_empty_list_is_known(body: str) -> None:
    listed = recognise(body.encode())
    assert listed is not None
    assert listed.stream == b""
    assert listed.answer(b"", []) == body.encode()


@pytest.mark.parametrize(
    ("config", "profile"),
    [
        ("", None),
        ("functionConfig:\n", None),
        ("functionConfig: {}\n", None),
        ("functionConfig:\n" + CONFIG, {"apiVersion": "kharden.dev/v1alpha1", "kind": "Profile"}),
        ("functionConfig:\n  kind: Other\n", {"kind": "Other"}),
        (
            "functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  data:\n    mode: report\n",
            {"apiVersion": "kharden.dev/v1alpha1", "kind": "Profile", "spec": {"mode": "report"}},
        ),
    ],
)
@pytest.mark.parametrize("start", [HEAD + "- kind: A\n", ODD + "items: [{kind: A}]\n"])
def test_the_configuration_is_the_profile(start: str, config: str, profile: object) -> None:
    listed = recognise((start + config).encode())
    assert listed is not None
    if profile is None:
        assert listed.profile is None
    else:
        assert listed.profile is not None
        text, name, at = listed.profile
        assert name == "functionConfig"
        assert (read(text)["functionConfig"] if at else read(text)) == profile


@pytest.mark.parametrize("tail", ["", "functionConfig:\n" + CONFIG, "results:\n- message: old\n"])
@pytest.mark.parametrize(
    "start",
    [HEAD + "- kind: A\n", "apiVersion: config.kubernetes.io/v1\n" + ODD[:19] + "items: [{kind: A}]\n"],
)
def test_results_are_added(start: str, tail: str) -> None:
    listed = recognise((start + tail).encode())
    assert listed is not None
    added = listed.answer(listed.stream, [Placed(Finding("x", "note", "new"), Subject(0))]).decode()
    new = {"message": "new", "severity": "info", "tags": {"rule": "x", "level": "note"}}
    assert read(added) == {**read(start + tail), "results": [new]}
    assert added.startswith(start)


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
    parts = taken_apart(HEAD.removesuffix("items:\n") + buffer.getvalue())
    assert parts is not None
    assert [read(document) for document in ResourceList(*parts).documents] == items
