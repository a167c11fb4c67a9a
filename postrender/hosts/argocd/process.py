"""A renderer as a child process: its output whole or not at all, and its end with ours.

The child runs without a shell, and in our own process group: when a render takes too long, Argo CD kills
kharden at once (exec.CommandContext), sends its group TERM, and KILL five seconds later (runCommand in
cmpserver/plugin/plugin.go). A child in a group of its own would stay.
"""

import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import IO

GRACE = 1.0
"""Seconds between TERM and KILL for a renderer that has to be stopped."""


class RenderError(Exception):
    """A source that cannot be rendered; its text is one message for the user."""


class RendererFailedError(RenderError):
    """A renderer that could not be run, exited with an error or was killed; `stderr` is all that it said."""

    def __init__(self, command: str, problem: str, stderr: str = "") -> None:
        super().__init__(f"{command} {problem}" + (f":\n{stderr.rstrip()}" if stderr.strip() else ""))
        self.stderr = stderr


def run(
    command: Sequence[str],
    directory: Path,
    environment: Mapping[str, str],
    stdout: "IO[bytes] | int" = subprocess.DEVNULL,
) -> str:
    """Run `command` in `directory`, its output going to the file `stdout`; what it says on stderr.

    Raises RendererFailedError unless it exits with 0: otherwise what stands in `stdout` is useless.
    """
    named = " ".join(takewhile(lambda word: not word.startswith("-"), command))
    with tempfile.TemporaryFile() as stderr:
        child = None
        try:
            with _term_held_back():
                child = subprocess.Popen(  # noqa: S603 - no shell; callers put user input behind "=" or "--"
                    command,
                    cwd=directory,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=stderr,
                )
            status = child.wait()
        except OSError as error:
            raise RendererFailedError(named, f"cannot be run: {error.strerror}") from error
        except BaseException:
            if child:
                _stop(child)
            raise
        stderr.seek(0)
        said = stderr.read().decode(errors="replace")
    if status:
        problem = f"failed with exit status {status}" if status > 0 else f"was killed by {_signal(-status)}"
        raise RendererFailedError(named, problem, said)
    return said


@contextmanager
def _term_held_back() -> Iterator[None]:
    """Let TERM wait while a child is started: only one that is known can be stopped."""
    came: list[int] = []
    handler = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        for number in came:
            signal.raise_signal(number)


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """End the child, whatever it makes of TERM."""
    child.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    finally:
        child.kill()
        child.wait()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
