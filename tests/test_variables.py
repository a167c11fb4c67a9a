"""Variables: what is ours and what stays, with a real POSIX shell as the oracle for every operator."""

import itertools
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postrender.lossless.substitute import replaced
from postrender.variables import (
    UnresolvedVariableError,
    UnsupportedExpansionError,
    VariableError,
    Variables,
)

NAMES = ("NAMESPACE", "ENVIRONMENT", "LOG_LEVEL", "cluster_name")
VALUES = {"NAMESPACE": "team-a", "ENVIRONMENT": "prod", "LOG_LEVEL": "info", "cluster_name": "eu1"}
KNOWN = Variables(NAMES, VALUES)


def substituted(variables: Variables, string: str) -> str:
    return replaced(string, variables.occurrences(string))


def shell(string: str, values: dict[str, str]) -> tuple[bool, str]:
    """Whether `sh` expands `string` between double quotes, and to what."""
    script = f'printf %s "{string}"'
    command = ["/bin/sh", "-u", "-c", script]
    run = subprocess.run(command, env=values, capture_output=True, text=True, check=False)
    return run.returncode == 0, run.stdout if run.returncode == 0 else ""


def ours(variables: Variables, string: str) -> tuple[bool, str]:
    try:
        return True, substituted(variables, string)
    except UnresolvedVariableError:
        return False, ""


STAYS = [
    "",
    "plain",
    "$NAMESPACE",
    "${namespace}",
    "${NAMESPACES}",
    "${NAMESPACE_ID}",
    "${MY_NAMESPACE}",
    "${ NAMESPACE }",
    "${NAMESPACE }",
    "${NAMESPACE",
    "${NAMESPACE.name}",
    "${NAMESPACE[0]}",
    "${#NAMESPACE}",
    "${!NAMESPACE}",
    "$(NAMESPACE)",
    "{NAMESPACE}",
    "{{NAMESPACE}}",
    "${datasource}",
    "${env:MY_POD_IP}",
    "${env:NAMESPACE}",
    "${1:?cmd is missing}",
    "${LOG_LEVEL:INFO}",
    "$${OTHER}",
    "$$",
    "$${",
    "${}",
    "${OTHER:-$(NAMESPACE)}",
]


@pytest.mark.parametrize("string", STAYS)
def test_leaves_what_is_not_ours(string: str) -> None:
    assert substituted(KNOWN, string) == string
    assert KNOWN.occurrences(string) == []


CHANGES = [
    ("${NAMESPACE}", "team-a"),
    ("a ${NAMESPACE} b ${cluster_name}\n", "a team-a b eu1\n"),
    ("${NAMESPACE}${NAMESPACE}", "team-ateam-a"),
    ("k8s.cluster.name=${cluster_name}", "k8s.cluster.name=eu1"),
    ("${${NAMESPACE}}", "${team-a}"),
    ("${OTHER:-${NAMESPACE}}", "${OTHER:-team-a}"),
    ("$${NAMESPACE}", "${NAMESPACE}"),
    ("$$${NAMESPACE}", "$${NAMESPACE}"),
    ("$${NAMESPACE:-x}", "${NAMESPACE:-x}"),
    ("$${NAMESPACE%-x}", "${NAMESPACE%-x}"),
    ("$${NAMESPACE:-${ENVIRONMENT}}", "${NAMESPACE:-prod}"),
    ("${LOG_LEVEL:-it's fine}", "info"),
    ("\U0001f600${NAMESPACE}", "\U0001f600team-a"),
]


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_substitutes(before: str, after: str) -> None:
    assert substituted(KNOWN, before) == after
    assert KNOWN.occurs_in(before)


def test_a_value_is_not_read_again() -> None:
    assert substituted(Variables(["A", "B"], {"A": "${B} $${B}", "B": "b"}), "${A}") == "${B} $${B}"


def test_occurrences_are_where_the_text_changes() -> None:
    assert KNOWN.occurrences("\U0001f600 $${NAMESPACE} ${LOG_LEVEL:-x}.") == [(2, 3, ""), (16, 31, "info")]


# POSIX.1-2017, 2.6.2: the table of operators against set, null and unset, and its nestings.
EXPRESSIONS = [
    "${A}",
    *(
        f"<${{A{colon}{sign}{word}}}>"
        for colon in ("", ":")
        for sign in "-=+?"
        for word in ("", "w", "a b", "{", "it's", "x:y")
    ),
    *(f"${{A{operator}w}}|${{A}}|${{A:-again}}" for operator in ("-", ":-", "=", ":=", "+", ":+")),
    *(
        f"${{A{outer}<${{B{inner}w}}>}}"
        for outer in ("-", ":-", "=", ":=", "+", ":+")
        for inner in ("-", ":=", ":+", ":?")
    ),
    "${A:-${B}}",
    "${A:-{}}",
    "${A:-${A:-${A:-deep}}}",
    "${A:=${B:=both}}${A}${B}",
    "${A:-one\ntwo}",
]
STATES = [
    {name: value for name, value in zip("AB", pair, strict=True) if value is not None}
    for pair in itertools.product((None, "", "set"), repeat=2)
]


