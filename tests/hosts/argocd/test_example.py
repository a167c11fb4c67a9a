"""examples/argocd: the sidecar that it adds to Argo CD, and its Application."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.hosts.argocd.parameters import PARAMETERS, Parameters
from postrender.standards import check

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples/argocd"

REPO_SERVER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  template:
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: argocd-repo-server
          image: quay.io/argoproj/argocd:v3.1.16
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      volumes:
        - {name: var-files, emptyDir: {}}
        - {name: plugins, emptyDir: {}}
"""
"""As much of Argo CD's own Deployment as the sidecar needs."""


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.fixture(scope="module")
def installed(kubectl: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Argo CD with the component added, by kind."""
    folder = tmp_path_factory.mktemp("argo-cd").resolve()
    (folder / "deployment.yaml").write_text(REPO_SERVER)
    kustomization = {"resources": ["deployment.yaml"], "components": [os.path.relpath(EXAMPLE, folder)]}
    (folder / "kustomization.yaml").write_text(json.dumps(kustomization))
    built = subprocess.run([kubectl, "kustomize", folder], capture_output=True, check=True, text=True).stdout
    return {found["kind"]: found for found in YAML(typ="safe").load_all(built)}


def test_the_sidecar_is_added(installed: dict[str, Any]) -> None:
    spec = installed["Deployment"]["spec"]["template"]["spec"]
    assert [container["name"] for container in spec["containers"]] == ["kharden", "argocd-repo-server"]
    mounted = {
        mount["name"] for container in spec["containers"] for mount in container.get("volumeMounts", ())
    }
    assert mounted == {volume["name"] for volume in spec["volumes"]}


def test_the_sidecar_meets_the_restricted_standard(installed: dict[str, Any]) -> None:
    assert check(installed["Deployment"]["spec"]["template"], "restricted", "latest") == []


def test_the_sidecar_reads_the_plugin_of_the_example(installed: dict[str, Any]) -> None:
    volumes = installed["Deployment"]["spec"]["template"]["spec"]["volumes"]
    (config,) = (volume["configMap"] for volume in volumes if "configMap" in volume)
    assert installed["ConfigMap"]["metadata"]["name"] == config["name"] != "kharden-plugin"
    assert installed["ConfigMap"]["data"]["plugin.yaml"] == (EXAMPLE / "plugin.yaml").read_text()


def test_the_application_names_the_plugin_and_sets_what_it_takes() -> None:
    plugin = read(EXAMPLE / "application.yaml")["spec"]["source"]["plugin"]
    assert plugin["name"] == read(EXAMPLE / "plugin.yaml")["metadata"]["name"]
    parameters = Parameters.read(json.dumps(plugin["parameters"]))
    assert parameters.items("values-files") == ["values-production.yaml"]


def test_the_readme_names_each_parameter() -> None:
    readme = (EXAMPLE / "README.md").read_text()
    assert [parameter.name for parameter in PARAMETERS if f"`{parameter.name}`" not in readme] == []


def test_both_plugins_run_the_same() -> None:
    example, whole = read(EXAMPLE / "plugin.yaml"), read(ROOT / "plugins/argocd/plugin.yaml")
    assert example["metadata"] == whole["metadata"]
    assert example["spec"]["generate"] == whole["spec"]["generate"]
