"""Each guardrail against its table: pods that it leaves alone, and pods before and after.

A table is `cases/ID.yaml`: a list of cases with `why`, `before` and, if that changes, `after`; a pod spec
each, or a pod template if it has a `spec`. Further keys: `mode`, `profile` (fields of its spec), `object`
(fields of the Deployment), and texts that messages of a level contain: `may-break`, `left`, `warning`,
`note`, of which there are none where the key is missing, and `change`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.guardrails import REGISTRY
from tests.guardrails.support import deployment, hardened, only

CASES = Path(__file__).parent / "cases"
LEVELS = ("may-break", "left", "warning", "note")


def table(guardrail: str) -> list[dict[str, Any]]:
    return YAML(typ="safe").load(CASES / f"{guardrail}.yaml")


CASE = [
    pytest.param(module.ID, case, id=f"{module.ID}: {case['why']}")
    for module in REGISTRY
    for case in table(module.ID)
]


@pytest.mark.parametrize("guardrail", [module.ID for module in REGISTRY])
def test_a_table_has_pods_that_stay_and_pods_that_change(guardrail: str) -> None:
    changes = ["after" in case for case in table(guardrail)]
    assert True in changes
    assert False in changes


@pytest.mark.parametrize(("guardrail", "case"), CASE)
def test_case(guardrail: str, case: dict[str, Any]) -> None:
    using = only(guardrail, case.get("mode", "enforce"), **case.get("profile", {}))
    before = deployment(case["before"], **case.get("object", {}))
    after = deployment(case.get("after", case["before"]), **case.get("object", {}))
    outcome = hardened(before, using)
    assert outcome.object == after
    for level in LEVELS:
        texts = outcome.texts(level)
        assert bool(texts) == (level in case), texts
        assert case.get(level, "") in "\n".join(texts)
    assert case.get("change", "") in "\n".join(outcome.texts("change"))
    assert hardened(after, using).operations == []


@pytest.mark.parametrize(("guardrail", "case"), CASE)
def test_report_says_what_enforce_does_and_does_nothing(guardrail: str, case: dict[str, Any]) -> None:
    spec, before = case.get("profile", {}), deployment(case["before"], **case.get("object", {}))
    report = hardened(before, only(guardrail, "enforce", **{**spec, "mode": "report"}))
    assert report.operations == []
    assert set(report.findings) >= set(hardened(before, only(guardrail, "enforce", **spec)).findings)


@pytest.mark.parametrize(("guardrail", "case"), CASE)
def test_an_exempt_pod_is_left(guardrail: str, case: dict[str, Any]) -> None:
    exemptions = [{"guardrails": [guardrail], "target": {"name": "web"}, "reason": "measured: it breaks"}]
    using = only(guardrail, **{**case.get("profile", {}), "exemptions": exemptions})
    findings = hardened(deployment(case["before"], **case.get("object", {})), using).findings
    said = [finding for finding in findings if finding.rule == guardrail]
    assert {finding.level for finding in said} == {"note"}
    assert all("measured: it breaks" in finding.message for finding in said)
