"""Runs another program and turns its failure into one readable error."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

TOLD_LINES = 15


class BinaryError(Exception):
    """A binary cannot be provided; the message says what is missing and what to do about it."""


def run(command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """The output, standard error included, of a command that has to succeed.

    `env` is added to this process's environment.

    Raises:
        BinaryError: the command is not there or fails; its last lines are part of the message.
    """
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise BinaryError(f"cannot run {command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        told = "\n  ".join(done.stdout.strip().split("\n")[-TOLD_LINES:])
        raise BinaryError(f"`{' '.join(command)}` failed with exit code {done.returncode}:\n  {told}")
    return done.stdout


def find(program: str) -> str | None:
    """The path of a program on PATH or among the administrator's programs, which users' PATHs leave out."""
    return shutil.which(program) or shutil.which(program, path="/usr/local/sbin:/usr/sbin:/sbin")
