"""Whether processes have ended."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path


def running(pids: Iterable[str]) -> bool:
    """Whether one of the processes runs; one that has ended and waits for its parent does not."""
    return any(_state(pid) not in ("", "Z") for pid in pids)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Return as soon as the condition holds; fail where it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.02)


def _state(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""
