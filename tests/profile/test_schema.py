"""The published JSON Schema and kharden agree on what a profile is, and on what else is none."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from postrender import lossless
from postrender.profile import GUARDRAILS, MODES, Profile
from postrender.profile.problem import ProfileError
from postrender.profile.reading import read
from postrender.profile.schema import LEVELS, PROFILE, json_schema
from postrender.standards import policy
from tests.profile.cases import INVALID, VALID

# JSON Schema's regular expressions are checked by compiling them, doubtful ones too.
pytestmark = pytest.mark.filterwarnings("ignore:Possible:FutureWarning")
ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json_schema(), format_checker=FormatChecker(["date", "regex"]))
TODAY = datetime.date(2026, 11, 24)


def data(text: str) -> Any:
    return lossless.Document(text).data


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_it_knows_the_levels_of_the_standards() -> None:
    assert LEVELS == policy.LEVELS


@pytest.mark.parametrize("name", VALID)
def test_a_valid_profile(name: str) -> None:
    assert list(VALIDATOR.iter_errors(data(VALID[name]))) == []


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_profile(name: str) -> None:
    case = INVALID[name]
    assert VALIDATOR.is_valid(data(case["text"])) is case.get("beyond-schema", False)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "postrender/profile/builtin").glob("*.yaml")), ids=lambda path: path.name
)
def test_a_built_in_profile(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(data(path.read_text(encoding="utf-8")))) == []


EXAMPLES = [path for path in (ROOT / "examples").rglob("*.yaml") if "\nkind: Profile\n" in path.read_text()]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_profiles_of_the_examples(path: Path) -> None:
    document = data(path.read_text(encoding="utf-8"))
    assert list(PROFILE.check(document, "")) == []
    assert list(VALIDATOR.iter_errors(document)) == []


def words(schema: object) -> Iterator[str]:
    """The keys and choices of a schema: with them hypothesis hits more of it than with words of its own."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
    for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from words(child)


WORDS = [*sorted(set(words(json_schema()))), "/run", "10Mi", "team-a"]
TEXTS = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=5
)
SCALARS = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-2, 2**33)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.dates().map(str)
)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4)
)
SPECS = st.dictionaries(st.sampled_from(WORDS), DATA, max_size=4)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid profile with one value in it replaced by any data."""
    document = json.loads(json.dumps(data(VALID[draw(st.sampled_from(sorted(VALID)))])))
    node = document["spec"]
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return dict(document)
        key = draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or draw(st.booleans()):
            node[key] = draw(DATA)
            return dict(document)
        node = node[key]


PROFILES = SPECS.map(lambda spec: {"apiVersion": "kharden.dev/v1alpha1", "kind": "Profile", "spec": spec})
DOCUMENTS = PROFILES | mutated() | DATA


@given(DOCUMENTS)
def test_both_say_the_same_of_any_data(document: Any) -> None:
    problems = [str(problem) for problem in PROFILE.check(document, "")]
    told = [
        problem
        for problem in problems
        if not re.search("a selector.*(cannot read|no integer)|Possible (nested )?set", problem)
    ]
    assert VALIDATOR.is_valid(document) is (not told), told


def outcome(text: str) -> Profile | ProfileError:
    try:
        return read(text, "p.yaml", today=TODAY)
    except ProfileError as error:
        return error


@given(DOCUMENTS)
def test_any_data_is_a_profile_or_an_error_with_a_place(document: Any) -> None:
    found = outcome(json.dumps(document, ensure_ascii=False))
    if isinstance(found, Profile):
        assert {found.mode(guardrail) for guardrail in GUARDRAILS} <= set(MODES)
    else:
        assert (found.line, found.column) >= (1, 1)
        assert str(found).startswith(f"p.yaml:{found.line}:{found.column}: ")


@given(st.text())
def test_any_text_is_an_error_with_a_place(text: str) -> None:
    found = outcome(text)
    assert isinstance(found, ProfileError)
    assert (found.line, found.column) >= (1, 1)
