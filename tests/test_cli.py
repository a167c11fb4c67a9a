"""The command as a user's shell and a host call it: streams, exit codes, options and their variables."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from postrender import __version__
from postrender.settings import OPTIONS
from tests.conftest import ROOT

PROGRAM = "import sys; sys.argv[0] = 'kharden'; from postrender.cli import main; main()"
COMMAND = [sys.executable, "-c", PROGRAM]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {at: '${NAMESPACE}'}\n"
PLAIN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: c, image: i}\n"
BROKEN = "kind: Pod\nspec: [\n"

Done = subprocess.CompletedProcess[str]


def kharden(*arguments: str | Path, stdin: str = PLAIN, **variables: str) -> Done:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        env={**ENVIRONMENT, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_alone_it_does_its_main_job() -> None:
    done = kharden(stdin=PLAIN + "---\n" + POD)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{PLAIN}---\n{POD.partition('}')[0]}")
    assert "readOnlyRootFilesystem: true" in done.stdout
    assert "1 of 2 documents changed" in done.stderr


EXITS: list[tuple[int, tuple[str, ...], str]] = [
    (0, (), PLAIN),
    (0, ("--allow-empty",), ""),
    (0, ("--strict",), PLAIN),
    (0, ("--help",), ""),
    (0, ("--version",), ""),
    (1, (), ""),
    (1, (), "# only a comment\n"),
    (1, (), BROKEN),
    (1, ("--strict",), POD),
    (1, (), CONFIG_MAP),
    (1, ("--stream",), BROKEN),
    (2, ("--profile", "nowhere"), PLAIN),
    (2, ("--profile", "/"), PLAIN),
    (2, ("--mode", "gentle"), PLAIN),
    (2, ("--report", "nowhere/report.json"), PLAIN),
    (2, ("--set", "NAMESPACE"), PLAIN),
    (2, ("--set", "OTHER=x"), PLAIN),
    (2, ("--allow", "not-a-name"), PLAIN),
    (2, ("--unknown",), PLAIN),
    (2, ("unknown",), PLAIN),
]


@pytest.mark.parametrize(("code", "arguments", "stdin"), EXITS)
def test_exit_codes(code: int, arguments: tuple[str, ...], stdin: str) -> None:
    done = kharden(*arguments, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code:
        assert done.stdout == ""
        assert done.stderr


def test_a_file_as_an_argument_is_answered_with_how_to_pass_it(tmp_path: Path) -> None:
    file = tmp_path / "deployment.yaml"
    file.write_text(POD)
    done = kharden(file)
    assert done.returncode == 2
    assert f"manifests come on stdin: kharden < {file}" in done.stderr


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    with subprocess.Popen(
        COMMAND, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(f"---\n{PLAIN}".encode() * 20_000)
        process.stdin.close()
        assert process.wait() == 141
        assert process.stderr.read() == b""


def test_a_document_is_released_before_the_stream_ends() -> None:
    with subprocess.Popen(
        [*COMMAND, "--stream"],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{PLAIN}---\n".encode())
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 20)[0], "nothing was released"
        assert os.read(process.stdout.fileno(), 1 << 16).decode() == PLAIN
        assert process.poll() is None
        process.stdin.close()
        assert process.stdout.read() == b"---\n"


def test_without_stdin_it_says_what_it_wants() -> None:
    own, terminal = pty.openpty()
    done = subprocess.run(
        COMMAND, env=ENVIRONMENT, stdin=terminal, capture_output=True, text=True, timeout=30, check=False
    )
    os.close(own)
    os.close(terminal)
    assert (done.returncode, done.stdout) == (2, "")
    assert "helm template CHART | kharden" in done.stderr


@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(("stream", "code"), [(POD, 0), (BROKEN, 1)])
def test_a_stderr_that_takes_nothing_changes_nothing(stderr: str, stream: str, code: int) -> None:
    shell = ["sh", "-c", f'exec "$@" {stderr}', "sh", *COMMAND]
    done = subprocess.run(shell, input=stream, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, kharden(stdin=stream).stdout)


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_without_stdin_or_stdout_it_says_so(closed: str) -> None:
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND]
    done = subprocess.run(shell, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "stdin or stdout is closed" in done.stderr


def test_an_empty_stream_names_the_likely_causes() -> None:
    said = kharden(stdin="").stderr
    for cause in ("--allow-empty", "--output-dir", "renders no object"):
        assert cause in said


def test_an_allowed_empty_stream_is_a_comment() -> None:
    # Helm 4 takes an empty output for an error.
    assert kharden("--allow-empty", stdin="").stdout.startswith("#")
    assert kharden(stdin="# x\n", KHARDEN_ALLOW_EMPTY="1").stdout.startswith("# x\n#")


OTHER = CONFIG_MAP.replace("NAMESPACE", "OTHER")
PROFILE = "apiVersion: kharden.dev/v1alpha1\nkind: Profile\nspec: {extends: baseline@1}\n"

# Each option with a value, a stream, and what shows that it counts; files stand in the working directory.
EFFECTS: dict[str, tuple[str, str, Callable[[Done], bool]]] = {
    "profile": ("profile.yaml", POD, lambda done: "restricted@1" not in done.stderr),
    "set": ("NAMESPACE=shop", CONFIG_MAP, lambda done: "'shop'" in done.stdout),
    "allow": ("OTHER", OTHER, lambda done: done.returncode == 1),
    "allow-missing": ("", CONFIG_MAP, lambda done: done.stdout == CONFIG_MAP),
    "namespace": ("shop", CONFIG_MAP, lambda done: "'shop'" in done.stdout),
    "ask-cluster": ("", POD.replace("name: a", "name: a, namespace: shop"), lambda _: Path("asked").exists()),
    "mode": ("report", POD, lambda done: done.stdout == POD),
    "strict": ("", POD, lambda done: done.returncode == 1),
    "stream": ("", f"{PLAIN}---\n{BROKEN}", lambda done: done.stdout == PLAIN),
    "allow-empty": ("", "", lambda done: done.returncode == 0),
    "report": ("report.json", PLAIN, lambda _: Path("report.json").exists()),
    "diff": ("", POD, lambda done: "+" in done.stderr and "readOnlyRootFilesystem: true" in done.stderr),
    "log-file": ("log", BROKEN, lambda done: Path("log").exists() and Path("log").read_text() == done.stderr),
    "quiet": ("", POD, lambda done: done.stderr == ""),
    "verbose": ("", POD, lambda done: "exemptions: [" in done.stderr),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a profile, and a kubectl that leaves a trace."""
    (tmp_path / "profile.yaml").write_text(PROFILE)
    kubectl = tmp_path / "kubectl"
    kubectl.write_text("#!/bin/sh\n: > asked\necho '{}'\n")
    kubectl.chmod(0o755)
    monkeypatch.setitem(ENVIRONMENT, "PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", [option.name for option in OPTIONS])
