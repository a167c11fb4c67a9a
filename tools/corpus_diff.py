"""`make corpus-diff REV=v0.1.0`: what this checkout makes of real charts, against what another revision made.

Reviewers read it before a release: whatever a change does to real input stands there as git shows it, each
hunk under the name of its object. The messages and the exit code stand at the end of each file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from tools.binaries.folder import CHECKOUT

CORPUS = CHECKOUT.parent / "shared" / "corpus"
KHARDEN = "import sys; from postrender.cli import main; sys.exit(main())"
NAMES = r"^(kind: .*|  name: .*)$"
"""The lines that name the object in which a hunk stands."""


def main(arguments: list[str]) -> int:
    """Show the differences; 1 where there is nothing to compare."""
    parser = argparse.ArgumentParser("python -m tools.corpus_diff", description=__doc__)
    parser.add_argument("revision", help="what to compare this checkout with: a tag, a branch or a commit")
    revision = parser.parse_args(arguments).revision
    paths = sorted(CORPUS.rglob("*.yaml"))
    if not paths:
        print(f"needs rendered charts (*.yaml) in {CORPUS}", file=sys.stderr)
        return 1
    archive = subprocess.run(["git", "archive", revision, "postrender"], cwd=CHECKOUT, capture_output=True)
    if archive.returncode != 0:
        print(archive.stderr.decode().strip(), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
            files.extractall(folder / "tree", filter="data")
        for tree, outputs in ((folder / "tree", folder / "then"), (CHECKOUT, folder / "now")):
            targets = [outputs / path.relative_to(CORPUS) for path in paths]
            list(pool.map(lambda path, target, tree=tree: _write(tree, path, target), paths, targets))
        (folder / "attributes").write_text("*.yaml diff=manifest\n")
        settings = (f"core.attributesFile={folder / 'attributes'}", f"diff.manifest.xfuncname={NAMES}")
        options = [option for setting in settings for option in ("-c", setting)]
        shown = ("diff", "--no-index", "--no-prefix", "--stat", "--patch", "then", "now")
        subprocess.run(["git", *options, *shown], cwd=folder, check=False)
    return 0


def _write(tree: Path, path: Path, target: Path) -> None:
    """Write what `kharden < path` puts out and says, as the sources in `tree` do it."""
    # The working directory is where `python -c` looks for modules first.
    with path.open("rb") as text:
        done = subprocess.run([sys.executable, "-c", KHARDEN], stdin=text, cwd=tree, capture_output=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(done.stdout + b"---\n" + done.stderr + f"exit code {done.returncode}\n".encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
