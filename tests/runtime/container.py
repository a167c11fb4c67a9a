"""A container that runc runs: start it, look at it, ask it, end it."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

PATIENCE = 40.0  # seconds


class Container:
    """One container, of the bundle in `folder`; what it prints and its process id go to files there, too."""

    def __init__(self, runc: Path, folder: Path) -> None:
        self._folder = folder
        self._runc = (str(runc), "--root", str(folder / "state"))
        self._name = f"kharden-{uuid.uuid4().hex}"
        self._log = folder / "log"
        self._pid = folder / "pid"
        self._process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Start what the bundle's `config.json` says, and leave it running."""
        run = (*self._runc, "run", "--bundle", str(self._folder), "--pid-file", str(self._pid), self._name)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(run, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def remove(self) -> None:
        """End it and forget it."""
        subprocess.run((*self._runc, "delete", "--force", self._name), capture_output=True, check=False)
        self._process.wait(PATIENCE)

    @property
    def log(self) -> str:
        """What it has printed so far, errors included."""
        return self._log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """Its first process, as the node counts."""
        return int(self._pid.read_text())

    def status(self) -> dict[str, list[str]]:
        """The kernel's word on its first process: the fields of `/proc/PID/status`."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}

    def execute(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, as `kubectl exec` does: same user, capabilities and system calls."""
        inside = (*self._runc, "exec", self._name, *command)
        return subprocess.run(inside, capture_output=True, text=True, check=False)

    def get(self, port: int, path: str = "/") -> str:
        """What the pod answers to an HTTP GET, asked from the node as a probe does.

        Raises CalledProcessError where it does not.
        """
        url = f"http://127.0.0.1:{port}{path}"
        ask = f"from urllib.request import urlopen; print(urlopen({url!r}).read().decode())"
        inside = ("nsenter", f"--target={self.pid}", "--net", sys.executable, "-c", ask)
        return subprocess.run(inside, capture_output=True, text=True, check=True).stdout.strip()

    def exited(self) -> int:
        """The exit code of a container that ends by itself; raises TimeoutExpired where it does not."""
        return self._process.wait(PATIENCE)

    def answer(self, ask: Callable[[Container], str]) -> str:
        """The first answer to a question that fails until the program has started.

        Raises AssertionError, with the container's log, where it ends or stays silent.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self._process.poll() is None, f"it ended:\n{self.log}"
            try:
                return ask(self)
            except (OSError, subprocess.CalledProcessError):
                time.sleep(0.05)
        raise AssertionError(f"no answer:\n{self.log}")
