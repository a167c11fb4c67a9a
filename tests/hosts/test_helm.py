"""Real Helm 3 and 4 with kharden as their post-renderer: what comes out, and what a failure says."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.hosts.helm import install, plugin_folder

CHARTS = Path(__file__).parent / "charts"
HOOKED = CHARTS / "hooked"
EMPTY = CHARTS / "empty"
Helm = Callable[..., "subprocess.CompletedProcess[str]"]

FOUR = ["helm", "helm_4_1"]
THREE = pytest.param("helm_3", marks=pytest.mark.hosts)


@pytest.fixture
def environment(tmp_path: Path, kharden_folder: Path) -> dict[str, str]:
    """What a Helm of its own needs: no plugin, no repository, no cluster, and kharden on PATH."""
    return {
        "HOME": str(tmp_path),
        "HELM_DATA_HOME": str(tmp_path / "data"),
        "PATH": f"{kharden_folder}:/usr/bin:/bin",
    }


@pytest.fixture
def host(request: pytest.FixtureRequest, environment: dict[str, str]) -> Helm:
    """A function that runs the Helm that the test names; Helm 4 has the plugin."""
    binary = request.getfixturevalue(request.param)

    def run(*arguments: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        command = [binary, *arguments]
        return subprocess.run(
            command, env={**environment, **variables}, capture_output=True, text=True, check=False
        )

    if request.param in FOUR:
        install(plugin_folder(environment, sys.platform))
    return run


def objects(stream: str) -> dict[str, Any]:
    """The objects of a stream by kind."""
    return {found["kind"]: found for found in YAML(typ="safe").load_all(stream) if found}


def containers(found: Any) -> Iterator[dict[str, Any]]:
    """Every container below a node."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key in ("containers", "initContainers"):
                yield from value
            yield from containers(value)


def hardened(found: Any) -> bool:
    """Whether each container of an object has its root read-only, and no capability."""
    contexts = [container.get("securityContext", {}) for container in containers(found)]
    assert contexts
    return all(
        context.get("readOnlyRootFilesystem") and context.get("capabilities") == {"drop": ["ALL"]}
        for context in contexts
    )


RENDERED = ["template", "web", HOOKED, "--post-renderer", "kharden"]


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_a_chart_comes_out_hardened(host: Helm) -> None:
    done = host(*RENDERED)
    assert (done.returncode, done.stderr) == (0, "")
    assert hardened(objects(done.stdout)["Deployment"])
    assert "# Source: hooked/templates/deployment.yaml\n" in done.stdout
    assert "# the only one\n" in done.stdout


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_what_is_no_workload_stays(host: Helm) -> None:
    plain = host("template", "web", HOOKED)
    done = host(*RENDERED)
    assert objects(done.stdout)["ConfigMap"] == objects(plain.stdout)["ConfigMap"]


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_users_row_01_helm_4_takes_the_plugin(host: Helm, kharden_folder: Path) -> None:
    by_path = host("template", "web", HOOKED, "--post-renderer", kharden_folder / "kharden")
    assert by_path.returncode == 1
    assert host(*RENDERED).returncode == 0


@pytest.mark.hosts
@pytest.mark.parametrize("host", ["helm_3"], indirect=True)
def test_users_row_01_helm_3_takes_the_executable(host: Helm, kharden_folder: Path) -> None:
    by_path = host("template", "web", HOOKED, "--post-renderer", kharden_folder / "kharden")
    assert by_path.stdout == host(*RENDERED).stdout
    assert hardened(objects(by_path.stdout)["Deployment"])


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_users_row_02_every_helm_4_loads_the_plugin(host: Helm, environment: dict[str, str]) -> None:
    assert "kharden" in host("plugin", "list").stdout
    manifest = Path(environment["HELM_DATA_HOME"], "plugins/kharden/plugin.yaml")
    manifest.write_text(manifest.read_text() + "description: a key that Helm does not know\n")
    assert "kharden" not in host("plugin", "list").stdout
    assert host(*RENDERED).returncode == 1


@pytest.mark.parametrize("host", FOUR, indirect=True)
@pytest.mark.parametrize("stream", ["template", "install"])
def test_users_row_10_helm_4_sends_hooks_and_test_pods(host: Helm, stream: str) -> None:
    arguments = RENDERED if stream == "template" else ["install", *RENDERED[1:], "--dry-run=client"]
    done = host(*arguments)
    assert done.returncode == 0
    found = objects(done.stdout[done.stdout.index("---\n") :].replace("\nMANIFEST:", ""))
    assert sorted(found) == ["ConfigMap", "Deployment", "Job", "Pod"]
    assert [hardened(found[kind]) for kind in ("Deployment", "Job", "Pod")] == [True] * 3


