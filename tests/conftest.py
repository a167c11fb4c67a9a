"""What tests share: real hosts and kharden for their PATH, the examples, kubectl as the oracle of reading.

A test that lacks a binary is skipped on a developer's machine, with the command that brings it, and fails in
CI (`CI=true`); a run in CI in which no test passed fails too, so that nothing goes untested unnoticed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

from tools.binaries.folder import installed
from tools.binaries.pins import BY_NAME

ROOT = Path(__file__).parent.parent
CI = os.environ.get("CI") == "true"
ORACLE = "oracle.kharden.dev/read"

# `quick` finds the same on each run and each machine; HYPOTHESIS_PROFILE=thorough looks further.
settings.register_profile("quick", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in CI whose tests were all skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not CI or not reporter or session.config.option.collectonly:  # xdist's workers have no reporter
        return
    if exitstatus == pytest.ExitCode.OK and not reporter.stats.get("passed"):
        reporter.write_line("no test passed: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def lacking(reason: str) -> NoReturn:
    """Skip the test on a developer's machine, fail it in CI."""
    if CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def binary(name: str) -> Callable[..., Path]:
    """A fixture: the path of a pinned binary."""

    @pytest.fixture(scope="session", name=name.replace("-", "_").replace(".", "_"))
    def fixture() -> Path:
        return installed(BY_NAME[name]) or lacking(f"needs {name}: python -m tools.install {name}")

    return fixture


for _name in BY_NAME:
    globals()[f"binary_{_name}"] = binary(_name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of examples beside the checkout."""
    folder = ROOT.parent / "shared"
    return folder if folder.is_dir() else lacking(f"needs the folder {folder}")


@pytest.fixture(scope="session")
def kharden_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH that holds nothing but `kharden`, as an installation's script would call it."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "kharden"
    script.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from postrender.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def kubectl_reads(
    kubectl: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str | bytes], list[dict[str, Any]]]:
    """A function: the objects that kubectl reads from a stream, lists taken apart. It asks no server.

    kubectl prints what it has read only after a change, so it adds an annotation, which is taken out again;
    an object's `metadata` and `annotations` are therefore left out where they would be empty. Raises
    ValueError with kubectl's message where it refuses the stream.
    """
    home = tmp_path_factory.mktemp("home")

    def read(stream: str | bytes) -> list[dict[str, Any]]:
        done = subprocess.run(
            [kubectl, "annotate", "--local", "--overwrite", "-f", "-", f"{ORACLE}=yes", "--output=json"],
            input=stream.encode() if isinstance(stream, str) else stream,
            env={"HOME": str(home), "KUBECONFIG": os.devnull},
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise ValueError(done.stderr.decode())
        text, objects = done.stdout.decode().strip(), []
        while text:
            found, end = json.JSONDecoder().raw_decode(text)
            objects.append(_without_oracle(found))
            text = text[end:].lstrip()
        return objects

    return read


def _without_oracle(found: dict[str, Any]) -> dict[str, Any]:
    del found["metadata"]["annotations"][ORACLE]
    if not found["metadata"]["annotations"]:
        del found["metadata"]["annotations"]
    if not found["metadata"]:
        del found["metadata"]
    return found
