"""Target selectors, compared with what kustomize documents, and Kubernetes' selector grammar."""

from __future__ import annotations

import pytest

from postrender.profile import ObjectIdentity, Target, identify
from postrender.profile.selector import requirements, selects

WEB = ObjectIdentity(
    group="apps",
    version="v1",
    kind="Deployment",
    namespace="prod",
    name="web-1",
    labels={"app": "web", "tier": "front", "example.com/rank": "7", "empty": ""},
    annotations={"example.com/owner": "team-a"},
)

TARGETS = [
    (Target(), True),
    (Target(kind="Deployment"), True),
    (Target(kind="Deploy"), False),
    (Target(kind="Deploy.*"), True),
    (Target(kind="Deployment|StatefulSet"), True),
    (Target(kind="StatefulSet|Deploy"), False),
    (Target(kind="deployment"), False),
    (Target(name="web"), False),
    (Target(name="web-[0-9]"), True),
    (Target(name="^web-1$"), True),
    (Target(name="eb-1"), False),
    (Target(group="apps", version="v1"), True),
    (Target(group="extensions"), False),
    (Target(version="v1beta1"), False),
    (Target(namespace="prod"), True),
    (Target(namespace="default"), False),
    (Target(label_selector="app=web"), True),
    (Target(label_selector="app=db"), False),
    (Target(annotation_selector="example.com/owner in (team-a, team-b)"), True),
    (Target(annotation_selector="!example.com/owner"), False),
    (Target(kind="Deployment", label_selector="app=web,tier!=back"), True),
    (Target(kind="Job", label_selector="app=web"), False),
]


@pytest.mark.parametrize(("target", "matches"), TARGETS)
def test_a_target(target: Target, matches: bool) -> None:
    assert target.matches(WEB) is matches


SELECTORS = [
    ("", True),
    (" ", True),
    ("app", True),
    ("nothing", False),
    ("!nothing", True),
    ("! app", False),
    ("app=web", True),
    ("app==web", True),
    ("app = web", True),
    ("app!=web", False),
    ("nothing!=web", True),
    ("empty=", True),
    ("app=", False),
    ("nothing=", False),
    ("app in (web)", True),
    ("app in ( db , web )", True),
    ("app in(web)", True),
    ("app in (db)", False),
    ("empty in ()", True),
    ("app notin ( )", True),
    ("empty in (a,)", True),
    ("empty in (,)", True),
    ("nothing in (a)", False),
    ("app notin (db)", True),
    ("app notin (web,db)", False),
    ("nothing notin (web)", True),
    ("example.com/rank > 6", True),
    ("example.com/rank>7", False),
    ("example.com/rank < 10", True),
    ("example.com/rank < 7", False),
    ("app > 1", False),
    ("nothing < 1", False),
    ("app=web,tier=front", True),
    ("app=web , tier=back", False),
    ("in in (a)", False),
]


@pytest.mark.parametrize(("selector", "selected"), SELECTORS)
def test_a_selector(selector: str, selected: bool) -> None:
    assert selects(selector, WEB.labels) is selected


MISREAD = [
    "a in b",
    "a in (b",
    "a in",
    "=a",
    "a=b=c",
    "a,",
    ",a",
    "a b",
    "a=b c",
    "-a=b",
    "a=-b",
    "a > x",
    "a >",
    "a > -1",
    "a = b > 1",
    "a >= 1",
    "!a=b",
    "é",
]


@pytest.mark.parametrize("selector", MISREAD)
def test_a_selector_that_cannot_be_read(selector: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|compares with no integer"):
        requirements(selector)


OBJECTS = [
    ({}, ObjectIdentity()),
    ({"apiVersion": "v1", "kind": "Pod"}, ObjectIdentity(version="v1", kind="Pod")),
    ({"apiVersion": "apps/v1"}, ObjectIdentity(group="apps", version="v1")),
    (
        {
            "kind": "Pod",
            "metadata": {"name": "a", "namespace": "b", "labels": {"c": "d"}, "annotations": {"e": "f"}},
        },
        ObjectIdentity(kind="Pod", name="a", namespace="b", labels={"c": "d"}, annotations={"e": "f"}),
    ),
    (
        {
            "kind": 1,
            "apiVersion": None,
            "metadata": {"name": [], "labels": {"a": 1, "b": "c"}, "annotations": []},
        },
        ObjectIdentity(labels={"b": "c"}),
    ),
    ({"metadata": "text"}, ObjectIdentity()),
]


@pytest.mark.parametrize(("data", "identity"), OBJECTS)
def test_identify(data: dict[str, object], identity: ObjectIdentity) -> None:
    assert identify(data) == identity


def test_the_host_knows_the_namespace_of_an_object_without_one() -> None:
    assert identify({}, namespace="release").namespace == "release"
    assert identify({"metadata": {"namespace": "own"}}, namespace="release").namespace == "own"
