"""`make golden`: write anew what the examples become, with which the tests compare. Read its diff."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools.binaries.folder import CHECKOUT, root


class Golden(NamedTuple):
    """An example whose `golden.yaml` is the output of a pipeline that runs in its folder."""

    folder: Path
    pipeline: str
    variables: dict[str, str]


GOLDEN = (
    Golden(
        CHECKOUT / "examples/helm",
        "helm template backend backend | kharden --profile=profile.yaml",
        {"NAMESPACE": "shop", "ENVIRONMENT": "production", "LOG_LEVEL": "info", "cluster_name": "eu-1"},
    ),
    Golden(
        CHECKOUT / "examples/kustomize",
        "kustomize build --enable-alpha-plugins --enable-exec overlay",
        {},
    ),
)


def main() -> int:
    """Write each file that has changed, and say which; 1 where a pipeline fails, which has then said why."""
    path = os.pathsep.join([str(root() / "bin"), str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    for folder, pipeline, variables in GOLDEN:
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", pipeline],
                cwd=folder,
                env={"PATH": path, "HOME": home, **variables},
                stdout=subprocess.PIPE,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            return 1
        file = folder / "golden.yaml"
        if not file.exists() or file.read_text(encoding="utf-8") != done.stdout:
            file.write_text(done.stdout, encoding="utf-8")
            print(f"wrote {file.relative_to(CHECKOUT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
