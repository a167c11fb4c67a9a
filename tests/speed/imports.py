"""The modules that each kind of run imports, as a table: `make golden` writes it to `golden/imports.txt`.

A new line in the table is a fraction of a millisecond of each run: is it needed there, at that time? Of the
dependencies only their names stand there, since what they import themselves depends on their version.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.speed.runs import KINDS, ROOT, environment

GOLDEN = ROOT / "tests/golden/imports.txt"
DEPENDENCIES = ("_ruamel_yaml", "ruamel.yaml", "jsonpatch", "jsonpointer", "click")
SAY = "print(*sorted(sys.modules), file=sys.stderr)"


def imported(kind: str) -> list[str]:
    """All modules of a run."""
    run = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            run.command(then=SAY),
            input=run.stdin,
            env=environment(Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stderr.splitlines()[-1].split()


def table() -> str:
    """All kinds of runs, each with its modules."""
    lines: list[str] = []
    for kind in KINDS:
        modules = imported(kind)
        own = [name for name in modules if name.partition(".")[0] == "postrender"]
        lines += [f"# {kind}", *(f"  {name}" for name in (*own, *sorted({*DEPENDENCIES} & {*modules}))), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    GOLDEN.write_text(table(), encoding="utf-8")
