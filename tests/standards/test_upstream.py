"""The Kubernetes project's own evaluator, asked the same: same verdict, same checks, same sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from postrender.standards import check
from postrender.standards.namespace import details
from postrender.standards.policy import NEWEST, UnknownPolicy
from postrender.standards.registry import CHECKS
from tests.standards.cases import CASES, Case
from tests.standards.conftest import Upstream
from tests.standards.pods import malformed_pods, pods
from tests.standards.test_pod import MALFORMED
from tests.standards.test_policy import WRONG_LEVELS, WRONG_VERSIONS

pytestmark = pytest.mark.hosts

CHANGES = sorted({revision.minor for known in CHECKS for revision in known.revisions} | {NEWEST, NEWEST + 1})
VERSIONS = [*(f"v1.{minor}" for minor in CHANGES), "latest"]
"""The versions at which something changes, and those past the last."""
EXAMPLES = max(settings().max_examples, 300)


def assert_same(upstream: Upstream, pod: dict[str, Any], level: str, version: str) -> None:
    ours = check(pod, level, version)
    theirs = upstream(pod, level, version)
    assert theirs == {
        key: value
        for key, value in {
            "violations": [
                {"check": said.check, "reason": said.reason, "detail": said.detail} for said in ours
            ],
            "message": details(ours),
        }.items()
        if value
    }


@settings(max_examples=EXAMPLES)
@given(pod=pods())
def test_generated_pods(upstream: Upstream, pod: dict[str, Any]) -> None:
    for level in ("baseline", "restricted"):
        for version in VERSIONS:
            assert_same(upstream, pod, level, version)


@settings(max_examples=EXAMPLES)
@given(pod=malformed_pods())
def test_what_upstream_cannot_decode_may_be_refused_and_nothing_else(
    upstream: Upstream, pod: dict[str, Any]
) -> None:
    for level in ("baseline", "restricted"):
        theirs = upstream(pod, level, "latest")
        if "error" not in theirs:
            assert_same(upstream, pod, level, "latest")


def test_upstreams_own_fixtures(upstreams_fixtures: Path) -> None:
    told = [
        (path, bool(check(YAML(typ="safe").load(path), *path.parts[-4:-2])), path.parts[-2])
        for path in upstreams_fixtures.glob("*/v*/*/*.yaml")
    ]
    assert len(told) > 4000
    assert [path for path, refused, verdict in told if refused != (verdict == "fail")] == []


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases])
def test_the_cases(upstream: Upstream, case: Case) -> None:
    assert_same(upstream, case.pod, case.level, case.version)


@pytest.mark.parametrize("level", WRONG_LEVELS)
def test_levels_that_upstream_does_not_know(upstream: Upstream, level: str) -> None:
    with pytest.raises(UnknownPolicy) as raised:
        check({}, level)
    assert str(raised.value).endswith(upstream({}, level, "latest")["error"])


@pytest.mark.parametrize("version", WRONG_VERSIONS)
def test_versions_that_upstream_does_not_know(upstream: Upstream, version: str) -> None:
    with pytest.raises(UnknownPolicy) as raised:
        check({}, "baseline", version)
    assert str(raised.value).endswith(upstream({}, "baseline", version)["error"])


@pytest.mark.parametrize("pod", [pod for pod, _, _ in MALFORMED if "inf" not in repr(pod)])
def test_malformed_pods_are_refused_by_upstream_too(upstream: Upstream, pod: Any) -> None:
    assert "cannot unmarshal" in upstream(pod, "restricted", "latest")["error"]
