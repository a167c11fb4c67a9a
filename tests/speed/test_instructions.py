"""Instructions of whole runs, counted by valgrind: they do not depend on the machine's load or speed.

They do on Python's build, so they are counted in those of the same Python that imports ruamel.yaml, which is
most of a run's start.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import lacking
from tests.speed.runs import KINDS, Kind, environment
from tools.bench.inputs import config_map, deployment

pytestmark = pytest.mark.speed

IMPORT = [sys.executable, "-I", "-c", "import ruamel.yaml"]
TOLERANCE = 1.3
MEASURED = {
    "ConfigMaps": (KINDS["ConfigMaps"], 0.68),
    "workloads": (KINDS["workloads"], 1.56),
    "workloads, arguments and a profile file": (KINDS["workloads, arguments and a profile file"], 1.82),
    "a pod of 200 containers": (Kind(deployment(0, 200)), 9.5),
    "a document of 4 MB that is no workload": (Kind(config_map(0, 4_000_000)), 1.35),
}
"""Kinds of runs, with how many times as many instructions they took when somebody last looked."""

Count = Callable[[list[str], str], int]


@pytest.fixture(scope="module")
def count(tmp_path_factory: pytest.TempPathFactory) -> Count:
    """A function: the instructions of a command."""
    valgrind = shutil.which("valgrind") or lacking("needs valgrind: apt-get install valgrind")
    folder = tmp_path_factory.mktemp("modules")

    def counted(command: list[str], stdin: str) -> int:
        variables = environment(folder)
        # The first run writes the compiled modules.
        subprocess.run(command, input=stdin, env=variables, capture_output=True, text=True, check=True)
        counter = [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder / 'profile'}"]
        done = subprocess.run(
            [*counter, *command], input=stdin, env=variables, capture_output=True, text=True, check=True
        )
        found = re.search(r"Collected : (\d+)", done.stderr)
        assert found, done.stderr
        return int(found[1])

    return counted


@pytest.fixture(scope="module")
def unit(count: Count) -> int:
    return count(IMPORT, "")


@pytest.mark.parametrize("kind", MEASURED)
def test_a_run_takes_no_more_instructions_than_it_did(kind: str, count: Count, unit: int) -> None:
    run, before = MEASURED[kind]
    taken = count(run.command(), run.stdin) / unit
    assert before / TOLERANCE < taken < before * TOLERANCE, f"{taken:.2f}: if so it has to be, write it down"