@pytest.mark.parametrize("values", STATES, ids=str)
def test_operators_mean_what_a_shell_means(values: dict[str, str]) -> None:
    variables = Variables(["A", "B"], values)
    for expression in EXPRESSIONS:
        assert (expression, *ours(variables, expression)) == (expression, *shell(expression, values))


@pytest.mark.parametrize(
    ("string", "name"),
    [
        ("${A}", "A"),
        ("x${A:-}${B}", "B"),
        ("${A-${B}}", "B"),
        ("${A:=${B:+x}}${B}", "B"),
        ("${A?}", "A"),
        ("${A:?secret words}", "A"),
    ],
)
def test_a_missing_value_is_an_error(string: str, name: str) -> None:
    with pytest.raises(UnresolvedVariableError) as caught:
        substituted(Variables(["A", "B"], {}), string)
    assert caught.value.name == name
    assert str(caught.value).startswith(f"variable {name} ")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("${A}", "${A}"),
        ("${A} $${A} ${A:-x}", "${A} ${A} x"),
        ("${A:-${B}}", "${B}"),
        ("${A:+x}", ""),
        ("${A:=x}${A}", "xx"),
    ],
)
def test_a_missing_value_may_stay_where_it_is_allowed(before: str, after: str) -> None:
    assert substituted(Variables(["A", "B"], {}, allow_missing=True), before) == after


def test_a_demanded_value_may_not_stay() -> None:
    with pytest.raises(UnresolvedVariableError):
        substituted(Variables(["A"], {"A": ""}, allow_missing=True), "${A:?}")


@pytest.mark.parametrize(
    "string",
    [
        "${A%x}",
        "${A%%x}",
        "${A#x}",
        "${A/x/y}",
        "${A^^}",
        "${A,,}",
        "${A:0:3}",
        "${A: -3}",
        '${A:-"x"}',
        "${A:-\\}}",
        "${A:-`date`}",
        "${A:-$(date)}",
        "${A:-$((1))}",
        "${A:-$B}",
        "${A:-${OTHER}}",
        "${A:-$${B}}",
        "${A:-${B%x}}",
        "${A:-never closed",
        "${A:-${B}",
        "${A:-" * 40 + "}" * 40,
        "${A:-" * 5000,
    ],
)
def test_what_only_a_shell_can_expand_is_refused(string: str) -> None:
    with pytest.raises(UnsupportedExpansionError) as caught:
        substituted(Variables(["A", "B"], {"A": "hidden", "B": "hidden"}), string)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "A\n", "Ä", "A|B"])
def test_a_name_is_a_shell_identifier(name: str) -> None:
    with pytest.raises(ValueError, match="is not a variable's name"):
        Variables([name], {})


def test_no_names_no_variables() -> None:
    none = Variables([], {"A": "x"})
    assert not none.occurs_in("${A} ${}")
    assert substituted(none, "${A} ${}") == "${A} ${}"


FRAGMENTS = st.lists(
    st.sampled_from(
        ["$", "{", "}", "${A", "${B", "${AB", "${C}", "$${A", ":-", ":=", "+", "?", "-", "x", " ", "\n", "é"]
    ),
    max_size=12,
).map("".join)


@given(text=FRAGMENTS, values=st.dictionaries(st.sampled_from("AB"), st.sampled_from(["", "v", "${B}"])))
@settings(max_examples=300, deadline=None)
def test_occurrences_are_references_in_order(text: str, values: dict[str, str]) -> None:
    variables = Variables(["A", "B"], values)
    try:
        occurrences = variables.occurrences(text)
    except VariableError:
        return
    position = 0
    for start, end, _ in occurrences:
        assert position <= start < end
        assert text[start] == "$"
        position = end
    assert not occurrences or variables.occurs_in(text)


OPERATORS = ["-", ":-", "=", ":=", "+", ":+", "?", ":?"]
EXPANSIONS = st.recursive(
    st.sampled_from(["", "x", "{", "}", "a b", "é\n", "${A}", "${B}"]),
    lambda inner: st.builds(
        "{}${{{}{}{}}}{}".format, inner, st.sampled_from("ABC"), st.sampled_from(OPERATORS), inner, inner
    ),
)


@given(string=EXPANSIONS)
@settings(max_examples=100, deadline=None)
def test_any_nesting_means_what_a_shell_means(string: str) -> None:
    values = {"A": "v", "B": ""}
    assert ours(Variables(["A", "B", "C"], values), string) == shell(string, values)
