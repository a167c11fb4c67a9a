"""The example chart: bare as its developers wrote it, it comes out as exactly the hardened backend."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

EXAMPLE = Path(__file__).parents[2] / "examples/helm"
PROFILE = f"--profile={EXAMPLE / 'profile.yaml'}"
VALUES = {"NAMESPACE": "shop", "ENVIRONMENT": "production", "LOG_LEVEL": "info", "cluster_name": "eu-1"}
Filter = Callable[..., str]


@pytest.fixture
def kharden(kharden_folder: Path) -> Filter:
    """A function: what kharden makes of a stream, with the variables' values in the environment."""

    def run(stream: str, *arguments: str) -> str:
        command = [str(kharden_folder / "kharden"), *arguments]
        done = subprocess.run(
            command, input=stream, env={"PATH": "", **VALUES}, capture_output=True, text=True, check=True
        )
        return done.stdout

    return run


@pytest.fixture
def bare(helm: Path, tmp_path: Path) -> str:
    """What Helm renders of the bare chart."""
    command = [str(helm), "template", "backend", str(EXAMPLE / "backend")]
    done = subprocess.run(command, env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def backend(shared: Path) -> str:
    """The hardened backend, without its values."""
    return (shared / "facts/backend.yaml").read_text()


def with_values(text: str) -> str:
    for name, value in VALUES.items():
        text = text.replace(f"${{{name}}}", value)
    return text


def deployment(stream: str) -> Any:
    return next(found for found in YAML(typ="safe").load_all(stream) if found["kind"] == "Deployment")


def test_the_filter_gives_the_golden_output(bare: str, kharden: Filter) -> None:
    assert kharden(bare, PROFILE) == (EXAMPLE / "golden.yaml").read_text()


def test_the_bare_chart_becomes_exactly_the_hardened_backend(
    bare: str, backend: str, kharden: Filter
) -> None:
    assert deployment(kharden(bare, PROFILE)) == deployment(with_values(backend))


def test_every_line_of_the_chart_is_still_there(bare: str, kharden: Filter) -> None:
    lines = iter(kharden(bare, PROFILE).splitlines())
    assert all(line in lines for line in with_values(bare).splitlines())
    assert "# Source: backend/templates/deployment.yaml" in bare
    assert "# migrations run at start" in bare


def test_what_is_no_workload_stays_as_it_came(bare: str, kharden: Filter) -> None:
    service = bare[: bare.index("---\n", 4)]
    assert "kind: Service" in service
    assert kharden(bare, PROFILE).startswith(service)


def test_a_second_run_changes_nothing(bare: str, kharden: Filter) -> None:
    once = kharden(bare, PROFILE)
    assert kharden(once, PROFILE) == once


def test_the_readmes_commands_do_what_it_says(helm: Path, kharden_folder: Path, tmp_path: Path) -> None:
    readme = (EXAMPLE / "README.md").read_text()
    commands = "".join(line[4:] for line in readme.splitlines(keepends=True) if line.startswith("    "))
    post_render = commands.replace("helm install", "helm install --dry-run=client")
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    environment = {"HOME": str(tmp_path), "PATH": f"{helm.parent}:{kharden_folder}:/usr/bin:/bin"}
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", f"kharden helm install-plugin\n{post_render}"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    golden = (EXAMPLE / "golden.yaml").read_text()
    assert (folder / "hardened.yaml").read_text() == golden
    manifest = done.stdout[done.stdout.index("MANIFEST:\n") + len("MANIFEST:\n") :]
    assert deployment(manifest) == deployment(golden)


@pytest.mark.parametrize("arguments", [[], [PROFILE]], ids=["default", "example"])
def test_the_hardened_backend_itself_gets_its_values_and_nothing_else(
    backend: str, kharden: Filter, arguments: list[str]
) -> None:
    once = kharden(backend, *arguments)
    assert once == with_values(backend)
    assert kharden(once, *arguments) == once
