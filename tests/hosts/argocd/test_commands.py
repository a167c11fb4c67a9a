"""`kharden cmp discover` and `kharden cmp generate` as commands: streams, exit codes, what stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.argocd.processes import running, wait_until
from tests.hosts.argocd.repositories import CHART, FOLDER, executable, write

MAIN = "from postrender.cli import main; main()"
ENVIRON = {
    "ARGOCD_APP_NAME": "shop",
    "ARGOCD_APP_NAMESPACE": "blue",
    "ARGOCD_APP_SOURCE_PATH": "apps/web",
    "ARGOCD_ENV_ENVIRONMENT": "production",
}


class Sidecar:
    """A source, and the machine that renders it: `programs` is its PATH, `temporary` has to stay empty."""

    def __init__(self, folder: Path, helm: Path) -> None:
        self.repository, self.programs, self.temporary = folder / "repository", folder / "bin", folder / "tmp"
        for made in (self.repository / "apps/web", self.programs, self.temporary):
            made.mkdir(parents=True)
        (self.programs / "helm").symlink_to(helm)

    def environ(self, more: dict[str, str]) -> dict[str, str]:
        path = {"PATH": f"{self.programs}:/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(sys.path)}
        return {**ENVIRON, **path, "TMPDIR": str(self.temporary), **more}

    def command(self, name: str) -> list[str]:
        return [sys.executable, "-c", MAIN, "cmp", name]

    def run(self, name: str, **more: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            self.command(name),
            cwd=self.repository / "apps/web",
            env=self.environ(more),
            capture_output=True,
            check=False,
            text=True,
        )
        assert not list(self.temporary.iterdir()), "something stayed behind"
        assert "Traceback" not in done.stderr
        return done


@pytest.fixture
def sidecar(tmp_path: Path, helm: Path) -> Sidecar:
    return Sidecar(tmp_path, helm)


def test_discover_names_what_it_found(sidecar: Sidecar) -> None:
    write(sidecar.repository, FOLDER)
    done = sidecar.run("discover")
    assert (done.returncode, done.stdout, done.stderr) == (0, "directory\n", "")


def test_discover_says_nothing_where_nothing_is(sidecar: Sidecar) -> None:
    done = sidecar.run("discover")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_discover_says_why_a_source_is_not_for_it(sidecar: Sidecar) -> None:
    write(sidecar.repository, {"apps/web/kustomization.yaml": ""})
    done = sidecar.run("discover")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "kharden: not for this plugin: this source needs kustomize, which is not on PATH\n"


def test_generate_writes_manifests_and_nothing_else(sidecar: Sidecar) -> None:
    write(sidecar.repository, CHART)
    done = sidecar.run("generate", KHARDEN_VERBOSE="1")
    assert done.returncode == 0
    assert all(document.startswith("\n# Source: web/") for document in done.stdout.split("---")[1:])
    assert done.stdout.count("readOnlyRootFilesystem: true") == 3
    assert "restricted" in done.stderr


@pytest.mark.parametrize(
    ("files", "environ", "exit_code", "message"),
    [
        ({}, {}, 1, "kharden: no Chart.yaml, no kustomization and no manifest in this folder"),
        (FOLDER, {"ARGOCD_APP_PARAMETERS": "[1]"}, 1, "kharden: ARGOCD_APP_PARAMETERS is not what"),
        (FOLDER, {"ARGOCD_ENV_KHARDEN_MODE": "hard"}, 2, "kharden: KHARDEN_MODE must be one of enforce"),
        (FOLDER, {"ARGOCD_ENV_KHARDEN_PROFILE": "lenient"}, 1, "kharden: profile 'lenient' is neither"),
        ({**CHART, "apps/web/templates/x.yaml": "{{ fail `no` }}"}, {}, 1, "kharden: helm template failed"),
        ({**FOLDER, "apps/web/x.yaml": "apiVersion: v1\nkind: [\n"}, {}, 1, "x.yaml"),
    ],
)  # fmt: skip
def test_errors_leave_stdout_empty(
    sidecar: Sidecar, files: dict[str, str], environ: dict[str, str], exit_code: int, message: str
) -> None:
    write(sidecar.repository, files)
    done = sidecar.run("generate", **environ)
    assert (done.returncode, done.stdout) == (exit_code, "")
    assert message in done.stderr


def test_an_empty_folder_is_no_error_where_that_is_allowed(sidecar: Sidecar) -> None:
    done = sidecar.run("generate", ARGOCD_APP_PARAMETERS='[{"name": "allow-empty", "string": "true"}]')
    assert done.returncode == 0
    assert all(line.startswith("#") for line in done.stdout.splitlines())


def test_a_source_cannot_bring_its_own_profile(sidecar: Sidecar) -> None:
    """A KRM function's ResourceList may; rendered manifests are none, whatever they call themselves."""
    exempt = """\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: sly}
  spec: {containers: [{name: sly, image: registry.example.com/sly:1}]}
functionConfig: {apiVersion: kharden.dev/v1alpha1, kind: Profile, spec: {mode: "off"}}
"""
    write(sidecar.repository, {"apps/web/list.yaml": exempt})
    done = sidecar.run("generate")
    assert done.returncode != 0 or "readOnlyRootFilesystem: true" in done.stdout


def test_warnings_of_helm_are_passed_on(sidecar: Sidecar) -> None:
    chart = CHART["apps/web/Chart.yaml"] + "deprecated: true\n"
    write(sidecar.repository, {**CHART, "apps/web/Chart.yaml": chart})
    done = sidecar.run("generate")
    assert done.returncode == 0
    assert "deprecated" in done.stderr


def test_term_ends_helm_and_leaves_nothing(sidecar: Sidecar, tmp_path: Path) -> None:
    slow = f"#!/bin/sh\necho $$ last > {tmp_path}/pids\nread never < {tmp_path}/pipe\n"
    executable(sidecar.programs / "helm", slow)
    os.mkfifo(tmp_path / "pipe")
    write(sidecar.repository, CHART)
    process = subprocess.Popen(
        sidecar.command("generate"),
        cwd=sidecar.repository / "apps/web",
        env=sidecar.environ({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    pids = tmp_path / "pids"
    wait_until(lambda: pids.exists() and pids.read_text().endswith("last\n"), 10)
    process.terminate()
    stdout, stderr = process.communicate(timeout=10)
    assert (process.returncode, stdout, stderr) == (128 + signal.SIGTERM, b"", b"")
    assert not running(pids.read_text().split()[:1])
    assert not list(sidecar.temporary.iterdir())
