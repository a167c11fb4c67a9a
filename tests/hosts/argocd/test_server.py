"""The plugin as Argo CD runs it: the real argocd-cmp-server, asked over its own protocol."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from ruamel.yaml import YAML

from tests.hosts.argocd.client import Plugin, serving
from tests.hosts.argocd.processes import running, wait_until
from tests.hosts.argocd.repositories import CHART, FOLDER, KUSTOMIZATION, executable, write

pytestmark = pytest.mark.hosts

ROOT = Path(__file__).parents[3]
WEB = "apps/web"
HALF = """#!/bin/sh
printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: half}\\n---\\napiVersion: v1\\n'
echo 'out of memory, says helm' >&2
kill -KILL $$
"""
SLOW = """#!/bin/sh
echo $$ > "$SLOW_PIDS"
sleep 60 &
echo $! >> "$SLOW_PIDS"
wait
"""


def environ(**more: str) -> dict[str, str]:
    """What Argo CD knows of an Application."""
    return {
        "ARGOCD_APP_NAME": "shop",
        "ARGOCD_APP_NAMESPACE": "blue",
        "ARGOCD_APP_PROJECT_NAME": "default",
        "ARGOCD_APP_REVISION": "0" * 40,
        "ARGOCD_APP_SOURCE_PATH": WEB,
        "KUBE_VERSION": "1.34.1",
        "KUBE_API_VERSIONS": "v1,apps/v1,gateway.networking.k8s.io/v1",
        "ARGOCD_ENV_ENVIRONMENT": "production",
        "ARGOCD_APP_PARAMETERS": "null",
        **more,
    }


def parameters(**values: Any) -> dict[str, str]:
    """ARGOCD_APP_PARAMETERS of these; `_` in a name stands for `-`."""
    kinds: dict[type, str] = {str: "string", list: "array", dict: "map"}
    sent = [{"name": name.replace("_", "-"), kinds[type(value)]: value} for name, value in values.items()]
    return {"ARGOCD_APP_PARAMETERS": json.dumps(sent)}


def objects(manifests: list[str]) -> dict[str, Any]:
    """Manifests by kind."""
    read = [YAML(typ="safe").load(manifest) for manifest in manifests]
    return {found["kind"]: found for found in read}


@pytest.fixture
def plugin(argocd: Path, programs: Path, sockets: Path, tmp_path: Path) -> Iterator[Plugin]:
    sidecar = {"PATH": f"{programs}:/usr/bin:/bin", "SLOW_PIDS": str(tmp_path / "pids")}
    server = argocd.with_name("argocd-cmp-server")
    with serving(server, ROOT / "plugins/argocd", sockets, sidecar) as running:
        yield running


def hardened(pod: dict[str, Any]) -> bool:
    spec = pod.get("template", pod).get("spec", pod)
    context = spec["containers"][0]["securityContext"]
    return bool(context["readOnlyRootFilesystem"] and context["capabilities"] == {"drop": ["ALL"]})


def test_what_the_server_knows_of_the_plugin(plugin: Plugin, repository: Path) -> None:
    assert plugin.discovers()
    write(repository, FOLDER)
    assert "values-files" in plugin.parameters(repository, WEB)


def test_the_example_is_chosen_by_name_only(
    argocd: Path, programs: Path, sockets: Path, repository: Path
) -> None:
    sidecar = {"PATH": f"{programs}:/usr/bin:/bin"}
    server = argocd.with_name("argocd-cmp-server")
    with serving(server, ROOT / "examples/argocd", sockets, sidecar) as plugin:
        assert not plugin.discovers()
        assert hardened(objects(plugin.generate(write(repository, FOLDER), WEB, environ()))["Pod"]["spec"])


@pytest.mark.parametrize(
    ("files", "lacking", "matches"),
    [
        (CHART, "", True),
        (CHART, "helm", False),
        (KUSTOMIZATION, "", True),
        (KUSTOMIZATION, "kustomize", False),
        (FOLDER, "", True),
        (FOLDER, "helm", True),
        ({f"{WEB}/README.md": "apiVersion, kind"}, "", False),
        ({f"{WEB}/app.jsonnet": "{}", **FOLDER}, "", False),
    ],
)
def test_discovery(
    plugin: Plugin, programs: Path, repository: Path, files: dict[str, str], lacking: str, matches: bool
) -> None:
    if lacking:
        (programs / lacking).unlink()
    assert plugin.matches(write(repository, files), WEB, environ()) == matches


def test_a_chart_with_a_dependency(plugin: Plugin, repository: Path) -> None:
    set_by_user = parameters(
        values_files=["/values/everywhere.yaml", "values-production.yaml"],
        helm_parameters={"many": "{a,b}"},
        skip_tests="true",
    )
    found = objects(plugin.generate(write(repository, CHART), WEB, environ(**set_by_user)))
    assert sorted(found) == ["ConfigMap", "CustomResourceDefinition", "Deployment", "Job"]
    assert found["ConfigMap"]["metadata"]["namespace"] == "blue"
    assert found["ConfigMap"]["data"] == {
        "greeting": '"good day"',
        "many": '["a","b"]',
        "kubernetes": "v1.34.1",
        "gateway": "true",
    }
    assert found["Deployment"]["metadata"]["name"] == "shop"
    assert found["Deployment"]["metadata"]["labels"] == {"stage": "production", "space": "blue"}
    assert hardened(found["Deployment"]["spec"])
    assert hardened(found["Job"]["spec"])


def test_a_kustomization(plugin: Plugin, repository: Path) -> None:
    set_by_user = parameters(
        kustomize_images=["registry.example.com/web=registry.example.com/other:2"],
        kustomize_name_prefix="my-",
        kustomize_replicas=["web=3"],
        namespace="green",
    )
    found = objects(plugin.generate(write(repository, KUSTOMIZATION), WEB, environ(**set_by_user)))[
        "Deployment"
    ]
    assert found["metadata"] == {
        "name": "my-base-web",
        "namespace": "green",
        "labels": {"stage": "production", "space": "green"},
    }
    assert found["spec"]["replicas"] == 3
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "registry.example.com/other:2"
    assert hardened(found["spec"])


def test_a_folder(plugin: Plugin, repository: Path) -> None:
    write(repository, FOLDER)
    found = objects(plugin.generate(repository, WEB, environ()))
    assert sorted(found) == ["ConfigMap", "Deployment", "Pod"]
    assert found["Deployment"]["metadata"]["labels"] == {"stage": "production", "space": "blue"}
    assert hardened(found["Deployment"]["spec"])
    assert hardened(found["Pod"]["spec"])
    assert len(plugin.generate(repository, WEB, environ(**parameters(recurse="true")))) == 4


def test_several_at_once(plugin: Plugin, repository: Path) -> None:
    write(repository, CHART)

    def greeting(number: int) -> Any:
        asked = environ(**parameters(helm_string_parameters={"greeting": f"number {number}"}))
        return objects(plugin.generate(repository, WEB, asked))["ConfigMap"]["data"]["greeting"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(greeting, range(8))) == [f'"number {number}"' for number in range(8)]


def test_a_helm_that_dies_half_way(plugin: Plugin, programs: Path, repository: Path) -> None:
    executable(programs / "helm", HALF)
    with pytest.raises(grpc.RpcError) as caught:
        plugin.generate(write(repository, CHART), WEB, environ())
    message = caught.value.details()
    assert "`kharden cmp generate` failed exit status 1" in message
    assert "helm template was killed by SIGKILL:\nout of memory, says helm" in message
    assert "Traceback" not in message


def test_a_chart_that_fails_says_what_helm_said(plugin: Plugin, repository: Path) -> None:
    write(repository, {**CHART, f"{WEB}/templates/fail.yaml": '{{ fail "greeting is required" }}'})
    with pytest.raises(grpc.RpcError) as caught:
        plugin.generate(repository, WEB, environ())
    assert "greeting is required" in caught.value.details()


@pytest.mark.parametrize("template", ["", "# only a comment\n", "---\n---\n"])
def test_users_row_03_an_empty_render_prunes_nothing(plugin: Plugin, repository: Path, template: str) -> None:
    chart = {
        f"{WEB}/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        f"{WEB}/templates/x.yaml": template,
    }
    write(repository, chart)
    with pytest.raises(grpc.RpcError) as caught:
        plugin.generate(repository, WEB, environ())
    assert "allow-empty" in caught.value.details()
    assert plugin.generate(repository, WEB, environ(**parameters(allow_empty="true"))) == []
    assert plugin.generate(repository, WEB, environ(ARGOCD_ENV_KHARDEN_ALLOW_EMPTY="true")) == []


def test_a_render_that_takes_too_long_leaves_nothing_running(
    plugin: Plugin, programs: Path, repository: Path, tmp_path: Path
) -> None:
    executable(programs / "helm", SLOW)
    with pytest.raises(grpc.RpcError):
        plugin.generate(write(repository, CHART), WEB, environ(), timeout=2)
    pids = (tmp_path / "pids").read_text().split()
    assert len(pids) == 2
    wait_until(lambda: not running(pids), 3)  # before Argo CD's KILL, five seconds after its TERM


def test_users_row_10_hooks_are_hardened(plugin: Plugin, repository: Path) -> None:
    found = objects(plugin.generate(write(repository, CHART), WEB, environ()))["Pod"]
    assert found["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert hardened(found["spec"])


def test_users_row_12_no_message_is_on_stdout(
    argocd: Path, programs: Path, sockets: Path, repository: Path
) -> None:
    chart = CHART[f"{WEB}/Chart.yaml"] + "deprecated: true\n"  # Helm warns of that
    write(repository, {**CHART, f"{WEB}/Chart.yaml": chart})
    sidecar = {"PATH": f"{programs}:/usr/bin:/bin", "KHARDEN_VERBOSE": "1", "HELM_DEBUG": "1"}
    server = argocd.with_name("argocd-cmp-server")
    with serving(server, ROOT / "plugins/argocd", sockets, sidecar) as plugin:
        assert len(objects(plugin.generate(repository, WEB, environ()))) == 5


def test_users_row_28_an_error_says_where_and_no_secret(plugin: Plugin, repository: Path) -> None:
    broken = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData:\n  a: hunter2\n  b: [hunter2\n"
    )
    with pytest.raises(grpc.RpcError) as caught:
        plugin.generate(write(repository, {**FOLDER, f"{WEB}/30-secret.yaml": broken}), WEB, environ())
    message = caught.value.details()
    assert "document 4" in message
    assert "30-secret.yaml" in message
    assert "hunter2" not in message


def test_users_row_29_the_namespace_is_known(plugin: Plugin, repository: Path) -> None:
    write(repository, FOLDER)
    for namespace in ("blue", "green"):
        found = objects(plugin.generate(repository, WEB, environ(ARGOCD_APP_NAMESPACE=namespace)))
        assert found["Deployment"]["metadata"]["labels"]["space"] == namespace
    with pytest.raises(grpc.RpcError) as caught:
        plugin.generate(repository, WEB, environ(ARGOCD_APP_NAMESPACE=""))
    assert "NAMESPACE" in caught.value.details()
