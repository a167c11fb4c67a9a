"""Twice as much takes twice the calls, whatever there is more of.

`make bench` shows the growth of three kinds of input by time, up to sizes that nobody sends. Here are more
kinds, most of which have once taken the square of their size; counted are the calls of functions, of Python's
own too, of a run and its reports.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from postrender.reports import formats
from tests.reports.support import reported
from tools.bench.inputs import config_map, deployment

pytestmark = pytest.mark.speed

TOLERANCE = 1.02
POD = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}"
WORKFLOW = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: build}
spec:
  templates:
"""


class Shape(NamedTuple):
    """A kind of input that grows, and a size at which a square would show."""

    make: Callable[[int], str]
    size: int


def _lines(line: str, count: int) -> str:
    return "".join(line.format(number) for number in range(count))


SHAPES = {
    "containers": Shape(lambda size: deployment(0, size), 30),
    "documents": Shape(lambda size: "".join(map(deployment, range(size))), 30),
    "volumes": Shape(
        lambda size: deployment(0, size) + "      volumes:\n" + _lines("        - {{name: v{}}}\n", size), 30
    ),
    "pods of a list": Shape(
        lambda size: f"{{apiVersion: v1, kind: List, items: [{', '.join([POD] * size)}]}}\n", 30
    ),
    "templates of a workflow": Shape(
        lambda size: WORKFLOW + _lines("    - {{name: t{}, container: {{image: a}}}}\n", size), 60
    ),
    "equal keys": Shape(lambda size: deployment(0) + _lines("          same: key\n", size), 30),
    "merge keys": Shape(
        lambda size: deployment(0) + "          a: &a {b: c}\n" + _lines("          m{}: {{<<: *a}}\n", size),
        30,
    ),
    "variables": Shape(lambda size: config_map(0, 100) + _lines('  v{}: "${{NAMESPACE}}"\n', size), 30),
}


def _calls(text: str) -> int:
    """How many calls it takes to harden a text, and to report it in every format."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        report, _ = reported(text)
        for ending in formats.FORMATS:
            formats.render(report, ending)
    finally:
        sys.setprofile(None)
    assert report.hunks
    return counted


@pytest.mark.parametrize("name", SHAPES)
def test_calls_grow_as_the_input_does(name: str) -> None:
    make, size = SHAPES[name]
    _calls(make(2))  # imports, and patterns that are compiled once
    one, two, four = (_calls(make(size * times)) for times in (1, 2, 4))
    assert four - two < 2 * (two - one) * TOLERANCE
