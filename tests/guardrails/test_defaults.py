"""Operational defaults against their table (`defaults.yaml`), whose cases are whole objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender.defaults import defaults
from postrender.guardrails import Change
from postrender.images import Catalogue
from postrender.places import copied
from postrender.profile import identify
from tests.guardrails.support import profile

CASES = YAML(typ="safe").load(Path(__file__).parent / "defaults.yaml")


def given(obj: dict[str, Any], case: dict[str, Any]) -> list[Change]:
    using = profile(mode=case.get("mode", "enforce"), defaults=case["defaults"])
    before = copied(obj)
    changes = list(defaults(obj, identify(obj), using, Catalogue()))
    assert obj == before, "the object was changed"
    return changes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case: dict[str, Any]) -> None:
    changes = given(case["before"], case)
    after = case.get("after", case["before"])
    assert apply_patch(case["before"], [change.operation for change in changes]) == after
    assert given(after, case) == []


def test_a_finding_names_the_field_and_the_entry() -> None:
    obj = {"kind": "Pod", "apiVersion": "v1", "metadata": {}, "spec": {"containers": [{"name": "a"}]}}
    case = {"defaults": [{"resources": {"requests": {"cpu": "1m"}}, "podLabels": {"team": "a"}}]}
    label, cpu = (change.finding for change in given(obj, case))
    assert label.message.startswith("set metadata.labels.team, which was left out (test:1:")
    assert cpu.message.startswith("set resources.requests.cpu, which was left out (test:1:")
    assert (cpu.rule, cpu.level, cpu.container) == ("defaults", "change", "a")
