"""`make bench`: measure everything; write docs/performance.md with its plots, and README.md's table of times.

That takes some minutes, and the figures are worth something only on a machine that does nothing else.

Exit codes: 0 all goals are met, 1 one is missed, 2 a program to compare with cannot be provided.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.bench import growth, memory, plot, profile, table
from tools.bench.programs import Installed, installed
from tools.bench.table import Verdict
from tools.bench.timing import Program, Run, in_turns, ratio, run
from tools.bench.works import FLOORS, KHARDEN, works
from tools.binaries.command import BinaryError
from tools.binaries.folder import CHECKOUT

DOCS = CHECKOUT / "docs"
PAGE = DOCS / "performance.md"
EVENTS = 5.0
"""How many times as long as libyaml's events the hardening of a document may take."""


def main() -> int:
    """Measure, write, and say what was missed."""
    parser = argparse.ArgumentParser("python -m tools.bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            found = installed(folder)
        except BinaryError as error:
            print(error, file=sys.stderr)
            return 2
        make = [sys.executable, "-m", "tools.bench.inputs", name, str(found.others["helm"])]
        subprocess.run(make, cwd=CHECKOUT, check=True)
        verdicts, measured = _compare(found, folder)
        profiles = [profile.table("where a small chart's time goes", profile.start(found, folder))]
        if (folder / "workloads.yaml").exists():
            steps = profile.workloads(found, folder / "workloads.yaml")
            profiles.append(profile.table("where the time of the corpus's workloads goes", steps))
            verdicts.append(_events(steps))
        verdicts += [*_memory(found, folder), *_growth(found, folder)]
    block = table.block(found.versions, verdicts, measured, profiles)
    table.put(PAGE, block)
    table.put(CHECKOUT / "README.md", table.side_by_side(found.versions, _peers(measured)))
    print(block)
    missed = [verdict for verdict in verdicts if not verdict.met]
    print(
        f"{len(verdicts) - len(missed)} of {len(verdicts)} goals met; written to {PAGE.relative_to(CHECKOUT)}"
    )
    return 1 if missed else 0


def _compare(found: Installed, folder: Path) -> tuple[list[Verdict], dict[str, dict[str, list[Run]]]]:
    verdicts, measured = [], {}
    for work in works(found, folder):
        print(f"{work.name}...", file=sys.stderr)
        runs = measured[work.name] = in_turns(work.programs)
        for other, at_most in work.goals.items():
            spread = ratio(runs[KHARDEN], runs[other])
            verdicts.append(
                Verdict(
                    work.name, f"x {other}", at_most, spread.median, f"{spread.low:.2f}-{spread.high:.2f}"
                )
            )
    return verdicts, measured


def _peers(measured: dict[str, dict[str, list[Run]]]) -> dict[str, dict[str, list[Run]]]:
    """Of each work the programs that users run, where there is one beside kharden."""
    chosen = {
        work: {name: runs for name, runs in programs.items() if name not in FLOORS}
        for work, programs in measured.items()
    }
    return {work: programs for work, programs in chosen.items() if programs.keys() - {KHARDEN}}


def _events(steps: dict[str, float]) -> Verdict:
    taken = steps["the whole"] / steps["the parse by events"]
    return Verdict(
        "the corpus's workload documents, in process", "x their parse by libyaml events", EVENTS, taken
    )


def _memory(found: Installed, folder: Path) -> Iterator[Verdict]:
    for use in memory.uses(found, folder):
        yield Verdict(f"memory for {use.name}", use.unit, use.at_most, use.taken)


def _growth(found: Installed, folder: Path) -> Iterator[Verdict]:
    """Growth, with its plots."""
    times, peaks = [], []
    for series in growth.SERIES:
        print(f"growth: {series.name}...", file=sys.stderr)
        points = growth.measured(series, found.kharden, folder)
        times.append(plot.Panel(series.name, series.unit, "s", [(p.size, p.seconds) for p in points]))
        peaks.append(plot.Panel(series.name, series.unit, "MB", [(p.size, p.peak / 1e6) for p in points]))
        upto = f"{series.name}, up to {points[-1].size} {series.unit}"
        yield Verdict(f"growth: {upto}", "exponent of time by size", growth.LINEAR, growth.exponent(points))
    (DOCS / "growth-time.svg").write_text(plot.chart(times), encoding="utf-8")
    (DOCS / "growth-memory.svg").write_text(plot.chart(peaks), encoding="utf-8")
    refused = run(Program(KHARDEN, (str(found.kharden),), folder / "nested.yaml", exit_code=1))
    yield Verdict("100,000 levels of nesting, refused with an error", "s", 1, refused.seconds)


if __name__ == "__main__":
    sys.exit(main())
