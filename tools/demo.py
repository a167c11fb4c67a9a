"""`make demo`: the example chart, rendered by the real Helm, hardened, and shown as a diff.

Helm is the one on PATH, else the pinned one of `tools.install`; it keeps its caches out of the user's home.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.binaries.command import BinaryError
from tools.binaries.folder import CHECKOUT, install
from tools.binaries.pins import BY_NAME
from tools.diff import count, render

EXAMPLE = CHECKOUT / "examples" / "helm"
KHARDEN = Path(sys.executable).with_name("kharden")
RENDER = ("template", "backend", "backend", "--namespace=shop")
VALUES = ("NAMESPACE=shop", "ENVIRONMENT=production", "LOG_LEVEL=info", "cluster_name=eu-1")
HARDEN = ("--profile=profile.yaml", *(f"--set={value}" for value in VALUES))


def main() -> int:
    """Run the demonstration; 1 where Helm is missing, or it or kharden fails."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        for line in demonstrate(colour=colour):
            print(line, flush=True)
    except (BinaryError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def demonstrate(*, colour: bool) -> Iterator[str]:
    """The lines to print: what is run, what it changed, what kharden says to it, what stayed.

    Raises:
        BinaryError: Helm cannot be provided.
        RuntimeError: Helm or kharden failed, with what it said, or a second run was not the same.
    """
    yield f"$ cd examples/helm\n$ helm {' '.join(RENDER)} |\n    kharden {' '.join(HARDEN)}\n"
    helm = shutil.which("helm") or str(install(BY_NAME["helm"]))
    with tempfile.TemporaryDirectory() as home:
        homes = {f"HELM_{kind}_HOME": home for kind in ("CACHE", "CONFIG", "DATA")}
        rendered = _run([helm, *RENDER], "", homes).stdout
    hardening = _run([str(KHARDEN), *HARDEN], rendered)
    before, after = _lines(rendered), _lines(hardening.stdout)
    yield from render(before, after, colour=colour)
    yield hardening.stderr
    size = count(before, after)
    yield f"{size.added - size.removed} lines added, {size.removed} replaced, {size.same} as Helm wrote them."
    if _run([str(KHARDEN), *HARDEN], hardening.stdout).stdout != hardening.stdout:
        raise RuntimeError("a second run through kharden changed it again")
    yield "A second run through kharden changes nothing."


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _run(
    command: Sequence[str], text: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=EXAMPLE,
        env={**os.environ, **(environment or {})},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done


if __name__ == "__main__":
    sys.exit(main())
