"""What a run's time is made of: the floors under the goals that are missed, measured.

A small chart's run is taken apart by processes that import a little more each and leave at once, as kharden
does; the hardening of workloads by its steps, in one process.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from postrender.cli import ALLOCATIONS_BETWEEN_COLLECTIONS
from tools.bench.programs import Installed
from tools.bench.timing import Program, in_turns

LAYERS = {
    "Python itself": "",
    "its re, typing and the like": "import re, typing, contextlib",
    "ruamel.yaml, left at once": "import ruamel.yaml",
    "jsonpatch": "import jsonpatch",
    "kharden's own modules": "import postrender.session, postrender.hardening, postrender.images.data",
}
"""By what is added: the statement that imports it."""
START = f"import gc, os; gc.set_threshold({ALLOCATIONS_BETWEEN_COLLECTIONS})"
END = "os._exit(0)"


def start(found: Installed, folder: Path) -> dict[str, float]:
    """Seconds by part of a small chart's run; the first is the unit of its goal, the last the whole."""
    python = str(found.python)
    unit = Program("import ruamel.yaml", (python, "-I", "-c", "import ruamel.yaml"))
    code, programs = [START], [unit]
    for layer, statement in LAYERS.items():
        code.append(statement)
        programs.append(Program(layer, (python, "-I", "-c", "\n".join([*code, END]))))
    programs.append(Program("the two pods", (str(found.kharden),), folder / "chart.yaml"))
    taken = {
        name: statistics.median(run.seconds for run in runs) for name, runs in in_turns(programs).items()
    }
    added = [later - earlier for earlier, later in pairwise([0.0, *list(taken.values())[1:]])]
    return {
        unit.name: taken[unit.name],
        **dict(zip(list(taken)[1:], added, strict=True)),
        "the whole": taken["the two pods"],
    }


def workloads(found: Installed, stream: Path) -> dict[str, float]:
    """Seconds by step for a stream's documents; the first is the unit of the goal, the last the whole."""
    command = [found.python, Path(__file__).with_name("inprocess.py"), stream]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    whole, patching = said.pop("hardening"), said.pop("patch")
    said["jsonpatch, the edit and the comparison"] = patching - said["second reading"]
    said["all else"] = whole - said["first reading"] - said["guardrails"] - patching
    return {**said, "the whole": whole}


def table(title: str, parts: Mapping[str, float]) -> str:
    """Parts as Markdown, in milliseconds and as so many times the first."""
    unit = next(iter(parts.values()))
    lines = [f"| {title} | time | times the first |", "|---|--:|--:|"]
    lines += [f"| {name} | {each * 1000:.1f} ms | {each / unit:.2f} |" for name, each in parts.items()]
    return "\n".join(lines) + "\n"