@pytest.mark.hosts
@pytest.mark.parametrize("host", ["helm_3"], indirect=True)
def test_users_row_10_helm_3_keeps_hooks_back(host: Helm) -> None:
    found = objects(host(*RENDERED).stdout)
    assert hardened(found["Deployment"])
    assert not hardened(found["Job"])
    assert not hardened(found["Pod"])


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_users_row_29_the_namespace_is_an_argument(host: Helm) -> None:
    chart = [*RENDERED, "--namespace", "shop", "--set", "variable=${NAMESPACE}"]
    unknown = host(*chart)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    known = host(*chart, "--post-renderer-args", "--namespace=shop")
    assert [one["env"] for one in containers(objects(known.stdout)["Deployment"])] == [
        [{"name": "VALUE", "value": "shop"}]
    ]


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_users_row_03_an_empty_chart_is_an_error_unless_allowed(host: Helm) -> None:
    chart = ["template", "web", EMPTY, "--post-renderer", "kharden"]
    done = host(*chart)
    assert (done.returncode, done.stdout) == (1, "")
    for allowed in (
        host(*chart, "--post-renderer-args", "--allow-empty"),
        host(*chart, KHARDEN_ALLOW_EMPTY="1"),
    ):
        assert (allowed.returncode, objects(allowed.stdout)) == (0, {})


@pytest.mark.hosts
@pytest.mark.parametrize("host", ["helm_3"], indirect=True)
def test_users_row_03_an_output_folder_is_no_way_past_helm_3(host: Helm, tmp_path: Path) -> None:
    done = host(*RENDERED, "--output-dir", tmp_path / "out")
    assert done.returncode == 1
    assert "--output-dir" in done.stderr


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_users_row_28_helm_4_hides_the_error_but_the_log_file_has_it(host: Helm, tmp_path: Path) -> None:
    log = tmp_path / "kharden.log"
    done = host(*RENDERED, "--set", "variable=${LOG_LEVEL}", KHARDEN_LOG_FILE=str(log))
    assert (done.returncode, done.stdout) == (1, "")
    assert "LOG_LEVEL" not in done.stderr
    said = log.read_text()
    for part in ("LOG_LEVEL", "hooked/templates/deployment.yaml", "Deployment", "web"):
        assert part in said


@pytest.mark.hosts
@pytest.mark.parametrize("host", ["helm_3"], indirect=True)
def test_users_row_28_helm_3_shows_the_error(host: Helm) -> None:
    done = host(*RENDERED, "--set", "variable=${LOG_LEVEL}")
    assert (done.returncode, done.stdout) == (1, "")
    for part in ("LOG_LEVEL", "hooked/templates/deployment.yaml", "Deployment", "web"):
        assert part in done.stderr


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_users_row_12_only_manifests_come_out(host: Helm) -> None:
    loud = host(*RENDERED, "--post-renderer-args", "-v")
    assert loud.stdout == host(*RENDERED, "--post-renderer-args", "--quiet").stdout
    assert sorted(objects(loud.stdout)) == ["ConfigMap", "Deployment", "Job", "Pod"]


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_users_row_33_without_the_plugin_helm_4_says_only_not_found(
    host: Helm, environment: dict[str, str], kharden_folder: Path
) -> None:
    command = kharden_folder / "kharden"
    subprocess.run([command, "helm", "uninstall-plugin"], env=environment, check=True, capture_output=True)
    done = host(*RENDERED)
    assert done.returncode == 1
    assert "not found" in done.stderr
    says = subprocess.run(
        [command, "helm", "install-plugin"], env=environment, check=True, capture_output=True, text=True
    )
    assert f"{environment['HELM_DATA_HOME']}/plugins/kharden/plugin.yaml" in says.stdout
    assert host(*RENDERED).returncode == 0


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_the_plugin_folder_of_the_repository_can_be_linked(host: Helm, environment: dict[str, str]) -> None:
    folder = Path(__file__).parents[2] / "plugins/helm/kharden"
    apart = {"HELM_DATA_HOME": f"{environment['HOME']}/linked"}
    assert host("plugin", "install", folder, **apart).returncode == 0
    assert hardened(objects(host(*RENDERED, **apart).stdout)["Deployment"])


@pytest.mark.parametrize("host", [*FOUR, THREE], indirect=True)
def test_a_chart_cannot_bring_a_profile_of_its_own(host: Helm) -> None:
    """Its one template is a KRM function's ResourceList whose functionConfig switches everything off."""
    done = host("template", "web", CHARTS / "selfish", "--post-renderer", "kharden")
    (found,) = YAML(typ="safe").load_all(done.stdout)
    (pod,) = found.get("items", [found])
    assert hardened(pod)


@pytest.mark.parametrize("host", FOUR, indirect=True)
def test_every_strategy_of_helm_4_gives_the_same_documents(
    host: Helm, environment: dict[str, str], kharden_folder: Path
) -> None:
    """`combined` is one run, `separate` a run of its own for hooks; under `nohooks` hooks escape.

    Programs choose one through Helm's Go library, as seen with 4.3.1; the command line has `combined` alone.
    """

    def filtered(paths: list[str]) -> dict[str, Any]:
        shown = [argument for path in paths for argument in ("--show-only", f"templates/{path}.yaml")]
        stream = host("template", "web", HOOKED, *shown).stdout
        command = [kharden_folder / "kharden"]
        done = subprocess.run(
            command, env=environment, input=stream, check=True, capture_output=True, text=True
        )
        return objects(done.stdout)

    combined = objects(host(*RENDERED).stdout)
    assert filtered(["configmap", "deployment"]) | filtered(["migration", "test"]) == combined
