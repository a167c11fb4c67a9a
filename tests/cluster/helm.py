"""Helm against the tests' server: the same commands for both versions, with and without kharden."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

Done = subprocess.CompletedProcess[str]


class Helm(NamedTuple):
    """One Helm and the namespace it works in."""

    program: Path
    environment: Mapping[str, str]
    namespace: str
    sends_hooks: bool  # whether hooks pass the post-renderer, too

    def ask(self, *arguments: str | Path, hardened: bool = False) -> Done:
        """Run a command, with kharden as post-renderer or without any, whether it succeeds or not."""
        flag = ("--post-renderer", "kharden") if hardened else ()
        command = (self.program, *arguments, *flag, "--namespace", self.namespace)
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def __call__(self, *arguments: str | Path, hardened: bool = False) -> None:
        """Run a command that has to succeed."""
        done = self.ask(*arguments, hardened=hardened)
        assert done.returncode == 0, done.stderr


def chart(folder: Path, manifests: str | bytes, name: str = "wrapped") -> Path:
    """Make a chart that renders to these manifests as they are."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n")
    (folder / "templates" / "all.yaml").write_text('{{ .Files.Get "manifests" }}')
    (folder / "manifests").write_bytes(manifests.encode() if isinstance(manifests, str) else manifests)
    return folder
