"""The Kubernetes project's own evaluator, and the cases, as fixtures."""

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

Upstream = Callable[[Any, str, str], dict[str, Any]]


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    """A function: upstream's answer about a pod, a level and a version; see evaluator/main.go."""
    if not shutil.which("go"):
        lacking("needs Go to build tests/standards/evaluator: https://go.dev/doc/install")
    root().mkdir(parents=True, exist_ok=True)
    program = root() / "psa-evaluator"
    # Go itself knows whether what it built is fresh.
    build = ["go", "build", "-trimpath", "-buildvcs=false", "-o", str(program), "."]
    run(build, cwd=Path(__file__).parent / "evaluator")
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(pod: Any, level: str, version: str) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps({"pod": pod, "level": level, "version": version}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