def test_each_option_counts_as_an_argument_and_as_a_variable(name: str) -> None:
    value, stdin, counts = EFFECTS[name]
    assert not counts(kharden(stdin=stdin)), "this shows nothing"
    assert counts(kharden(f"--{name}", *([value] if value else []), stdin=stdin))
    for file in ("log", "report.json", "asked"):
        Path(file).unlink(missing_ok=True)
    assert counts(kharden(stdin=stdin, **{f"KHARDEN_{name.upper().replace('-', '_')}": value or "1"}))


def test_a_mistyped_variable_is_a_wrong_call() -> None:
    done = kharden(stdin=POD, KHARDEN_PROFIL="s3cr3t")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "kharden: KHARDEN_PROFIL is not a setting of kharden; did you mean KHARDEN_PROFILE?\n"
    )


def test_a_variable_of_another_program_is_reported() -> None:
    done = kharden(stdin=PLAIN, KHARDEN_VERSION="1", KHARDEN_SERVICE_HOST="10.0.0.1")
    assert (done.returncode, done.stdout) == (0, PLAIN)
    assert done.stderr.startswith("kharden: KHARDEN_VERSION is not a setting of kharden")
    assert "SERVICE" not in done.stderr
    assert kharden("-q", stdin=PLAIN, KHARDEN_VERSION="1").stderr == ""
    assert kharden("--strict", stdin=PLAIN, KHARDEN_VERSION="1").returncode == 2


