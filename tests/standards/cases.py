"""The cases of cases.yaml, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from postrender.standards.registry import CHECKS

LEVELS = {check.id: check.level for check in CHECKS}


class Case(NamedTuple):
    check: str
    level: str
    version: str
    pod: dict[str, Any]
    says: tuple[str, str] | None
    at: tuple[str, ...]


def _case(check: str, said: dict[str, Any]) -> Case:
    return Case(
        check,
        said.pop("level", LEVELS[check]),
        said.pop("version", "latest"),
        {"metadata": {"annotations": said.pop("annotations", {})}, "spec": said.pop("spec")},
        (said.pop("reason"), said.pop("detail")) if "reason" in said else None,
        tuple(said.pop("at", ())),
    )


def _read() -> dict[str, list[Case]]:
    checks = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml"))
    cases = {check: [_case(check, said) for said in given] for check, given in checks.items()}
    left = [said for given in checks.values() for said in given if said]
    assert not left, f"unknown keys: {left}"
    return cases


CASES = _read()
