"""Binaries that Debian and its derivatives package: one on this machine is used, a missing one installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from tools.binaries.command import BinaryError, find, run


class DebianPackage(NamedTuple):
    """One program of a Debian package."""

    package: str
    program: str

    def provide(self, program: Path) -> None:
        """Call the installed program from there; where it is missing, root installs the package first.

        A script and not a link, since some programs look for their parts beside the name they are called by.

        Raises:
            BinaryError: it is missing, and this is not root or not Debian.
        """
        if not find(self.program):
            self._install()
        path = find(self.program)
        if not path:
            raise BinaryError(f"Debian's package {self.package} brought no program {self.program}")
        program.write_text(f'#!/bin/sh\nexec {path} "$@"\n')
        program.chmod(0o755)

    def _install(self) -> None:
        if not shutil.which("apt-get"):
            raise BinaryError(f"needs {self.program} on PATH (Debian's package {self.package})")
        if os.geteuid() != 0:
            raise BinaryError(f"needs {self.program}: sudo apt-get install {self.package}")
        # Run level 1 keeps the package from starting its daemon: the tests start their own.
        quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        run(["apt-get", "update", "--quiet"], env=quiet)
        run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", self.package], env=quiet)
