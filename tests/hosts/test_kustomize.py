"""Real kustomize with kharden as its exec function."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.hosts

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/kustomize"
Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example, to be changed."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example"))


@pytest.fixture
def build(kustomize: Path, kharden_folder: Path, tmp_path: Path) -> Build:
    """A function that builds a folder's kustomization, from some other working directory."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {"HOME": str(tmp_path), "PATH": f"{kharden_folder}:/usr/bin:/bin", **variables}
        command = [str(kustomize), "build", "--enable-alpha-plugins", "--enable-exec", str(folder)]
        return subprocess.run(
            command, env=environment, cwd=elsewhere, capture_output=True, text=True, check=False
        )

    return run


def objects(stream: str) -> dict[str, Any]:
    """The objects of a stream by kind."""
    return {found["kind"]: found for found in YAML(typ="safe").load_all(stream)}


def container(found: dict[str, Any]) -> Any:
    """The one container of a Deployment or Job."""
    return found["spec"]["template"]["spec"]["containers"][0]


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_the_example_gives_its_golden_output(build: Build) -> None:
    done = build(EXAMPLE / "overlay")
    assert done.returncode == 0
    assert done.stdout == (EXAMPLE / "golden.yaml").read_text()


def test_users_row_30_it_works_from_any_directory_and_reads_none(build: Build, example: Path) -> None:
    for folder in (example / "overlay", example.parent / "elsewhere"):
        (folder / "restricted@1").write_text("not a profile\n")
        (folder / "profile.yaml").write_text("not a profile\n")
    assert build(example / "overlay").stdout == (EXAMPLE / "golden.yaml").read_text()


def test_users_row_29_the_overlays_namespace_is_known(build: Build, example: Path) -> None:
    edit(example / "overlay/kustomization.yaml", "namespace: shop", "namespace: market")
    found = objects(build(example / "overlay").stdout)
    assert container(found["Deployment"])["env"] == [
        {"name": "NAMESPACE", "value": "market"},
        {"name": "LOG_LEVEL", "value": "info"},
    ]


def test_users_row_29_without_a_namespace_there_is_no_default(build: Build, example: Path) -> None:
    edit(example / "overlay/kustomization.yaml", "namespace: shop\n", "")
    done = build(example / "overlay")
    assert (done.returncode, done.stdout) == (1, "")
    assert "NAMESPACE" in done.stderr


def test_a_job_is_hardened_like_a_deployment(build: Build) -> None:
    found = objects(build(EXAMPLE / "overlay").stdout)
    for kind in ("Deployment", "Job"):
        assert container(found[kind])["securityContext"]["readOnlyRootFilesystem"] is True


def test_a_pod_that_is_left_is_reported_on_stderr(build: Build, example: Path) -> None:
    edit(
        example / "base/migration.yaml",
        "restartPolicy: Never",
        "restartPolicy: Never\n      hostNetwork: true",
    )
    done = build(example / "overlay")
    assert done.returncode == 0
    assert "migration" in done.stderr


def test_a_failing_build_says_why(build: Build, example: Path) -> None:
    edit(example / "base/deployment.yaml", "${LOG_LEVEL:-info}", "${LOG_LEVEL}")
    done = build(example / "overlay")
    assert (done.returncode, done.stdout) == (1, "")
    for part in ("LOG_LEVEL", "Deployment", "backend"):
        assert part in done.stderr


def test_a_mistake_in_the_profile_says_where(build: Build, example: Path) -> None:
    edit(example / "overlay/kharden.yaml", "images:", "image:")
    done = build(example / "overlay")
    assert (done.returncode, done.stdout) == (1, "")
    assert "spec.image: unknown key; did you mean 'images'?" in done.stderr


def test_the_environment_gives_values(build: Build, example: Path) -> None:
    edit(example / "base/deployment.yaml", "${LOG_LEVEL:-info}", "${LOG_LEVEL}")
    found = objects(build(example / "overlay", LOG_LEVEL="debug").stdout)
    assert container(found["Deployment"])["env"][1] == {"name": "LOG_LEVEL", "value": "debug"}


def test_a_transformer_in_a_base_runs_before_the_overlays_patches(build: Build, example: Path) -> None:
    """Why the function belongs into the outermost overlay: a further one brings `privileged` back."""
    outermost = example / "outermost"
    outermost.mkdir()
    kustomization = outermost / "kustomization.yaml"
    kustomization.write_text(
        "resources: [../overlay]\n"
        "patches:\n"
        "  - target: {kind: Deployment}\n"
        "    patch: |\n"
        "      - op: add\n"
        "        path: /spec/template/spec/containers/0/securityContext/privileged\n"
        "        value: true\n"
    )
    assert container(objects(build(outermost).stdout)["Deployment"])["securityContext"]["privileged"] is True


def test_the_file_to_copy_works_as_it_is(build: Build, example: Path) -> None:
    shutil.copy(ROOT / "plugins/kustomize/kharden.yaml", example / "overlay/kharden.yaml")
    found = objects(build(example / "overlay").stdout)
    assert container(found["Job"])["securityContext"]["readOnlyRootFilesystem"] is True
    assert "annotations" not in found["Job"]["metadata"]


def test_kubectl_runs_no_exec_functions(kubectl: Path) -> None:
    """What the plugin's README says; the day it changes, so should the README."""
    done = subprocess.run(
        [kubectl, "kustomize", "--enable-exec", EXAMPLE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "unknown flag: --enable-exec" in done.stderr


def test_as_a_function_it_does_what_it_does_as_a_filter(
    build: Build, kharden_folder: Path, shared: Path, tmp_path: Path
) -> None:
    """Over real charts, and each time as kustomize writes it, which has a format of its own."""
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    shutil.copy(ROOT / "plugins/kustomize/kharden.yaml", overlay)
    files = sorted((shared / "corpus").rglob("*.yaml"))[::12]
    assert len(files) > 5
    for file in files:
        chart = overlay / "chart.yaml"
        chart.write_bytes(file.read_bytes())
        kustomization = overlay / "kustomization.yaml"
        kustomization.write_text("resources: [chart.yaml]\ntransformers: [kharden.yaml]\n")
        by_function = build(overlay).stdout
        kustomization.write_text("resources: [chart.yaml]\n")
        plain = build(overlay).stdout
        command = [kharden_folder / "kharden"]
        chart.write_text(
            subprocess.run(command, input=plain, capture_output=True, text=True, check=True).stdout
        )
        assert by_function == build(overlay).stdout, file
        assert by_function
