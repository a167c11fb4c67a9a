"""The kinds of runs whose cost is watched, each as a process of its own that finds the checkout's modules."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from tools.bench.inputs import config_map, deployment

ROOT = Path(__file__).parents[2]
PROFILE = ROOT / "examples" / "helm" / "profile.yaml"
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from postrender.cli import main; "


class Kind(NamedTuple):
    """A kind of run: what comes on stdin, and the arguments."""

    stdin: str
    arguments: tuple[str, ...] = ()

    def command(self, then: str = "") -> list[str]:
        """The process, which finds the checkout and its dependencies alone; `then` is code for its end."""
        argv = ["kharden", *self.arguments]
        code = f"{START}sys.argv = {argv!r}; "
        # The program leaves at once, without unwinding: for `then` it has to.
        code += f"import os; os._exit = sys.exit\ntry: main()\nfinally: {then}" if then else "main()"
        return [sys.executable, "-I", "-c", code]


KINDS = {
    "ConfigMaps": Kind("".join(config_map(number, 1000) for number in range(20))),
    "workloads": Kind(config_map(0, 1000) + deployment(0)),
    "workloads, arguments and a profile file": Kind(
        config_map(0, 1000) + deployment(0), (f"--profile={PROFILE}", "--namespace=apps")
    ),
}


def environment(folder: Path) -> dict[str, str]:
    """An environment in which each run is the same: hashing too, and compiled modules in the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KHARDEN_"))}
    return {**kept, "PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(folder)}
