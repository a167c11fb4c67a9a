"""Processes measured as a whole: wall time and peak memory, programs taking turns.

What shares the machine disturbs all of them alike when they take turns, so what is compared is the median of
the ratios of each turn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

TURNS = (5, 41)
"""At least, at most."""
ENOUGH = 10.0
"""Seconds after which no further turn is begun."""
LAUNCHER = Path(__file__).with_name("launch.py")


class Program(NamedTuple):
    """A process: what it is called in the table, its command line, the file it reads on stdin."""

    name: str
    command: tuple[str, ...]
    stdin: Path = Path(os.devnull)
    exit_code: int = 0
    """What it has to exit with; anything else is no measurement."""


class Run(NamedTuple):
    """One run of a program."""

    seconds: float
    peak: int
    """Resident memory at its highest, in bytes."""


class Spread(NamedTuple):
    """A median between its quartiles."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least two values."""
        return cls(*statistics.quantiles(values, n=4, method="inclusive"))


def run(program: Program) -> Run:
    """Run a program once. Raises RuntimeError where it does not exit as it should."""
    with program.stdin.open("rb") as stdin:
        launched = [sys.executable, "-I", "-S", str(LAUNCHER), *program.command]
        said = subprocess.run(launched, stdin=stdin, check=True, capture_output=True, text=True).stdout
    seconds, peak, exit_code = said.split()
    if int(exit_code) != program.exit_code:
        again = subprocess.run(program.command, stdin=program.stdin.open(), capture_output=True, text=True)
        raise RuntimeError(f"{program.command} < {program.stdin}: {exit_code}: {again.stderr}")
    return Run(float(seconds), int(peak))


def in_turns(programs: Sequence[Program]) -> dict[str, list[Run]]:
    """The runs of each program, by name; the first turn warms the caches and does not count."""
    for program in programs:
        run(program)
    runs: dict[str, list[Run]] = {program.name: [] for program in programs}
    started = time.perf_counter()
    for turn in range(TURNS[1]):
        if turn >= TURNS[0] and time.perf_counter() - started > ENOUGH:
            break
        for program in programs:
            runs[program.name].append(run(program))
    return runs


def ratio(one: Sequence[Run], other: Sequence[Run]) -> Spread:
    """How many times as long as the other the one took, turn by turn."""
    return Spread.of([a.seconds / b.seconds for a, b in zip(one, other, strict=True)])