def test_a_variable_of_the_stream_may_be_called_as_it_likes() -> None:
    text = CONFIG_MAP.replace("NAMESPACE", "KHARDEN_PROFIL")
    done = kharden("--allow", "KHARDEN_PROFIL", stdin=text, KHARDEN_PROFIL="here")
    assert "'here'" in done.stdout


def test_a_full_disk_is_an_error_without_a_traceback() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            COMMAND, input=POD, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "kharden: the stream could not be passed on: No space left on device\n"


def test_an_argument_wins_over_a_variable() -> None:
    done = kharden("--namespace", "near", stdin=CONFIG_MAP, KHARDEN_NAMESPACE="far")
    assert "'near'" in done.stdout


def test_an_option_wins_over_the_environment_s_value() -> None:
    assert "'far'" in kharden(stdin=CONFIG_MAP, NAMESPACE="far").stdout
    assert "'near'" in kharden("--set", "NAMESPACE=near", stdin=CONFIG_MAP, NAMESPACE="far").stdout


def test_the_log_file_is_appended_to(folder: Path) -> None:
    log = folder / "run.log"
    for _ in range(2):
        kharden("--log-file", log, stdin=BROKEN)
    assert log.read_text().count("nothing was written") == 2
    done = kharden("--log-file", folder, stdin=PLAIN)
    assert (done.returncode, done.stdout) == (0, PLAIN)
    assert "cannot write the log file" in done.stderr


def test_a_profile_that_is_wrong_says_where(folder: Path) -> None:
    (folder / "profile.yaml").write_text(PROFILE.replace("extends", "extend"))
    done = kharden("--profile", "profile.yaml")
    assert done.returncode == 2
    assert "profile.yaml:3:" in done.stderr
    assert "did you mean 'extends'" in done.stderr


def test_a_profile_can_come_through_a_pipe() -> None:
    read, write = os.pipe()
    os.write(write, PROFILE.encode())
    os.close(write)
    try:
        done = subprocess.run(
            [*COMMAND, "--profile", f"/dev/fd/{read}"],
            input=POD,
            env=ENVIRONMENT,
            pass_fds=[read],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(read)
    assert (done.returncode, done.stdout.count("runAsNonRoot")) == (0, 0), done.stderr


def test_a_profile_that_is_not_there_is_answered_with_those_that_are() -> None:
    done = kharden("--profile", "retricted")
    assert (done.returncode, done.stdout) == (2, "")
    for words in ("baseline@1, openshift@1, restricted@1", "No such file", "did you mean 'restricted'?"):
        assert words in done.stderr
    assert "did you mean" not in kharden("--profile", "restricted@9").stderr


def test_help() -> None:
    golden = (ROOT / "tests/golden/help.txt").read_text(encoding="utf-8")
    # The first line is click's own, and its versions word it differently.
    assert kharden("--help", COLUMNS="110").stdout.splitlines()[1:] == golden.splitlines()[1:]
    assert all(f"--{option.name}" in golden for option in OPTIONS)


@pytest.mark.parametrize("command", [(), ("cmp",), ("helm",)], ids=" ".join)
def test_the_help_cuts_no_sentence_about_a_command(command: tuple[str, ...]) -> None:
    _, listed = kharden(*command, "--help").stdout.split("Commands:\n")
    assert "..." not in listed


def test_version() -> None:
    assert kharden("--version").stdout == f"kharden, version {__version__}\n"
