"""Upstream's generated pods: each `pass` is admitted, each `fail` refused by the check it is made for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.standards import check
from postrender.standards.policy import LEVELS
from postrender.standards.registry import CHECKS
from tests.conftest import ROOT, lacking

FOLDER = ROOT.parent / "shared" / "facts" / "pod-security"
OVERRIDING = {
    revision.overrides: known.id for known in CHECKS for revision in known.revisions if revision.overrides
}


def fixtures(verdict: str) -> list[Any]:
    found = sorted(FOLDER.glob(f"*/*/{verdict}/*.yaml"))
    return [pytest.param(path, id="/".join(path.parts[-4:])) for path in found] or [
        pytest.param(None, id="none")
    ]


def read(path: Path | None) -> tuple[dict[str, Any], str, str]:
    """The pod, the level and the version of a fixture."""
    if path is None:
        lacking(f"needs the fixtures in {FOLDER}")
    return YAML(typ="safe").load(path), path.parts[-4], path.parts[-3]


@pytest.mark.parametrize("path", fixtures("pass"))
def test_a_pass_is_admitted_at_its_level_and_below(path: Path | None) -> None:
    pod, level, version = read(path)
    for admitting in LEVELS[: LEVELS.index(level) + 1]:
        assert check(pod, admitting, version) == []


@pytest.mark.parametrize("path", fixtures("fail"))
def test_a_fail_is_refused_by_its_check_or_the_stricter_one(path: Path | None) -> None:
    pod, level, version = read(path)
    assert path
    (meant,) = (known.id for known in CHECKS if known.id.lower() == path.stem.rstrip("0123456789"))
    found = {violation.check for violation in check(pod, level, version)}
    assert found & {meant, OVERRIDING.get(meant)}
    assert check(pod, "privileged", version) == []
