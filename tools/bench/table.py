"""What was measured as Markdown, put between two marks of a page."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tools.bench.timing import Run, Spread

BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
_BETWEEN = re.compile(f"(?<={BEGIN}\n).*(?={END})", re.DOTALL)


class Verdict(NamedTuple):
    """A goal and what was measured."""

    work: str
    of: str
    at_most: float
    taken: float
    spread: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal was reached."""
        return self.taken <= self.at_most


def block(
    versions: Mapping[str, str],
    verdicts: list[Verdict],
    measured: Mapping[str, Mapping[str, list[Run]]],
    profiles: list[str],
) -> str:
    """All tables, with date, machine and versions."""
    lines = [*_machine(versions), "", *_goals(verdicts), "", *_side_by_side(measured), "", *profiles]
    return "\n".join(lines) + "\n"


def side_by_side(versions: Mapping[str, str], measured: Mapping[str, Mapping[str, list[Run]]]) -> str:
    """What each program took, with date, machine and versions."""
    return "\n".join([*_machine(versions), "", *_side_by_side(measured)]) + "\n"


def _goals(verdicts: list[Verdict]) -> Iterator[str]:
    yield "| work | measured | goal | |"
    yield "|---|--:|--:|---|"
    for verdict in verdicts:
        spread = f" ({verdict.spread})" if verdict.spread else ""
        mark = "met" if verdict.met else "**missed**"
        taken = f"{verdict.taken:.2f}{spread} {verdict.of}"
        yield f"| {verdict.work} | {taken} | {verdict.at_most:g} | {mark} |"


def _machine(versions: Mapping[str, str]) -> Iterator[str]:
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    name = cpu[1] if cpu else platform.machine()
    load = os.getloadavg()[0]
    yield (
        f"{datetime.date.today()}, {os.cpu_count()} cores ({name}), load {load:.1f}; "
        + ", ".join(f"{program} {version}" for program, version in versions.items())
        + "."
    )
    lacking = [name for name in ("kubeaudit", "polaris") if name not in versions]
    if lacking:
        yield f"Not on this machine, so not measured: {', '.join(lacking)}."


def _side_by_side(measured: Mapping[str, Mapping[str, list[Run]]]) -> Iterator[str]:
    yield "| work | program | time (quartiles) | memory |"
    yield "|---|---|--:|--:|"
    for work, programs in measured.items():
        for name, runs in programs.items():
            low, median, high = (value * 1000 for value in Spread.of([run.seconds for run in runs]))
            peak = max(run.peak for run in runs) / 1e6
            yield f"| {work} | {name} | {median:.0f} ms ({low:.0f}-{high:.0f}) | {peak:.0f} MB |"
            work = ""


def put(path: Path, text: str) -> None:
    """Put a text between the marks of a page, where it has them."""
    page = path.read_text(encoding="utf-8")
    path.write_text(_BETWEEN.sub(lambda _: text, page), encoding="utf-8")
