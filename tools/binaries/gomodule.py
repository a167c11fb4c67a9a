"""Binaries built from a module of the Go proxy, whose checksum database vouches for what is downloaded.

`go install MODULE@VERSION` refuses a module that has `replace` lines, which Kubernetes and Argo CD do. Those
are built from a small module of our own that requires theirs and takes over its `replace` lines: one that
points to another module as it stands, one that points into the module's own repository (Kubernetes keeps
`k8s.io/api` and its like under `staging/`) as the release of that module that belongs to it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.binaries.command import BinaryError, run


class GoModule(NamedTuple):
    """A `main` package of a module."""

    module: str
    version: str
    package: str
    """Its import path, relative to the module; "" for the module's own root."""
    stamps: tuple[str, ...] = ()
    """VARIABLE=VALUE for the linker: what the program answers when asked its version."""
    parts: str = ""
    """The version under which the modules of the same repository are released."""

    def provide(self, program: Path) -> None:
        """Build the program.

        Raises:
            BinaryError: no Go, a Go too old for the module, no network, or a build that fails.
        """
        if not shutil.which("go"):
            raise BinaryError(f"needs Go to build {self.module} {self.version}: https://go.dev/doc/install")
        package = "/".join(part for part in (self.module, self.package) if part)
        linker = "-ldflags=" + " ".join(["-s", "-w", *(f"-X={stamp}" for stamp in self.stamps)])
        flags = ["-buildvcs=false", linker]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            replaced = list(self._replaced(folder))
            if not replaced:
                run(
                    ["go", "install", *flags, f"{package}@{self.version}"],
                    cwd=folder,
                    env={"GOBIN": str(folder)},
                )
                shutil.move(next(path for path in folder.iterdir() if path.is_file()), program)
                return
            require = f"-require={self.module}@{self.version}"
            run(["go", "mod", "init", "hosts"], cwd=folder)
            run(["go", "mod", "edit", require, *(f"-replace={line}" for line in replaced)], cwd=folder)
            run(["go", "build", "-mod=mod", *flags, "-o", str(program.absolute()), package], cwd=folder)

    def _replaced(self, folder: Path) -> Iterator[str]:
        """The module's `replace` lines as `go mod edit -replace` takes them."""
        download = run(["go", "mod", "download", "-json", f"{self.module}@{self.version}"], cwd=folder)
        file = json.loads(run(["go", "mod", "edit", "-json", json.loads(download)["GoMod"]], cwd=folder))
        for line in file["Replace"] or []:
            old, new = line["Old"]["Path"], line["New"]
            yield f"{old}={new['Path']}@{new['Version']}" if "Version" in new else f"{old}={old}@{self.parts}"
