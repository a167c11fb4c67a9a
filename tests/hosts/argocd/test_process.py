"""A renderer as a child process: whole output or none, and nothing left running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from postrender.hosts.argocd.process import GRACE, RendererFailedError, run
from tests.hosts.argocd.processes import running, wait_until

ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo half; echo no such chart >&2; exit 3", "sh failed with exit status 3:\nno such chart"),
        ("echo half; kill -KILL $$", "sh was killed by SIGKILL"),
        ("echo half; echo oops >&2; kill -SEGV $$", "sh was killed by SIGSEGV:\noops"),
    ],
)
def test_a_renderer_that_fails_says_how(tmp_path: Path, script: str, problem: str) -> None:
    with pytest.raises(RendererFailedError) as caught:
        run(["sh", "-c", script], tmp_path, ENVIRONMENT)
    assert str(caught.value) == problem


def test_a_renderer_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RendererFailedError, match="no-such-helm cannot be run: No such file or directory"):
        run(["no-such-helm"], tmp_path, ENVIRONMENT)


def test_output_and_warnings_are_kept_apart(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w+b") as stdout:
        assert run(["sh", "-c", "pwd; echo careful >&2"], tmp_path, ENVIRONMENT, stdout) == "careful\n"
        stdout.seek(0)
        assert stdout.read().decode().strip() == str(tmp_path.resolve())


def test_arguments_are_no_shell(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w+b") as stdout:
        run(["printf", "%s", "$(id); `id` && id | id"], tmp_path, ENVIRONMENT, stdout)
        stdout.seek(0)
        assert stdout.read() == b"$(id); `id` && id | id"


PARENT = """
import os, signal, sys
from pathlib import Path
from postrender.hosts.argocd.process import run
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
run(["sh", "-c", sys.argv[1]], Path.cwd(), dict(os.environ))
"""


def running_renderer(folder: Path, script: str) -> "tuple[subprocess.Popen[bytes], list[str]]":
    """A process that runs a renderer, as Argo CD starts it; the processes that the renderer names."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, script], cwd=folder, env=environ, start_new_session=True
    )
    pids = folder / "pids"
    wait_until(lambda: pids.exists() and pids.read_text().endswith("last\n"), 5)
    return parent, pids.read_text().split()[:-1]


def test_argo_cds_signals_end_the_renderer_and_what_it_started(tmp_path: Path) -> None:
    script = "sleep 60 & echo $! > pids; echo $$ >> pids; echo last >> pids; wait"
    parent, pids = running_renderer(tmp_path, script)
    parent.kill()
    os.killpg(parent.pid, signal.SIGTERM)
    parent.wait()
    wait_until(lambda: not running(pids), 2)


@pytest.mark.parametrize("trap", ["", "trap '' TERM"])
def test_term_for_us_alone_ends_the_renderer(tmp_path: Path, trap: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    parent, pids = running_renderer(tmp_path, f"{trap}\necho $$ > pids; echo last >> pids; read never < pipe")
    started = time.monotonic()
    parent.terminate()
    assert parent.wait(10) == 143
    assert time.monotonic() - started < GRACE + 2
    wait_until(lambda: not running(pids), 2)
