"""The Kubernetes project's own evaluator and its own fixtures."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import lacking
from tools.binaries.command import run
from tools.binaries.folder import root

MODULE = "k8s.io/pod-security-admission"
EVALUATOR = Path(__file__).parent / "evaluator"
Upstream = Callable[[Any, str, str], dict[str, Any]]


@pytest.fixture(scope="session")
def go() -> str:
    """The command."""
    return shutil.which("go") or lacking("needs Go: https://go.dev/doc/install")


@pytest.fixture(scope="session")
def upstreams_fixtures(go: str) -> Path:
    """The folder of upstream's generated pods, of every version, in the module's sources."""
    run([go, "mod", "download", MODULE], cwd=EVALUATOR)
    folder = run([go, "list", "-m", "-f", "{{.Dir}}", MODULE], cwd=EVALUATOR)
    return Path(folder.strip()) / "test" / "testdata"


@pytest.fixture(scope="session")
def upstream(go: str) -> Iterator[Upstream]:
    """A function: upstream's answer about a pod, a level and a version; see evaluator/main.go."""
    root().mkdir(parents=True, exist_ok=True)
    program = root() / "psa-evaluator"
    # Go itself knows whether what it built is fresh.
    run([go, "build", "-trimpath", "-buildvcs=false", "-o", str(program), "."], cwd=EVALUATOR)
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(pod: Any, level: str, version: str) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps({"pod": pod, "level": level, "version": version}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
