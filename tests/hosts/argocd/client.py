"""argocd-cmp-server, asked as Argo CD's repo-server asks it (util/cmp/stream.go, cmpserver/apiclient)."""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc

from tests.hosts.argocd.processes import wait_until

CHUNK = 1024
"""Bytes of the archive in one message: few, so that a small repository needs several."""

messages, services = grpc.protos_and_services("tests/hosts/argocd/plugin.proto")


class Plugin:
    """A plugin behind a running server: what each call answers, for `path` in the repository `root`.

    `environ` is what Argo CD knows of the Application. Each call raises grpc.RpcError.
    """

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = services.ConfigManagementPluginServiceStub(channel)

    def discovers(self) -> bool:
        return bool(self._stub.CheckPluginConfiguration(messages.Empty()).isDiscoveryConfigured)

    def matches(self, root: Path, path: str, environ: Mapping[str, str]) -> bool:
        return bool(self._call(self._stub.MatchRepository, root, path, environ).isSupported)

    def generate(
        self, root: Path, path: str, environ: Mapping[str, str], timeout: float | None = None
    ) -> list[str]:
        return list(self._call(self._stub.GenerateManifest, root, path, environ, timeout).manifests)

    def parameters(self, root: Path, path: str) -> list[str]:
        answer = self._call(self._stub.GetParametersAnnouncement, root, path, {})
        return [announced.name for announced in answer.parameterAnnouncements]

    def _call(
        self,
        method: Callable[..., Any],
        root: Path,
        path: str,
        environ: Mapping[str, str],
        timeout: float | None = 60,
    ) -> Any:
        return method(_stream(root, path, environ), timeout=timeout)


def _stream(root: Path, path: str, environ: Mapping[str, str]) -> Iterator[Any]:
    """The repository as Argo CD sends it: what it is, then a .tar.gz in pieces."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(root, ".")
    data = packed.getvalue()
    metadata = messages.ManifestRequestMetadata(
        appName=Path(path).name,
        appRelPath=path,
        checksum=hashlib.sha256(data).hexdigest(),
        size=len(data),
        env=[messages.EnvEntry(name=name, value=value) for name, value in environ.items()],
    )
    yield messages.AppStreamRequest(metadata=metadata)
    for start in range(0, len(data), CHUNK):
        yield messages.AppStreamRequest(file=messages.File(chunk=data[start : start + CHUNK]))


@contextmanager
def serving(cmp_server: Path, config: Path, sockets: Path, environ: Mapping[str, str]) -> Iterator[Plugin]:
    """A server that runs the plugin.yaml in `config`, with its socket, work and temporary files in `sockets`.

    It says on stderr what it does.
    """
    address = sockets / "kharden.sock"
    folders = {
        "ARGOCD_PLUGINSOCKFILEPATH": str(sockets),
        "ARGOCD_CMP_WORKDIR": str(sockets / "work"),
        "TMPDIR": str(sockets),
    }
    process = subprocess.Popen([cmp_server, "--config-dir-path", config], env={**environ, **folders})
    try:
        wait_until(address.exists, 30)
        with grpc.insecure_channel(f"unix:{address}") as channel:
            yield Plugin(channel)
    finally:
        process.kill()  # at TERM it removes its socket and serves on
        process.wait()
        address.unlink(missing_ok=True)
