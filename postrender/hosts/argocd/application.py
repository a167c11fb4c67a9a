"""The Application that Argo CD renders: what its environment says, and the bounds of its repository.

Variables: https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/.
"""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from postrender.hosts.argocd.parameters import Parameters
from postrender.hosts.argocd.process import RenderError


class Application:
    """An Application and the folder that holds its source.

    `name` is without the namespace that an Application outside of Argo CD's own carries (`NAMESPACE_NAME`),
    `namespace` the one it is deployed to, `directory` and `root` are absolute paths of its source and of the
    repository around it.
    """

    __slots__ = ("api_versions", "directory", "kube_version", "name", "namespace", "parameters", "root")

    def __init__(self, environ: Mapping[str, str], directory: Path) -> None:
        """Read `environ`, as Argo CD sets it, for the source in `directory`. Raises RenderError."""
        self.parameters = Parameters.read(environ.get("ARGOCD_APP_PARAMETERS", ""))
        self.name = environ.get("ARGOCD_APP_NAME", "").rpartition("_")[2]
        self.namespace = self.parameters.text("namespace") or environ.get("ARGOCD_APP_NAMESPACE", "")
        self.kube_version = environ.get("KUBE_VERSION", "")
        self.api_versions = [name for name in environ.get("KUBE_API_VERSIONS", "").split(",") if name]
        self.directory = directory.resolve()
        self.root = _root(self.directory, environ.get("ARGOCD_APP_SOURCE_PATH", ""))

    def file(self, path: str) -> Path:
        """The absolute path of a file that the Application names, every link resolved.

        As in Argo CD, `path` is relative to the source, with a leading slash to the repository. Raises
        RenderError where it leads outside of the repository.
        """
        start = self.root if path.startswith("/") else self.directory
        resolved = (start / path.lstrip("/")).resolve()
        if not resolved.is_relative_to(self.root):
            raise RenderError(f"{path!r} leads outside of the repository")
        return resolved


def _root(directory: Path, source_path: str) -> Path:
    """The repository: above `directory` by as much of the source's path as its own path ends with.

    Argo CD may send only a part of the repository (`manifest-generate-paths`). The folder that it is unpacked
    into has a random name, so that no source's path can reach above it.
    """
    root = directory
    for part in reversed(PurePosixPath(source_path).parts):
        if root.name != part:
            break
        root = root.parent
    return root
