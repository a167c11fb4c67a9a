"""Documents crafted so that kharden reads one thing and the tools another: none slips past hardening.

Each file hides a Pod (or a Deployment) named `slip`. What kharden lets through is created in a namespace that
enforces `restricted` and warns of templates, so the server itself says whether something has slipped.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cluster.helm import Helm, chart
from tests.cluster.server import RESTRICTED
from tests.conftest import ROOT

pytestmark = pytest.mark.cluster

CASES = sorted((ROOT.parent / "shared" / "cases" / "reading").glob("*.yaml"))
# Privileged, however it is written: such a pod is left as it is, which has to be said.
PRIVILEGED = {"60-dup-nested", "61-merge-override-sc", "90-sc-onoff", "95-merge-sc"}

Done = subprocess.CompletedProcess[bytes]
Ask = Callable[..., Done]

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
as_kubectl = pytest.mark.parametrize("validate", ["strict", "ignore"])


def slipped(done: Done | subprocess.CompletedProcess[str]) -> bool:
    """Whether the server has refused a pod for what it may do, or warned of a template."""
    return "violate" in (said := str(done.stderr)) and "PodSecurity" in said


def create(kubectl_asks: Ask, stream: bytes, validate: str) -> Done:
    place = (f"--namespace={RESTRICTED}", "--dry-run=server", f"--validate={validate}")
    return kubectl_asks("create", "--filename=-", *place, stream=stream)


@pytest.fixture(scope="module")
def hardened(kharden: Path) -> dict[str, Done]:
    """What kharden makes of each case."""

    def run(case: Path) -> Done:
        return subprocess.run([kharden], input=case.read_bytes(), capture_output=True, check=False)

    return {case.stem: run(case) for case in CASES}


def test_most_are_hardened_and_the_others_refused(hardened: dict[str, Done]) -> None:
    refused = [done for done in hardened.values() if done.returncode != 0]
    assert len(hardened) - len(refused) >= 45
    assert {done.stdout for done in refused} == {b""}
    assert {done.stderr[:9] for done in refused} == {b"kharden: "}


@as_kubectl
def test_most_slip_without_kharden(kubectl_asks: Ask, validate: str) -> None:
    slips = [case for case in CASES if slipped(create(kubectl_asks, case.read_bytes(), validate))]
    assert len(slips) >= {"strict": 46, "ignore": 49}[validate]


@as_kubectl
@each_case
def test_kubectl_creates_no_slip(
    case: Path, hardened: dict[str, Done], kubectl_asks: Ask, validate: str
) -> None:
    done = create(kubectl_asks, hardened[case.stem].stdout, validate)
    if case.stem in PRIVILEGED:
        assert slipped(done)
        assert b"privileged" in hardened[case.stem].stderr
    else:
        assert not slipped(done), done.stderr.decode()


@each_case
def test_helm_creates_no_slip(case: Path, helm_release: Helm, tmp_path: Path) -> None:
    done = helm_release.ask("install", "x", chart(tmp_path / "chart", case.read_bytes()), hardened=True)
    assert slipped(done) <= (case.stem in PRIVILEGED), done.stderr
