"""Upstream's own pods: each that the standard refuses meets it once hardened, unless it needs the host; each
that it admits is admitted still.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.layout import TEMPLATE
from postrender.pods import Pod
from postrender.profile import builtin
from postrender.standards import check
from tests.guardrails.support import Outcome, hardened

NEED_THE_HOST = {
    "apparmorprofile",
    "capabilities_baseline",
    "hostnamespaces",
    "hostpathvolumes",
    "hostports",
    "hostprobesandhostlifecycle",
    "privileged",
    "procmount",
    "procmount_restricted",
    "restrictedvolumes",
    "selinuxoptions",
    "sysctls",
    "windowshostprocess",
}
"""The checks whose failing pods ask for something that cannot be taken away."""
RESTRICTED = builtin("restricted")


def fixtures(shared: Path, verdict: str) -> dict[str, dict[str, Any]]:
    paths = sorted((shared / "facts/pod-security").glob(f"*/*/{verdict}/*.yaml"))
    assert paths
    loaded = {"/".join(path.parts[-4:]): YAML(typ="safe").load(path) for path in paths}
    return {name: obj for name, obj in loaded.items() if obj}


def outcome(obj: dict[str, Any], name: str) -> tuple[Outcome, list[Any]]:
    """The pod hardened to the version of the standards that the fixture is for, and what that then finds."""
    version = name.split("/")[1]
    using = RESTRICTED.replace(pod_security=RESTRICTED.pod_security.replace(version=version))
    found = hardened(obj, using, base=())
    return found, check(found.object, "restricted", version)


def test_a_pod_that_fails_passes_hardened_unless_it_needs_the_host(shared: Path) -> None:
    needing = Counter[str]()
    for name, obj in fixtures(shared, "fail").items():
        check_name = re.sub(r"\d*\.yaml$", "", name.split("/")[-1])
        found, violations = outcome(obj, name)
        assert bool(violations) == (found.verdict == "left"), name
        if violations:
            needing[check_name] += 1
    assert set(needing) == NEED_THE_HOST


def test_a_pod_that_passes_restricted_passes_hardened(shared: Path) -> None:
    for name, obj in fixtures(shared, "pass").items():
        found, violations = outcome(obj, name)
        if name.startswith("restricted"):
            assert violations == [], name
            assert found.verdict != "left"


def test_no_pod_of_upstream_gets_a_second_run(shared: Path) -> None:
    for verdict in ("pass", "fail"):
        for name, obj in fixtures(shared, verdict).items():
            again = hardened(hardened(obj, RESTRICTED, base=()).object, RESTRICTED, base=())
            assert again.operations == [], name


@pytest.mark.parametrize("profile_name", ["restricted", "baseline", "openshift"])
def test_baseline_is_never_lost(shared: Path, profile_name: str) -> None:
    for name, obj in fixtures(shared, "pass").items():
        if name.startswith("baseline"):
            after = hardened(obj, builtin(profile_name), base=()).object
            assert check(after, "baseline", name.split("/")[1]) == [], name
            assert Pod(after, (), TEMPLATE).containers
