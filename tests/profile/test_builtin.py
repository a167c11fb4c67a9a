"""The built-in profiles: what each level means, and that a version never changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from postrender.profile import GUARDRAILS, builtin
from postrender.profile.builtin import KNOWN, resolve
from postrender.profile.model import Identity, PodSecurity, Variables, WritablePath

ROOT = Path(__file__).parents[2]
ENFORCED = dict.fromkeys(GUARDRAILS, "enforce")
REPORTED = dict.fromkeys(GUARDRAILS, "report")
RELEASED = {
    "restricted@1": (ENFORCED, "restricted"),
    "openshift@1": ({**ENFORCED, "identity": "off"}, "restricted"),
    "baseline@1": ({**REPORTED, "no-privilege-escalation": "fill", "seccomp": "enforce"}, "baseline"),
}
"""What a version does stays as it is: a changed pod template restarts pods."""


@pytest.mark.parametrize("name", RELEASED)
def test_users_row_35_a_version_does_what_it_did(name: str) -> None:
    guardrails, level = RELEASED[name]
    found = builtin(name)
    identity = Identity() if name == "openshift@1" else Identity(user=10001, group=10001, fs_group=10001)
    assert found.as_dict() == {
        "name": name,
        "lineage": (),
        "overall": "enforce",
        "guardrails": guardrails,
        "namespaces": (),
        "identity": identity,
        "writable_paths": (WritablePath(source=name, path="/tmp"),),  # noqa: S108
        "seeds": "keep-root-writable",
        "variables": Variables(names=frozenset({"NAMESPACE", "ENVIRONMENT", "LOG_LEVEL", "cluster_name"})),
        "defaults": (),
        "patches": (),
        "workloads": (),
        "images": (),
        "exemptions": (),
        "annotations": found.annotations.replace(exempt=False, stamp=False),
        "safe_to_evict": True,
        "pod_security": PodSecurity(level=level),
        "strict": False,
    }


def test_users_row_35_every_version_is_pinned_here() -> None:
    assert set(KNOWN) == set(RELEASED)


@pytest.mark.parametrize("name", ["restricted", "baseline", "openshift"])
def test_without_a_version_it_is_the_newest(name: str) -> None:
    versions = [int(known.partition("@")[2]) for known in KNOWN if known.startswith(f"{name}@")]
    assert resolve(name) == f"{name}@{max(versions)}"
    assert builtin(name).name == builtin(name).baseline == resolve(name)


@pytest.mark.parametrize("name", ["", "restrict", "restricted@", "restricted@0", "Restricted"])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(KeyError):
        builtin(name)


def test_a_built_in_profile_costs_no_parser() -> None:
    program = """
import sys
from postrender.profile import builtin
builtin("restricted")
print(*sorted(sys.modules))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = set(run.stdout.split())
    assert "postrender.profile.builtin.data" in loaded
    slow = {"ruamel.yaml", "json", "dataclasses", "inspect", "pathlib", "difflib", "jsonschema"}
    assert (
        loaded & {*slow, "postrender.profile.schema", "postrender.profile.reading", "postrender.lossless"}
        == set()
    )
