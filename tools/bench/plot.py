"""Line charts as SVG, side by side: few enough shapes to write by hand, so no plotting library is needed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

PANEL_WIDTH, PANEL_HEIGHT = 300, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 44
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.axis { stroke: #8c959f; fill: none }
.grid { stroke: #d0d7de; stroke-width: .5 }
.line { stroke: #0969da; stroke-width: 2; fill: none }
.dot { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .axis { stroke: #7d8590 } .grid { stroke: #30363d }
  .line { stroke: #58a6ff } .dot { fill: #58a6ff }
}
"""


class Panel(NamedTuple):
    """One chart: both axes begin at zero, so that what grows linearly is a straight line."""

    title: str
    across: str
    up: str
    points: Sequence[tuple[float, float]]


def chart(panels: Sequence[Panel]) -> str:
    """The charts in a row."""
    width = PANEL_WIDTH * len(panels)
    shapes = [shape for index, panel in enumerate(panels) for shape in _panel(panel, index * PANEL_WIDTH)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {PANEL_HEIGHT}" width="{width}">'
    return "\n".join([head, f"<style>{STYLE}</style>", *shapes, "</svg>", ""])


def ticks(highest: float) -> list[float]:
    """Round numbers from zero to the first at or above the highest, four to six of them."""
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough)
    return [step * index for index in range(math.ceil(highest / step - 1e-9) + 1)]


def _panel(panel: Panel, offset: int) -> Iterator[str]:
    across, up = ticks(max(x for x, _ in panel.points)), ticks(max(y for _, y in panel.points))

    def place(x: float, y: float) -> tuple[float, float]:
        right = offset + LEFT + x / across[-1] * (PANEL_WIDTH - LEFT - RIGHT)
        return round(right, 1), round(PANEL_HEIGHT - BOTTOM - y / up[-1] * (PANEL_HEIGHT - TOP - BOTTOM), 1)

    (left, bottom), (right, top) = place(0, 0), place(across[-1], up[-1])
    yield _text(panel.title, offset + LEFT, TOP - 16, "start", "title")
    yield _text(panel.up, left + 4, top - 2, "start")
    yield _text(panel.across, right, PANEL_HEIGHT - 10, "end")
    for value in up:
        y = place(0, value)[1]
        yield f'<path class="grid" d="M{left} {y}H{right}"/>'
        yield _text(f"{value:g}", left - 6, y + 4, "end")
    for value in across:
        yield _text(f"{value:g}", place(value, 0)[0], bottom + 16, "middle")
    yield f'<path class="axis" d="M{left} {top}V{bottom}H{right}"/>'
    places = [place(x, y) for x, y in panel.points]
    yield f'<polyline class="line" points="{" ".join(f"{x},{y}" for x, y in places)}"/>'
    yield from (f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>' for x, y in places)


def _text(text: str, x: float, y: float, anchor: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
