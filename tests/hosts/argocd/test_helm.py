"""Charts, rendered by the real Helm as Argo CD renders them."""

import json
import os
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.hosts.argocd import source
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.helm import template_command
from postrender.hosts.argocd.process import RenderError
from tests.hosts.argocd.repositories import CHART, write

ENVIRON = {
    "ARGOCD_APP_NAME": "shop",
    "ARGOCD_APP_NAMESPACE": "blue",
    "ARGOCD_APP_SOURCE_PATH": "apps/web",
    "KUBE_VERSION": "1.34.1",
    "KUBE_API_VERSIONS": "v1,apps/v1,gateway.networking.k8s.io/v1",
}


@pytest.fixture
def repository(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a chart; on PATH nothing but the newest Helm, or the parameter's."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/helm").symlink_to(request.getfixturevalue(getattr(request, "param", "helm")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return write(tmp_path / "repository", CHART)


def application(repository: Path, parameters: dict[str, Any], **environ: str) -> Application:
    kinds: dict[type, str] = {str: "string", list: "array", dict: "map"}
    sent = [{"name": name, kinds[type(value)]: value} for name, value in parameters.items()]
    return Application(
        {**ENVIRON, "ARGOCD_APP_PARAMETERS": json.dumps(sent), **environ}, repository / "apps/web"
    )


def render(repository: Path, parameters: dict[str, Any], **environ: str) -> str:
    home = repository.parent / "home"
    home.mkdir(exist_ok=True)
    with (home / "manifests").open("w+b") as out:
        source.render(application(repository, parameters, **environ), home, {**os.environ, **environ}, out)
        out.seek(0)
        return out.read().decode()


def objects(text: str) -> dict[str, Any]:
    """Rendered objects by kind, `facts` by its data."""
    read = [document for document in YAML(typ="safe").load_all(text) if document]
    return {found["kind"]: found.get("data", found) for found in read}


@pytest.mark.parametrize(
    "repository", ["helm", "helm_4_1", pytest.param("helm_3", marks=pytest.mark.hosts)], indirect=True
)
def test_a_chart_is_rendered_as_argo_cd_does(repository: Path) -> None:
    found = objects(render(repository, {}))
    assert sorted(found) == ["ConfigMap", "CustomResourceDefinition", "Deployment", "Job", "Pod"]
    assert found["Deployment"]["metadata"]["name"] == "shop"
    assert found["ConfigMap"] == {
        "greeting": '"hello"',
        "many": "null",
        "kubernetes": "v1.34.1",
        "gateway": "true",
    }


@pytest.mark.parametrize(
    ("parameters", "name", "value"),
    [
        ({"values-files": ["values-production.yaml"]}, "greeting", "good day"),
        ({"values-files": ["../../values/everywhere.yaml"]}, "greeting", "welcome"),
        ({"values-files": ["/values/everywhere.yaml", "values-production.yaml"]}, "greeting", "good day"),
        ({"values-files": ["values-production.yaml"], "values": "greeting: {a: 1}"}, "greeting", {"a": 1}),
        ({"values": "greeting: a", "helm-parameters": {"greeting": "b"}}, "greeting", "b"),
        ({"helm-parameters": {"many": "{a,b}"}}, "many", ["a", "b"]),
        ({"helm-parameters": {"greeting": "a,many=b"}}, "greeting", "a,many=b"),
        ({"helm-parameters": {"greeting": r"a\,b,c"}}, "greeting", "a,b,c"),
        ({"helm-parameters": {"greeting": "5"}}, "greeting", 5),
        ({"helm-string-parameters": {"greeting": "5"}}, "greeting", "5"),
        ({"helm-string-parameters": {"greeting": "-x --y"}}, "greeting", "-x --y"),
        ({"helm-parameters": {"many[0].name": "x"}}, "many", [{"name": "x"}]),
        ({"ignore-missing-values-files": "true", "values-files": ["no.yaml"]}, "greeting", "hello"),
    ],
)
def test_values(repository: Path, parameters: dict[str, Any], name: str, value: Any) -> None:
    assert json.loads(objects(render(repository, parameters))["ConfigMap"][name]) == value


def test_a_values_file_is_one_file_whatever_its_name(repository: Path) -> None:
    write(repository, {'apps/web/a"b,/values.yaml': "greeting: odd\n"})
    found = objects(render(repository, {"values-files": ['a"b,/values.yaml']}))
    assert json.loads(found["ConfigMap"]["greeting"]) == "odd"


@pytest.mark.parametrize(
    ("parameters", "lacks"),
    [({"skip-crds": "true"}, "CustomResourceDefinition"), ({"skip-tests": "true"}, "Pod")],
)
def test_what_is_skipped(repository: Path, parameters: dict[str, str], lacks: str) -> None:
    assert lacks in render(repository, {})
    assert lacks not in objects(render(repository, parameters))


def test_the_name_and_namespace_of_the_release(repository: Path) -> None:
    text = render(repository, {"release-name": "other", "namespace": "green"})
    assert "name: other\n" in text
    assert "namespace: green}" in text


@pytest.mark.parametrize(
    ("parameters", "environ", "message"),
    [
        ({"values-files": ["no.yaml"]}, {}, "values file 'no.yaml' does not exist"),
        ({"values-files": ["../../../secret"]}, {}, "'../../../secret' leads outside of the repository"),
        (
            {"values-files": ["https://example.com/v.yaml"]},
            {},
            "values file 'https://example.com/v.yaml' does not",
        ),
        ({}, {"ARGOCD_APP_NAME": ""}, "no release name: neither ARGOCD_APP_NAME nor the parameter"),
        (
            {"release-name": "--post-renderer=/bin/sh"},
            {},
            "invalid release name",
        ),
        ({"release-name": '{{ env "PATH" }}'}, {}, "invalid release name"),
        ({"namespace": "--debug"}, {}, ""),
        ({"values": "greeting: ["}, {}, "helm template failed with exit status 1:\n"),
    ],
)
def test_what_is_refused(
    repository: Path, parameters: dict[str, Any], environ: dict[str, str], message: str
) -> None:
    if message:
        with pytest.raises(RenderError) as caught:
            render(repository, parameters, **environ)
        assert message in str(caught.value)
    else:
        assert "namespace: --debug}" in render(repository, parameters, **environ)


def test_helm_keeps_nothing_outside_of_the_private_folder(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "user").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    render(repository, {})
    assert not list((tmp_path / "user").iterdir())


def test_dependencies_are_built_only_where_they_lack(repository: Path) -> None:
    render(repository, {})
    (built,) = (repository / "apps/web/charts").iterdir()
    changed = built.stat().st_mtime_ns
    render(repository, {})
    assert built.stat().st_mtime_ns == changed


def test_a_dependency_that_is_nowhere(repository: Path) -> None:
    (repository / "charts/common/Chart.yaml").unlink()
    with pytest.raises(RenderError, match="helm dependency build failed with exit status 1:\nError: "):
        render(repository, {})


@pytest.mark.parametrize("configured", [False, True])
def test_a_locked_dependency_from_a_chart_repository(
    repository: Path, tmp_path: Path, helm: Path, configured: bool
) -> None:
    """`helm dependency build` refuses a repository that it was not told of, by us or by the administrator."""
    served = tmp_path / "served"
    served.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(served))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            run = partial(_helm, helm, tmp_path)
            run("package", "--destination", str(served), str(repository / "charts/common"))
            run("repo", "index", "--url", url, str(served))
            chart = CHART["apps/web/Chart.yaml"].replace("file://../../charts/common", url)
            write(repository, {"apps/web/Chart.yaml": chart})
            run("dependency", "update", str(repository / "apps/web"))
            (built,) = (repository / "apps/web/charts").iterdir()
            built.unlink()
            config = {"HELM_REPOSITORY_CONFIG": str(tmp_path / "repositories.yaml")} if configured else {}
            if configured:
                run("repo", "add", "ours", url, "--repository-config", config["HELM_REPOSITORY_CONFIG"])
            assert "Job" in objects(render(repository, {}, **config))
        finally:
            server.shutdown()
            thread.join()


def _helm(helm: Path, home: Path, *arguments: str) -> None:
    subprocess.run([helm, *arguments], env={"HOME": str(home)}, check=True, capture_output=True)


def test_no_value_of_a_user_is_an_option_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"apps/web/--values.yaml": ""})
    parameters = {
        "release-name": "--a",
        "namespace": "--b",
        "values-files": ["--values.yaml"],
        "values": "--c",
        "helm-parameters": {"--d": "--e"},
        "helm-string-parameters": {"--f": "--g"},
    }
    command = template_command(application(tmp_path, parameters), tmp_path)
    options, arguments = command[2 : command.index("--")], command[command.index("--") + 1 :]
    assert {option.partition("=")[0] for option in options} == {
        "--namespace", "--kube-version", "--values", "--set", "--set-string", "--api-versions",
        "--include-crds",
    }  # fmt: skip
    assert arguments == ["--a", "."]
