"""How time and memory grow with the size of what comes: three series, each up to a size that nobody sends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tools.bench.inputs import config_map, deployment, documents
from tools.bench.timing import Program, run

TURNS = 3
LINEAR = 1.15
"""The exponent of growth that still counts as linear: caches and allocators cost a bit more for much."""


class Series(NamedTuple):
    """A kind of input, and the sizes at which it is measured."""

    name: str
    unit: str
    sizes: tuple[int, ...]
    make: Callable[[int], Iterable[str]]
    least: tuple[str, ...]
    """Next to nothing of the kind: what it takes is the start's, imports included."""


class Point(NamedTuple):
    """What the smallest of some runs took at a size."""

    size: int
    seconds: float
    peak: int


SERIES = (
    Series(
        "containers in one pod template",
        "containers",
        (125, 250, 500, 1000, 2000),
        lambda size: [deployment(0, size)],
        (deployment(0),),
    ),
    Series(
        "documents in a stream",
        "thousand documents",
        (12, 25, 50, 100),
        lambda size: documents(size * 1000),
        (config_map(0, 300), deployment(0)),
    ),
    Series(
        "one ConfigMap",
        "MB",
        (12, 25, 37, 50),
        lambda size: [config_map(0, size * 1_000_000)],
        (config_map(0, 300),),
    ),
)


def measured(series: Series, kharden: Path, folder: Path) -> list[Point]:
    """The points of a series, that of next to nothing first."""
    inputs = [(0, series.least), *((size, series.make(size)) for size in series.sizes)]
    return [_point(size, text, kharden, folder) for size, text in inputs]


def _point(size: int, text: Iterable[str], kharden: Path, folder: Path) -> Point:
    path = folder / "growing.yaml"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(text)
    runs = [run(Program("kharden", (str(kharden),), path)) for _ in range(TURNS)]
    path.unlink()
    return Point(size, min(r.seconds for r in runs), min(r.peak for r in runs))


def exponent(points: list[Point]) -> float:
    """The power of the size with which time beyond the start's grows, from smallest to largest."""
    start, first, last = points[0].seconds, points[1], points[-1]
    return math.log((last.seconds - start) / (first.seconds - start)) / math.log(last.size / first.size)
