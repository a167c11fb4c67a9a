"""A node for each test, and what kharden makes of a manifest."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.conftest import lacking
from tests.runtime.debian import root_file_system
from tests.runtime.node import Node
from tests.runtime.oci import Json
from tools.binaries.folder import root

PROFILE = "apiVersion: kharden.dev/v1alpha1\nkind: Profile\nspec:\n  {}\n"


class Hardened(NamedTuple):
    """What kharden makes of a workload: the spec of its pod, and what it says and advises."""

    pod: Json
    said: str


@pytest.fixture(scope="session")
def base(debootstrap: Path) -> Path:
    """The root file system below all images."""
    return root_file_system(root(), debootstrap) if os.geteuid() == 0 else lacking("needs root")


@pytest.fixture
def node(runc: Path, base: Path, tmp_path: Path) -> Node:
    return Node(runc, base, tmp_path)


def pod(manifest: str) -> Json:
    """The pod's spec of a Deployment or the like."""
    spec: Json = YAML(typ="safe", pure=True).load(manifest)["spec"]["template"]["spec"]
    return spec


@pytest.fixture
def harden(kharden_folder: Path, tmp_path: Path) -> Callable[..., Hardened]:
    """A function: harden a manifest, with what a profile's `spec` says, written as one line of YAML."""

    def run(manifest: str, spec: str = "{}") -> Hardened:
        profile, report = tmp_path / "profile.yaml", tmp_path / "report.json"
        profile.write_text(PROFILE.format(spec))
        command = (kharden_folder / "kharden", f"--profile={profile}", f"--report={report}")
        done = subprocess.run(command, input=manifest, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        findings = [found for each in json.loads(report.read_text())["objects"] for found in each["findings"]]
        said = "\n".join(f"{found['level']}: {found['message']}; {found['remedy']}" for found in findings)
        return Hardened(pod(done.stdout), said)

    return run
