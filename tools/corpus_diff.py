"""`make corpus-diff REV=v0.1.0`: what this checkout makes of real charts, against what another revision made.

Reviewers read it before a release: whatever a change does to real input stands there, document by document.
Line numbers count in the document.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from tools.binaries.folder import CHECKOUT
from tools.diff import render

CORPUS = CHECKOUT.parent / "shared" / "corpus"
KHARDEN = "import sys; from postrender.cli import main; sys.exit(main())"


class Outcome(NamedTuple):
    """What one revision made of one file."""

    code: int
    output: str
    told: str


def main(revision: str) -> int:
    """Print the differences; 1 where there is nothing to compare."""
    paths = sorted(CORPUS.rglob("*.yaml"))
    if not paths:
        print(f"needs rendered charts (*.yaml) in {CORPUS}", file=sys.stderr)
        return 1
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        archive = subprocess.run(
            ["git", "archive", revision, "postrender"], cwd=CHECKOUT, capture_output=True
        )
        if archive.returncode != 0:
            print(archive.stderr.decode().strip(), file=sys.stderr)
            return 1
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        then = pool.map(lambda path: _run(Path(folder), path), paths)
        now = pool.map(lambda path: _run(CHECKOUT, path), paths)
        changed = 0
        for path, old, new in zip(paths, then, now, strict=True):
            lines = list(_compare(old, new, colour=colour))
            changed += bool(lines)
            if lines:
                print(f"== {path.relative_to(CORPUS)}", *lines, sep="\n")
    print(f"{changed} of {len(paths)} files differ from {revision}.")
    return 0


def _run(tree: Path, path: Path) -> Outcome:
    """`kharden < path`, as the sources in `tree` do it."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with path.open("rb") as text:
        done = subprocess.run(
            [sys.executable, "-c", KHARDEN], stdin=text, env=environment, capture_output=True
        )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def _compare(old: Outcome, new: Outcome, *, colour: bool) -> Iterator[str]:
    if old.told != new.told:
        yield from render(old.told.split("\n"), new.told.split("\n"), colour=colour)
    if old.code != new.code:
        yield f"exit code {old.code} is now {new.code}"
        return
    for before, after in zip_longest(_documents(old.output), _documents(new.output), fillvalue=""):
        if before != after:
            yield from render(before.split("\n"), after.split("\n"), colour=colour)


def _documents(text: str) -> list[str]:
    return re.split(r"^(?=---)", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
