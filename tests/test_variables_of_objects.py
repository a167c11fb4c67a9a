"""Variables in YAML: no spelling hides one, and each object has its own namespace and its own say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from postrender.pipeline import Pipeline
from postrender.profile import builtin
from postrender.stream import chunks
from postrender.variables import (
    Variables,
    opted_out,
)
from tests.test_variables import KNOWN, NAMES, substituted


@pytest.mark.parametrize(
    "text",
    [
        '"${NAMESPACE}"',
        r'"\x24{NAMESPACE}"',
        r'"\u0024{NAMESPACE}"',
        r'"\U00000024{NAMESPACE}"',
        r'"${NAMESP\x41CE}"',
        '"${NAME\\\n  SPACE}"',
        '"$\\\n  {NAMESPACE}"',
        '"${NAME\\\r\n  SPACE}"',
    ],
)
def test_yaml_escapes_do_not_hide_a_reference(text: str) -> None:
    assert KNOWN.occurs_in(text)


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """A double-quoted scalar that says `${NAMESPACE}` in one of the ways that YAML has."""
    written = ""
    for character in "${NAMESPACE}":
        code = ord(character)
        forms = [character, f"\\x{code:02x}", f"\\u{code:04X}", f"\\U{code:08x}"]
        written += draw(st.sampled_from(["", "", "\\\n", "\\\r\n  ", "\\\n\n  "])) + draw(
            st.sampled_from(forms)
        )
    return f'"{written}"'


@given(text=spellings())
def test_no_spelling_hides_a_reference(text: str) -> None:
    said = YAML(typ="safe").load(text)
    assert not KNOWN.occurrences(said) or KNOWN.occurs_in(text)


@pytest.mark.parametrize(
    "text", ["", "${OTHER}", "$NAMESPACE", "a \\\n  b", r'pattern: "\\d+"', "echo ${x} \\\n  y", r"\x0a"]
)
def test_most_text_needs_no_reading(text: str) -> None:
    assert not KNOWN.occurs_in(text)


@pytest.mark.parametrize(
    ("obj", "after"),
    [
        ({"metadata": {"namespace": "own"}}, "own"),
        ({"metadata": {"namespace": "${ENVIRONMENT}"}}, None),
        ({"metadata": {"namespace": ""}}, None),
        ({"metadata": {"namespace": 5}}, None),
        ({"metadata": None}, None),
        ({}, None),
        (["namespace"], None),
    ],
)
def test_an_object_knows_its_namespace(obj: object, after: str | None) -> None:
    variables = Variables(NAMES, {}, allow_missing=True)
    assert substituted(variables.for_object(obj), "${NAMESPACE}") == (after or "${NAMESPACE}")
    told = Variables(NAMES, {"NAMESPACE": "told"})
    assert substituted(told.for_object(obj), "${NAMESPACE}") == "told"


@pytest.mark.parametrize("listed", [False, True], ids=["alone", "listed"])
def test_the_parameters_of_an_openshift_template_are_its_own(listed: bool) -> None:
    template = {"kind": "Template", "parameters": [{"name": "NAMESPACE"}, {"name": "NAME"}, None]}
    variables = Variables(("NAMESPACE", "ENVIRONMENT"), {"NAMESPACE": "apps", "ENVIRONMENT": "test"})
    own = variables.for_object({"kind": "List", "items": [template]} if listed else template)
    assert substituted(own, "${NAMESPACE} ${ENVIRONMENT}") == "${NAMESPACE} test"
    assert variables.for_object({**template, "kind": "Other"}) is variables


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"labels": {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}}, True),
        ({"annotations": {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}}, True),
        ({"annotations": {"kharden.dev/substitute": "disabled"}}, True),
        ({"annotations": {"kharden.dev/substitute": "enabled"}}, False),
        ({"annotations": {"example.com/substitute": "disabled"}}, False),
        ({"labels": None, "annotations": []}, False),
        (None, False),
    ],
)
def test_users_row_07_an_object_opts_out(metadata: object, expected: bool) -> None:
    assert opted_out({"metadata": metadata}) is expected


def test_what_is_no_object_opts_out_of_nothing() -> None:
    assert not opted_out("text")


def test_each_object_of_a_list_has_its_own_namespace_and_opt_out() -> None:
    item = (
        "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    namespace: %s\n%s  data: {x: '${NAMESPACE}'}\n"
    )
    labels = "    labels: {kharden.dev/substitute: disabled}\n"
    head = "apiVersion: v1\nkind: List\nitems:\n"
    text = head + item % ("one", "") + item % ("two", labels) + item % ("three", "")
    pipeline = Pipeline(builtin("restricted"), Variables(("NAMESPACE",), {}))
    hardened = pipeline.harden(next(chunks([text.encode()])), 1).text
    assert hardened == text.replace("'${NAMESPACE}'", "'one'", 1)[: -len("'${NAMESPACE}'}\n")] + "'three'}\n"
