"""What a profile extends: built-in ones by version, files beside it, and how the layers merge."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest

from postrender.profile import Profile, builtin
from postrender.profile.layers import merge
from postrender.profile.problem import ProfileError
from postrender.profile.reading import read
from tests.profile.cases import HEAD, text

TODAY = datetime.date(2026, 11, 24)


def profile(files: Mapping[str, str], first: str) -> Profile:
    """The first of the files, which may extend the others: specs by path."""

    def load(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(2, "No such file or directory")
        return text(files[path])

    return read(load(first), first, today=TODAY, load=load)


def refused(files: Mapping[str, str], first: str) -> str:
    with pytest.raises(ProfileError) as caught:
        profile(files, first)
    return str(caught.value)


@pytest.mark.parametrize("name", ["restricted@1", "baseline@1", "openshift@1", "baseline"])
def test_a_built_in_profile(name: str) -> None:
    base = builtin(name)
    assert profile({"p.yaml": f"extends: {name}"}, "p.yaml") == base.replace(
        name="p.yaml", lineage=(base.name,)
    )


def test_files_are_found_beside_the_profile_that_names_them() -> None:
    files = {
        "teams/web/p.yaml": "extends: ../common.yaml\nstrict: true",
        "teams/common.yaml": "extends: ../org/all.yml\nmode: report\nstrict: false",
        "org/all.yml": "extends: baseline@1\nmode: fill\nseeds: init-container",
    }
    found = profile(files, "teams/web/p.yaml")
    assert found.lineage == ("teams/common.yaml", "org/all.yml", "baseline@1")
    assert found.baseline == "baseline@1"
    assert (found.strict, found.overall, found.seeds) == (True, "report", "init-container")
    assert found.guardrails == builtin("baseline").guardrails


def test_entries_name_the_file_that_they_stand_in() -> None:
    files = {
        "a/p.yaml": "extends: ./q.yaml\nwritablePaths: [{path: /a}]",
        "a/q.yaml": "writablePaths: [{path: /b}]",
    }
    assert [(entry.path, entry.source) for entry in profile(files, "a/p.yaml").writable_paths] == [
        ("/tmp", "restricted@1"),  # noqa: S108
        ("/b", "a/q.yaml:4:19"),
        ("/a", "a/p.yaml:5:19"),
    ]


KNOWN = "known are baseline@1, openshift@1, restricted@1"
EXPIRED = """\
exemptions:
  - target: {kind: Job}
    guardrails: [seccomp]
    reason: it is old
    until: 2026-11-23
"""
MISTAKES = {
    "a profile that does not exist": (
        {"p.yaml": "extends: restrictd"},
        f"p.yaml:4:3: spec.extends: there is no profile 'restrictd'; {KNOWN};"
        " a file's name ends in .yaml or .yml or .json; did you mean 'restricted'?",
    ),
    "a version that does not exist": (
        {"p.yaml": "extends: restricted@9"},
        f"p.yaml:4:3: spec.extends: there is no profile 'restricted@9'; {KNOWN};"
        " a file's name ends in .yaml or .yml or .json",
    ),
    "a file that does not exist": (
        {"a/p.yaml": "strict: true\nextends: q.yaml"},
        "a/p.yaml:5:3: spec.extends: cannot read a/q.yaml: No such file or directory",
    ),
    "itself": (
        {"p.yaml": "extends: ./p.yaml"},
        "p.yaml:4:3: spec.extends: this profile extends itself: p.yaml -> p.yaml",
    ),
    "a circle": (
        {"a.yaml": "extends: b.yaml", "b.yaml": "extends: c/c.yaml", "c/c.yaml": "extends: ../b.yaml"},
        "c/c.yaml:4:3: spec.extends: this profile extends itself: b.yaml -> c/c.yaml -> b.yaml",
    ),
    "a file with a mistake": (
        {"p.yaml": "extends: q.yaml", "q.yaml": "mdoe: off"},
        "q.yaml:4:3: spec.mdoe: unknown key; did you mean 'mode'?",
    ),
    "a file with an expired exemption": (
        {"p.yaml": "extends: q.yaml", "q.yaml": EXPIRED},
        "q.yaml:8:7: spec.exemptions[0].until: this exemption expired on 2026-11-23:"
        " remove it, or renew it with a later date",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_cannot_be_extended(name: str) -> None:
    files, message = MISTAKES[name]
    assert refused(files, next(iter(files))) == message


def test_a_file_that_is_not_utf8() -> None:
    with pytest.raises(
        ProfileError, match=r"p\.yaml:4:3: spec\.extends: cannot read q\.yaml: it is not UTF-8"
    ):
        read(text("extends: q.yaml"), "p.yaml", today=TODAY, load=lambda _: b"\xff".decode())


def test_a_function_config_extends_no_file() -> None:
    with pytest.raises(ProfileError) as caught:
        read(text("extends: q.yaml"), "functionConfig", today=TODAY)
    assert str(caught.value) == (
        "functionConfig:4:3: spec.extends: only a profile that is a file itself can extend a file"
    )


def test_a_profile_without_a_spec() -> None:
    assert read(HEAD.replace("spec:\n", ""), "p.yaml", today=TODAY).lineage == ("restricted@1",)


MERGES = [
    ({}, {}, {}),
    ({"a": 1}, {"a": 2}, {"a": 2}),
    ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
    ({"a": {"b": 1, "c": 1}}, {"a": {"c": 2, "d": 2}}, {"a": {"b": 1, "c": 2, "d": 2}}),
    ({"a": [1]}, {"a": [2, 1]}, {"a": [1, 2, 1]}),
    ({}, {"a": [1]}, {"a": [1]}),
    ({"a": [1], "b": 1, "c": {"d": 1}}, {"a": None, "b": None, "c": {"d": None}}, {"c": {}}),
    ({}, {"a": None, "b": {"c": None}}, {"b": {}}),
]


@pytest.mark.parametrize(("base", "own", "merged"), MERGES)
def test_layers_merge(base: dict[str, object], own: dict[str, object], merged: dict[str, object]) -> None:
    before = repr((base, own))
    assert merge(base, own) == merged
    assert repr((base, own)) == before
