"""The programs that are compared: kharden as users install it, the hosts and peers, the floors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tools.binaries.folder import CHECKOUT, install
from tools.binaries.pins import BY_NAME

ROUND_TRIP = """
import sys
from ruamel.yaml import YAML
yaml = YAML()
yaml.preserve_quotes = True
yaml.dump_all(list(yaml.load_all(sys.stdin.buffer)), sys.stdout.buffer)
"""
"""What a lossless editor would be if it were made of ruamel.yaml's own round trip."""
ASK = """
import sys
from importlib.metadata import version
print(sys.version.split()[0], *map(version, sys.argv[1:]))
"""


class Installed(NamedTuple):
    """Where the programs are, and which versions they say they have."""

    python: Path
    kharden: Path
    others: Mapping[str, Path]
    """Those of helm, yq, kubeaudit and polaris that are there."""
    versions: Mapping[str, str]


def installed(folder: Path) -> Installed:
    """Install kharden into a folder and find the others.

    Raises BinaryError where Helm or yq cannot be provided.
    """
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    # As a user has it: a wheel with compiled modules, not this checkout.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", CHECKOUT], check=True, env=environment)
    others = {name: install(BY_NAME[name]) for name in ("helm", "yq")}
    for name in ("kubeaudit", "polaris"):
        if found := shutil.which(name):
            others[name] = Path(found)
    return Installed(python, python.with_name("kharden"), others, dict(_versions(python, others)))


def _versions(python: Path, others: Mapping[str, Path]) -> list[tuple[str, str]]:
    names = ("kharden", "ruamel.yaml", "ruamel.yaml.clib", "jsonpatch")
    said = subprocess.run([python, "-c", ASK, *names], check=True, capture_output=True, text=True)
    found = list(zip(("Python", *names), said.stdout.split(), strict=True))
    for name, path in others.items():
        pinned = BY_NAME.get(name)
        answer = subprocess.run([path, "version"], check=False, capture_output=True, text=True).stdout
        found.append((name, pinned.version if pinned else answer.strip().split("\n")[0]))
    return found
