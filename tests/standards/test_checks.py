"""What each check says, case by case (cases.yaml), and the page that its module is."""

from __future__ import annotations

import copy
import pkgutil
import re
from importlib import import_module
from types import ModuleType

import pytest

from postrender.standards import check, checks
from postrender.standards.model import Check
from postrender.standards.registry import CHECKS
from tests.standards.cases import CASES, Case

EACH = [
    pytest.param(case, id=f"{name}-{at}") for name, cases in CASES.items() for at, case in enumerate(cases)
]
MODULES = [
    import_module(f"{checks.__name__}.{module.name}") for module in pkgutil.iter_modules(checks.__path__)
]
each_check = pytest.mark.parametrize("known", CHECKS, ids=lambda known: known.id)
each_module = pytest.mark.parametrize(
    "module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2]
)


@pytest.mark.parametrize("case", EACH)
def test_a_check_says_what_upstream_says(case: Case) -> None:
    before = copy.deepcopy(case.pod)
    found = [found for found in check(case.pod, case.level, case.version) if found.check == case.check]
    assert [(said.reason, said.detail) for said in found] == ([case.says] if case.says else [])
    assert [pointer for said in found for pointer in said.pointers] == list(case.at)
    assert case.pod == before


@each_check
def test_a_check_is_shown_to_refuse_and_to_admit(known: Check) -> None:
    assert {case.says is None for case in CASES[known.id]} == {True, False}


@each_check
def test_a_revision_is_shown_at_its_first_version_and_at_the_one_before(known: Check) -> None:
    shown = {case.version for case in CASES[known.id]}
    for minor in {revision.minor for revision in known.revisions} - {0}:
        assert {f"v1.{minor}", f"v1.{minor - 1}"} <= shown


@each_module
def test_a_check_is_registered(module: ModuleType) -> None:
    assert module.CHECK in CHECKS


@each_module
def test_a_page_names_the_check_its_level_its_fields_and_its_source(module: ModuleType) -> None:
    page = str(module.__doc__)
    assert page.startswith(f"{module.CHECK.id}, {module.CHECK.level}: ")
    headings = re.findall(r"^(\w+).*:$", page, re.MULTILINE)
    assert sorted(set(headings)) == ["Allowed", "Fields", "Source", "Versions"]
    assert re.search(r"^Source:\n    policy/check_\w+\.go$", page, re.MULTILINE)


@each_module
def test_a_page_tells_every_revision(module: ModuleType) -> None:
    told = re.findall(r"^    1\.(\d+): ", str(module.__doc__), re.MULTILINE)
    assert [int(minor) for minor in told] == [revision.minor for revision in module.CHECK.revisions]
