"""How much memory a run takes beyond what the interpreter has with kharden's imports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.bench.programs import Installed
from tools.bench.timing import Program, run

TURNS = 3


class Use(NamedTuple):
    """A kind of input, and the memory it takes: in MB, or in sizes of the input."""

    name: str
    at_most: float
    taken: float
    unit: str


def uses(found: Installed, folder: Path) -> Iterator[Use]:
    """The memory that each kind of input takes."""
    base = _peak(found, folder / "nothing.yaml")
    taken = _peak(found, folder / "stream.yaml") - base
    yield Use("a stream of 100,000 documents", 40, taken / 1e6, "MB")
    for name, at_most, file in (
        ("one document that has to be parsed", 15, folder / "large.yaml"),
        ("one of nothing but numbers", 80, folder / "dense.yaml"),
    ):
        size = file.stat().st_size
        yield Use(
            f"{name} ({size / 1e6:.1f} MB)", at_most, (_peak(found, file) - base) / size, "times its size"
        )


def _peak(found: Installed, path: Path) -> int:
    return min(run(Program("kharden", (str(found.kharden),), path)).peak for _ in range(TURNS))
