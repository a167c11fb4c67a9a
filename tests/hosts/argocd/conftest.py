"""What the tests of the Argo CD plugin share: a sidecar's programs and sockets, a repository."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.argocd.repositories import executable

KHARDEN = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from postrender.cli import main
main()
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty folder."""
    (tmp_path / "repository").mkdir()
    return tmp_path / "repository"


@pytest.fixture
def programs(tmp_path: Path, helm: Path, kustomize: Path) -> Path:
    """The sidecar's own programs: kharden, helm and kustomize."""
    folder = tmp_path / "bin"
    executable(folder / "kharden", KHARDEN)
    (folder / "helm").symlink_to(helm)
    (folder / "kustomize").symlink_to(kustomize)
    return folder


@pytest.fixture(scope="module")
def sockets() -> Iterator[Path]:
    """A folder for the sockets of plugins, with a short name: a socket's address has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="plugins-") as folder:
        yield Path(folder)
