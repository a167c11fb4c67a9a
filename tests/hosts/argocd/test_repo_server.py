"""Argo CD's real repo-server with the plugin beside it: both render a source, and have to agree."""

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from tests.hosts.argocd.client import serving
from tests.hosts.argocd.repositories import CHART, FOLDER, KUSTOMIZATION, write

pytestmark = pytest.mark.hosts

ROOT = Path(__file__).parents[3]
GIT = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
messages, services = grpc.protos_and_services("tests/hosts/argocd/repository.proto")


class RepoServer:
    """A running repo-server."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = services.RepoServerServiceStub(channel)

    def ask(self, repository: Path, **source: Any) -> Any:
        """The answer for the source at apps/web in a git repository. Raises grpc.RpcError."""
        url = f"file://{repository}"
        request = messages.ManifestRequest(
            repo=messages.Repository(repo=url),
            revision="HEAD",
            noCache=True,
            appName="shop",
            namespace="blue",
            applicationSource=messages.Source(repoURL=url, path="apps/web", targetRevision="HEAD", **source),
            kubeVersion="1.34.1",
            apiVersions=["v1", "apps/v1", "gateway.networking.k8s.io/v1"],
            projectName="default",
        )
        return self._stub.GenerateManifest(request, timeout=60)


@pytest.fixture(scope="module")
def repo_server(
    argocd: Path, helm: Path, kustomize: Path, sockets: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RepoServer]:
    """repo-server without Redis: it is a cache, and it can do without."""
    folder = tmp_path_factory.mktemp("repo-server")
    for program in (helm, kustomize):
        (folder / program.name).symlink_to(program)
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        port, metrics = one.getsockname()[1], other.getsockname()[1]
    arguments = ["--disable-tls", "--redis=127.0.0.1:1", "--address=127.0.0.1", f"--port={port}"]
    process = subprocess.Popen(
        [argocd.with_name("argocd-repo-server"), *arguments, f"--metrics-port={metrics}"],
        env={
            "PATH": f"{folder}:/usr/bin:/bin",
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "ARGOCD_PLUGINSOCKFILEPATH": str(sockets),
            "ARGOCD_GPG_ENABLED": "false",
        },
    )
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(30)
            yield RepoServer(channel)
    finally:
        process.kill()
        process.wait()


def commit(repository: Path, files: dict[str, str]) -> None:
    """Make a git repository of these files."""
    write(repository, files)
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message=all"]):
        subprocess.run(["git", *arguments], cwd=repository, check=True, env=GIT)


def without_variables(files: dict[str, str]) -> dict[str, str]:
    """The same files with other texts for kharden's variables, which Argo CD itself would keep."""
    return {name: re.sub(r"\$\{(\w+)\}", r"\1", text) for name, text in files.items()}


def parameters(**values: Any) -> Any:
    """The plugin, chosen by name, with these parameters; `_` in a name stands for `-`."""
    made: dict[type, Callable[[Any], dict[str, Any]]] = {
        str: lambda value: {"string": value},
        list: lambda value: {"array": messages.OptionalArray(array=value)},
        dict: lambda value: {"map": messages.OptionalMap(map=value)},
    }
    sent = [
        messages.PluginParameter(name=name.replace("_", "-"), **made[type(value)](value))
        for name, value in {**values, "mode": "off"}.items()
    ]
    return messages.Plugin(name="kharden", parameters=sent)


@pytest.mark.parametrize(
    ("files", "source", "set_by_user"),
    [
        (CHART, {}, {}),
        (
            CHART,
            {"helm": messages.Helm(valueFiles=["/values/everywhere.yaml", "values-production.yaml"])},
            {"values_files": ["/values/everywhere.yaml", "values-production.yaml"]},
        ),
        (
            CHART,
            {"helm": messages.Helm(values="greeting: 1", releaseName="other", skipCrds=True)},
            {"values": "greeting: 1", "release_name": "other", "skip_crds": "true"},
        ),
        (
            CHART,
            {"helm": messages.Helm(parameters=[messages.HelmParameter(name="greeting", value=r"a,b\,c")])},
            {"helm_parameters": {"greeting": r"a,b\,c"}},
        ),
        (
            CHART,
            {"helm": messages.Helm(parameters=[messages.HelmParameter(name="many", value="{1,x}")])},
            {"helm_parameters": {"many": "{1,x}"}},
        ),
        (
            CHART,
            {
                "helm": messages.Helm(
                    parameters=[messages.HelmParameter(name="many", value="1", forceString=True)]
                )
            },
            {"helm_string_parameters": {"many": "1"}},
        ),
        (KUSTOMIZATION, {}, {}),
        (
            KUSTOMIZATION,
            {"kustomize": messages.Kustomize(images=["registry.example.com/web:2"], namespace="green")},
            {"kustomize_images": ["registry.example.com/web:2"], "namespace": "green"},
        ),
        ({**KUSTOMIZATION, **CHART}, {}, {}),
        (FOLDER, {}, {}),
        (FOLDER, {"directory": messages.Directory(recurse=True)}, {"recurse": "true"}),
    ],
)
def test_the_plugin_renders_what_argo_cd_renders(
    repo_server: RepoServer,
    argocd: Path,
    programs: Path,
    sockets: Path,
    repository: Path,
    files: dict[str, str],
    source: dict[str, Any],
    set_by_user: dict[str, Any],
) -> None:
    commit(repository, without_variables(files))
    own = repo_server.ask(repository, **source)
    assert own.sourceType in ("Helm", "Kustomize", "Directory")
    server = argocd.with_name("argocd-cmp-server")
    with serving(server, ROOT / "examples/argocd", sockets, {"PATH": f"{programs}:/usr/bin:/bin"}):
        ours = repo_server.ask(repository, plugin=parameters(**set_by_user))
    assert ours.sourceType == "Plugin"
    assert [json.loads(manifest) for manifest in ours.manifests] == [
        json.loads(manifest) for manifest in own.manifests
    ]


@pytest.fixture
def discovered(argocd: Path, programs: Path, sockets: Path) -> Iterator[None]:
    """The plugin that offers itself for every source."""
    server = argocd.with_name("argocd-cmp-server")
    with serving(server, ROOT / "plugins/argocd", sockets, {"PATH": f"{programs}:/usr/bin:/bin"}):
        yield


@pytest.mark.usefixtures("discovered")
@pytest.mark.parametrize("files", [CHART, KUSTOMIZATION, FOLDER])
def test_sources_that_name_no_plugin_are_hardened(
    repo_server: RepoServer, repository: Path, files: dict[str, str]
) -> None:
    commit(repository, without_variables(files))
    answer = repo_server.ask(repository)
    assert answer.sourceType == "Plugin"
    pods = [manifest for manifest in answer.manifests if '"containers"' in manifest]
    assert pods
    assert all('"readOnlyRootFilesystem":true' in manifest for manifest in pods)


@pytest.mark.usefixtures("discovered")
def test_variables_come_from_the_applications_environment(repo_server: RepoServer, repository: Path) -> None:
    commit(repository, FOLDER)
    environ = [messages.EnvEntry(name="ENVIRONMENT", value="of $ARGOCD_APP_NAME")]
    answer = repo_server.ask(repository, plugin=messages.Plugin(env=environ))
    found = {manifest["kind"]: manifest for manifest in map(json.loads, answer.manifests)}
    assert found["Deployment"]["metadata"]["labels"] == {"stage": "of shop", "space": "blue"}
