"""What the command says, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: c, image: x}\n"
POD_IN_FLOW = "apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: x}]}"
COMMAND = [sys.executable, "-c", "from postrender.cli import main; main()"]
ROOT = Path(__file__).parent.parent.parent


def kharden(
    *arguments: str, text: str = POD, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


def on_a_terminal(*arguments: str, stdout: int | None = None, **environment: str) -> str:
    """What stderr, a terminal of 60 columns, shows; stdout is it too, unless another is given."""
    terminal, end = pty.openpty()
    subprocess.run(["stty", "cols", "60"], stdin=end, check=True)
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=end if stdout is None else stdout,
        stderr=end,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
    ) as process:
        process.communicate(POD.encode())
    os.close(end)
    shown = b""
    try:
        while block := os.read(terminal, 1 << 16):
            shown += block
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("ending", ["txt", "json", "sarif", "html", "xml"])
def test_a_report_is_written_and_stdout_stays_as_it_was(tmp_path: Path, ending: str) -> None:
    done = kharden("--report", str(tmp_path / f"r.{ending}"))
    assert done.returncode == 0
    assert done.stdout == kharden().stdout
    assert "read-only-root" in (tmp_path / f"r.{ending}").read_text(encoding="utf-8")


def test_a_report_is_asked_for_by_the_environment_too(tmp_path: Path) -> None:
    kharden(KHARDEN_REPORT=str(tmp_path / "r.json"))
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["ok"] is True


def test_a_report_is_written_of_a_run_that_fails(tmp_path: Path) -> None:
    done = kharden("--strict", "--report", str(tmp_path / "r.json"))
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["ok"] is False


def test_an_unknown_ending_is_a_wrong_call() -> None:
    done = kharden("--report", "report.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert all(ending in done.stderr for ending in (".txt", ".json", ".sarif", ".html", ".xml"))


def test_a_report_without_a_folder_is_a_wrong_call(tmp_path: Path) -> None:
    done = kharden("--report", str(tmp_path / "no/r.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no folder {tmp_path / 'no'}" in done.stderr


def _a_folder(path: Path) -> None:
    path.mkdir()


def _on_a_full_device(path: Path) -> None:
    path.symlink_to("/dev/full")


def _where_nobody_writes(path: Path) -> None:
    path.symlink_to("/proc/report.json")


UNWRITABLE = [
    (_a_folder, "Is a directory"),
    (_on_a_full_device, "No space left on device"),
    (_where_nobody_writes, "No such file or directory"),
]


@pytest.mark.parametrize(("prepare", "reason"), UNWRITABLE)
def test_a_report_that_cannot_be_written_keeps_the_manifests_back(
    tmp_path: Path, prepare: Callable[[Path], None], reason: str
) -> None:
    report = tmp_path / "r.json"
    prepare(report)
    done = kharden("--report", str(report))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"kharden: cannot write the report {report}: {reason}\nkharden: 1 error; nothing was written\n"
    )
    listed = f"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [{{{POD_IN_FLOW}}}]\n"
    done = kharden("--report", str(report), text=listed)
    assert (done.returncode, done.stdout) == (1, "")
    done = kharden("--report", str(report), "--stream")
    assert done.returncode == 1
    assert "readOnlyRootFilesystem" in done.stdout


def test_a_report_in_a_read_only_folder_keeps_the_manifests_back(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    # Root may write everywhere unless PR_CAPBSET_DROP takes CAP_DAC_OVERRIDE from what it starts.
    without = "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", without, *COMMAND, "--report", tmp_path / "r.json"],
        input=POD,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Permission denied" in done.stderr


def test_nothing_that_came_gives_no_report(tmp_path: Path) -> None:
    assert kharden("--report", str(tmp_path / "r.json"), text="").returncode == 1
    assert not (tmp_path / "r.json").exists()


def test_a_report_names_the_file_that_stdin_is(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(POD, encoding="utf-8")
    with (tmp_path / "all.yaml").open(encoding="utf-8") as text:
        subprocess.run(
            [*COMMAND, "-q", "--report", "r.json"],
            stdin=text,
            stdout=subprocess.DEVNULL,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            check=True,
        )
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["input"] == "all.yaml"
    kharden("-q", "--report", "r.json", cwd=tmp_path)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["input"] == "stdin"


def test_a_diff_goes_to_stderr_and_the_manifests_to_stdout() -> None:
    done = kharden("--diff", "-q")
    assert done.stdout == kharden().stdout
    assert done.stderr.startswith("Pod/web\n@@ -")
    assert kharden("--diff", "-q", text=done.stdout).stderr == ""


def test_on_a_terminal_a_diff_takes_the_manifests_place() -> None:
    shown = on_a_terminal("--diff", "-q")
    assert "\x1b[32m+" in shown
    assert "\napiVersion: v1\n" not in shown


def test_a_terminal_gets_colours_and_lines_of_its_width() -> None:
    shown = on_a_terminal(stdout=subprocess.DEVNULL)
    assert "\x1b[33m  may break  \x1b[0m" in shown
    plain = on_a_terminal(stdout=subprocess.DEVNULL, NO_COLOR="1")
    assert "\x1b" not in plain
    assert max(map(len, plain.split("\n"))) <= 60


def test_colours_can_be_turned_off() -> None:
    assert "\x1b" not in on_a_terminal("--diff", "-v", NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("--diff", "-v", TERM="dumb")


def test_a_log_file_gets_no_colours(tmp_path: Path) -> None:
    on_a_terminal("--diff", "--log-file", str(tmp_path / "log"))
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "may break" in log
    assert "\x1b" not in log


def test_the_summary_is_short_and_at_length_it_says_what_to_write() -> None:
    short, long = kharden().stderr, kharden("-v").stderr
    assert len(short.splitlines()) == 4
    assert "exemptions: [" not in short
    assert "exemptions: [{guardrails: [read-only-root]" in long


def test_quiet_says_nothing_but_errors() -> None:
    assert kharden("-q").stderr == ""
    assert "error" in kharden("-q", text="kind: [").stderr
