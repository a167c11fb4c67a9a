"""The demonstration runs, and what it shows is what kharden does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_shows_each_change_and_why(helm: Path) -> None:
    environment = {**os.environ, "PATH": f"{helm.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [
        line
        for line in lines
        if line.startswith("+") and "readOnlyRootFilesystem: true" in line and "#" in line
    ]
    assert lines[-1] == "A second run through kharden changes nothing."
