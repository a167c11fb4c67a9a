"""The API server of these tests, started once."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cluster.api import Json
from tests.cluster.helm import Helm
from tests.cluster.server import RESTRICTED, Server, serve

PLUGINS = Path(__file__).parents[2] / "plugins" / "helm"


@pytest.fixture(scope="session")
def server(etcd: Path, kube_apiserver: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, with two namespaces that bear the name of the level of Pod Security that they enforce."""
    with serve(etcd, kube_apiserver, tmp_path_factory.mktemp("server")) as running:
        for level in ("privileged", RESTRICTED):
            running.namespace(level, level)
        yield running


@pytest.fixture(scope="session")
def kharden(kharden_folder: Path) -> Path:
    """The command of this checkout."""
    return kharden_folder / "kharden"


class Hardened(NamedTuple):
    """What kharden makes of a stream, and its report."""

    text: str
    report: Json


@pytest.fixture(scope="session")
def harden(kharden: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Hardened]:
    """A function: harden a stream that kharden must not refuse."""
    report = tmp_path_factory.mktemp("report") / "report.json"

    def run(text: str) -> Hardened:
        command = (kharden, f"--report={report}")
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return Hardened(done.stdout.decode(), json.loads(report.read_text()))

    return run


@pytest.fixture
def new_namespace(server: Server) -> Callable[[str], str]:
    """A function: a fresh namespace that enforces a level of Pod Security."""
    return lambda level: server.namespace(f"ns-{uuid.uuid4().hex}", level)


@pytest.fixture(scope="session")
def kubectl_asks(kubectl: Path, server: Server) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """A function: kubectl with these arguments and this input, as a user of the server."""

    def ask(*arguments: str, stream: bytes) -> subprocess.CompletedProcess[bytes]:
        command = (str(kubectl), f"--kubeconfig={server.kubeconfig}", *arguments)
        return subprocess.run(command, input=stream, capture_output=True, check=False)

    return ask


@pytest.fixture(params=["helm", "helm_3"])
def helm_release(
    request: pytest.FixtureRequest,
    server: Server,
    kharden: Path,
    new_namespace: Callable[[str], str],
    tmp_path: Path,
) -> Helm:
    """Each Helm, with a namespace of its own and nothing of what the machine's Helm knows."""
    program: Path = request.getfixturevalue(request.param)
    environment = {
        "PATH": os.pathsep.join((str(kharden.parent), os.environ["PATH"])),
        "HOME": str(tmp_path),
        "KUBECONFIG": str(server.kubeconfig),
    }
    # Helm 3 takes `kharden` from PATH and cannot read a plugin of Helm 4.
    plugins = {} if request.param == "helm_3" else {"HELM_PLUGINS": str(PLUGINS)}
    return Helm(program, {**environment, **plugins}, new_namespace(RESTRICTED), sends_hooks=bool(plugins))
