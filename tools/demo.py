"""`make demo`: the example chart, rendered by the real Helm and hardened; kharden shows each change and why.

Helm is the one on PATH, else the pinned one of `tools.install`; it keeps its caches out of the user's home.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.binaries.command import BinaryError
from tools.binaries.folder import CHECKOUT, install
from tools.binaries.pins import BY_NAME

EXAMPLE = CHECKOUT / "examples" / "helm"
RENDER = ("template", "backend", "backend", "--namespace=shop")
VALUES = ("NAMESPACE=shop", "ENVIRONMENT=production", "LOG_LEVEL=info", "cluster_name=eu-1")
HARDEN = ("--profile=profile.yaml", *(f"--set={value}" for value in VALUES))


def main() -> int:
    """Run the demonstration; 1 where Helm is missing, or it or kharden fails, which has then said why."""
    print(
        f"$ cd examples/helm\n$ helm {' '.join(RENDER)} |\n    kharden --diff {' '.join(HARDEN)}\n",
        flush=True,
    )
    try:
        helm = shutil.which("helm") or str(install(BY_NAME["helm"]))
        with tempfile.TemporaryDirectory() as home:
            homes = {f"HELM_{kind}_HOME": home for kind in ("CACHE", "CONFIG", "DATA")}
            rendered = _run((helm, *RENDER), **homes)
        hardened = _kharden("--diff", text=rendered)
        again = _kharden("--quiet", text=hardened)
    except BinaryError as error:
        print(f"helm: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return int(error.returncode)
    print(
        "\nA second run through kharden changes", "nothing." if again == hardened else "it again: a mistake!"
    )
    return int(again != hardened)


def _kharden(option: str, *, text: str) -> str:
    return _run((str(Path(sys.executable).with_name("kharden")), option, *HARDEN), text)


def _run(command: tuple[str, ...], text: str = "", **environment: str) -> str:
    """What a command writes; what it says to people goes where the demonstration goes."""
    done = subprocess.run(
        command,
        cwd=EXAMPLE,
        env={**os.environ, **environment},
        input=text,
        stdout=subprocess.PIPE,
        stderr=sys.stdout,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
