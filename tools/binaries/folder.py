"""The folder that keeps the binaries: `.tools/NAME-VERSION/NAME`, and `.tools/bin/NAME` for a PATH.

The environment's KHARDEN_TOOLS names another folder, so that several checkouts share one. A binary is built
in a temporary folder and renamed, so that nobody ever sees half of one; two processes that want the same one
wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.binaries.command import BinaryError, run
from tools.binaries.pins import Pin

CHECKOUT = Path(__file__).parents[2]


def root() -> Path:
    """The folder, from the environment or in this checkout."""
    return Path(os.environ.get("KHARDEN_TOOLS") or CHECKOUT / ".tools").absolute()


def installed(pin: Pin) -> Path | None:
    """The path of a binary that is there in the pinned version."""
    return root() / "bin" / pin.name if os.access(_program(pin), os.X_OK) else None


def install(pin: Pin) -> Path:
    """The path of a binary, provided first where it is missing.

    Raises:
        BinaryError: it cannot be provided, or answers with another version than the pinned one.
    """
    root().mkdir(parents=True, exist_ok=True)
    with _alone(pin):
        if not installed(pin):
            with tempfile.TemporaryDirectory(dir=root(), prefix=".building-") as building:
                program = Path(building) / pin.name
                pin.source.provide(program)
                _check(pin, program)
                shutil.rmtree(_program(pin).parent, ignore_errors=True)
                _program(pin).parent.mkdir()
                program.replace(_program(pin))
        for name in (pin.name, *pin.also):
            _link(root() / "bin" / name, _program(pin))
    return root() / "bin" / pin.name


def _program(pin: Pin) -> Path:
    return root() / f"{pin.name}-{pin.version}" / pin.name


def _check(pin: Pin, program: Path) -> None:
    answer = run([str(program), *pin.ask])
    if pin.says not in answer:
        raise BinaryError(f"expected {pin.name} to say {pin.says!r}, it says: {answer.strip()}")


def _link(link: Path, program: Path) -> None:
    """Point a link at a program in one step, so that a reader finds the old or the new, never neither."""
    link.parent.mkdir(exist_ok=True)
    target = Path("..") / program.relative_to(root())
    if not link.is_symlink() or link.readlink() != target:
        fresh = link.with_name(f".{link.name}.{os.getpid()}")
        fresh.symlink_to(target)
        fresh.replace(link)


@contextmanager
def _alone(pin: Pin) -> Iterator[None]:
    """Hold the lock of one binary."""
    with (root() / f".{pin.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
