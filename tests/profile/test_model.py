"""The compiled profile: modes, exemptions, entries, and the records that it is made of."""

from __future__ import annotations

import pytest

from postrender.profile import (
    Default,
    Exemption,
    Identity,
    ObjectIdentity,
    Patch,
    Profile,
    Target,
    WritablePath,
    builtin,
)
from postrender.profile.annotation import by_annotation
from postrender.profile.model import Annotations, NamespaceRule

RESTRICTED = builtin("restricted")
WEB = ObjectIdentity(group="apps", version="v1", kind="Deployment", namespace="prod", name="web")

OVERALL_AND_OWN = [
    ("enforce", "enforce", "enforce"),
    ("enforce", "fill", "fill"),
    ("enforce", "report", "report"),
    ("enforce", "off", "off"),
    ("fill", "enforce", "fill"),
    ("fill", "report", "report"),
    ("report", "enforce", "report"),
    ("report", "off", "off"),
    ("off", "enforce", "off"),
]


@pytest.mark.parametrize(("overall", "own", "effective"), OVERALL_AND_OWN)
def test_users_row_36_the_weaker_mode_counts(overall: str, own: str, effective: str) -> None:
    profile = RESTRICTED.replace(overall=overall, guardrails={**RESTRICTED.guardrails, "seccomp": own})
    assert profile.mode("seccomp") == effective
    assert profile.mode("identity") == overall
    assert (
        builtin("restricted").replace(guardrails=profile.guardrails).with_mode(overall).mode("seccomp")
        == effective
    )


def test_users_row_36_namespaces_have_modes_of_their_own() -> None:
    profile = RESTRICTED.replace(
        overall="report",
        namespaces=(
            NamespaceRule(match="team-*", mode="enforce"),
            NamespaceRule(match="team-?", guardrails={"seccomp": "fill"}),
            NamespaceRule(match="team-a", mode="off"),
        ),
    )
    modes = {
        "": ("report", "report"),
        "other": ("report", "report"),
        "xteam-web": ("report", "report"),
        "team-web": ("enforce", "enforce"),
        "team-b": ("enforce", "fill"),
        "team-a": ("off", "off"),
    }
    for namespace, (overall, seccomp) in modes.items():
        assert profile.overall_mode(namespace) == profile.mode("identity", namespace) == overall, namespace
        assert profile.mode("seccomp", namespace) == seccomp, namespace
    assert profile.with_mode("enforce").overall_mode("team-a") == "enforce"
    assert profile.with_mode("enforce").mode("seccomp", "team-a") == "fill"


def test_a_dot_in_a_glob_is_a_dot() -> None:
    assert NamespaceRule(match="a.b").concerns("a.b")
    assert not NamespaceRule(match="a.b").concerns("axb")


def exempting(**fields: object) -> Profile:
    exemption = Exemption(source="p.yaml:1:1", guardrails=("seccomp",), reason="r").replace(**fields)
    return RESTRICTED.replace(exemptions=(exemption,))


EXEMPTIONS = [
    ({}, "seccomp", "app", True),
    ({}, "seccomp", None, True),
    ({}, "identity", "app", False),
    ({"target": Target(name="web")}, "seccomp", "app", True),
    ({"target": Target(name="we")}, "seccomp", "app", False),
    ({"container": "app"}, "seccomp", "app", True),
    ({"container": "ap"}, "seccomp", "app", False),
    ({"container": "ap.*"}, "seccomp", "app", True),
    ({"container": "app"}, "seccomp", None, False),
    ({"container": ".*"}, "seccomp", None, False),
]


@pytest.mark.parametrize(("fields", "guardrail", "container", "exempt"), EXEMPTIONS)
def test_users_row_22_exemptions(
    fields: dict[str, object], guardrail: str, container: str | None, exempt: bool
) -> None:
    profile = exempting(**fields)
    expected = profile.exemptions[0] if exempt else None
    assert profile.exempted(guardrail, WEB, container) == expected


ANNOTATED = WEB.replace(annotations={"kharden.dev/exempt": "seccomp, read-only-root: vendor: writes"})


def test_an_annotation_exempts_only_where_the_profile_allows_it() -> None:
    assert RESTRICTED.exempted("seccomp", ANNOTATED, "app") is None
    allowing = RESTRICTED.replace(annotations=Annotations(exempt=True))
    exemption = allowing.exempted("seccomp", ANNOTATED, "app")
    assert exemption is not None
    assert exemption.reason == "vendor: writes"
    assert exemption.guardrails == ("seccomp", "read-only-root")
    assert exemption.source == "annotation kharden.dev/exempt"
    assert allowing.exempted("identity", ANNOTATED, "app") is None
    assert allowing.exempted("seccomp", WEB, "app") is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("secomp: x", "names an unknown guardrail 'secomp'; known are seccomp, identity"),
        ("", "names an unknown guardrail ''"),
        ("seccomp,: x", "names an unknown guardrail ''"),
        ("seccomp", "needs a reason: 'seccomp: why'"),
        ("seccomp: ", "needs a reason: 'seccomp: why'"),
    ],
)
def test_an_annotation_that_cannot_be_read(value: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^kharden\.dev/exempt ") as caught:
        by_annotation(value, ("seccomp", "identity"))
    assert message in str(caught.value)


def test_entries_that_are_meant_for_something() -> None:
    target = Target(name="web")
    entries = (
        Exemption(reason="r", guardrails=("seccomp",), target=target),
        WritablePath(path="/a", container="app"),
        Default(target=target),
        Patch(target=target),
    )
    for_all = (WritablePath(path="/run"), Default())
    profile = RESTRICTED.replace(
        exemptions=entries[:1],
        writable_paths=(for_all[0], entries[1]),
        defaults=(for_all[1], entries[2]),
        patches=entries[3:],
    )
    assert list(profile.entries()) == list(entries)
    assert list(RESTRICTED.entries()) == []


def test_an_entry_concerns_objects_and_containers() -> None:
    entry = WritablePath(path="/a", target=Target(kind="Deployment"), container="app")
    assert entry.concerns(WEB)
    assert entry.concerns(WEB, "app")
    assert not entry.concerns(WEB, "sidecar")
    assert not entry.concerns(WEB.replace(kind="Job"), "app")


def test_records_are_immutable_and_equal_by_value() -> None:
    identity = Identity(user=5)
    with pytest.raises(AttributeError, match="Identity is immutable"):
        identity.user = 6  # type: ignore[misc]
    assert identity == Identity(user=5, scope="both")
    assert identity != Identity(user=6)
    assert identity != Target()
    assert identity.replace(user=6).user == 6
    assert repr(identity) == "Identity(user=5, group=None, fs_group=None, scope='both')"
