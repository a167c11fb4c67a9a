"""Kustomizations, rendered by the real kustomize."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.hosts.argocd import source
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError
from tests.hosts.argocd.repositories import KUSTOMIZATION, write

pytestmark = pytest.mark.hosts


@pytest.fixture
def repository(kustomize: Path, helm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a kustomization; on PATH nothing but kustomize and helm."""
    (tmp_path / "bin").mkdir()
    for program in (kustomize, helm):
        (tmp_path / "bin" / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return write(tmp_path / "repository", KUSTOMIZATION)


def render(repository: Path, parameters: dict[str, Any], **environ: str) -> Any:
    """The one object of the kustomization."""
    kinds: dict[type, str] = {str: "string", list: "array"}
    sent = [{"name": name, kinds[type(value)]: value} for name, value in parameters.items()]
    application = Application({"ARGOCD_APP_PARAMETERS": json.dumps(sent)}, repository / "apps/web")
    home = repository.parent / "home"
    home.mkdir()
    with (home / "manifests").open("w+b") as out:
        source.render(application, home, {**os.environ, **environ}, out)
        out.seek(0)
        return YAML(typ="safe").load(out.read())


@pytest.mark.parametrize(
    ("parameters", "path", "value"),
    [
        ({}, "metadata.name", "base-web"),
        ({}, "metadata.namespace", "blue"),
        ({"namespace": "green"}, "metadata.namespace", "green"),
        ({"kustomize-name-prefix": "my-"}, "metadata.name", "my-base-web"),
        ({"kustomize-name-suffix": "-2"}, "metadata.name", "base-web-2"),
        ({"kustomize-name-suffix": "--help"}, "metadata.name", "base-web--help"),
        ({"kustomize-replicas": ["web=5"]}, "spec.replicas", 5),
    ],
)
def test_what_an_application_sets(
    repository: Path, parameters: dict[str, Any], path: str, value: Any
) -> None:
    found = render(repository, parameters)
    for key in path.split("."):
        found = found[key]
    assert found == value


@pytest.mark.parametrize(
    ("image", "becomes"),
    [
        ("registry.example.com/web:2", "registry.example.com/web:2"),
        ("registry.example.com/web=other:3", "other:3"),
        ("registry.example.com/web@sha256:" + 64 * "a", "registry.example.com/web@sha256:" + 64 * "a"),
    ],
)
def test_images(repository: Path, image: str, becomes: str) -> None:
    found = render(repository, {"kustomize-images": [image]})
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == becomes


def test_the_source_stays_as_it_is(repository: Path) -> None:
    def files() -> dict[str, str]:
        return {str(path): path.read_text() for path in repository.rglob("*") if path.is_file()}

    before = files()
    render(repository, {"namespace": "green", "kustomize-name-prefix": "my-"})
    assert files() == before


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"kustomize-images": ["--help"]}, "kustomize edit set image failed with exit status 1:\nError: "),
        ({"kustomize-replicas": ["web"]}, "kustomize edit set replicas failed with exit status 1:\nError: "),
    ],
)
def test_what_kustomize_refuses(repository: Path, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(RenderError) as caught:
        render(repository, parameters)
    assert message in str(caught.value)


def test_build_options_are_the_administrators(repository: Path) -> None:
    chart = {
        "apps/web/kustomization.yaml": "helmGlobals: {chartHome: .}\nhelmCharts: [{name: inner}]\n",
        "apps/web/inner/Chart.yaml": "apiVersion: v2\nname: inner\nversion: 1.0.0\n",
        "apps/web/inner/values.yaml": "",
        "apps/web/inner/templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: inner}\n",
    }
    write(repository, chart)
    options = {"KHARDEN_KUSTOMIZE_BUILD_OPTIONS": "--enable-helm --load-restrictor LoadRestrictionsNone"}
    assert render(repository, {}, **options)["metadata"]["name"] == "inner"
    (repository.parent / "home").rename(repository.parent / "first")
    with pytest.raises(RenderError, match="must specify --enable-helm"):
        render(repository, {}, ARGOCD_ENV_KHARDEN_KUSTOMIZE_BUILD_OPTIONS="--enable-helm")
