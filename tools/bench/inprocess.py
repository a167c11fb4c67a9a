"""Run by the installed kharden's Python: hardening workload documents beside their parse by libyaml's events.

Prints the median, over several turns, of the seconds that each took for all documents of a stream.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from _ruamel_yaml import CParser

from postrender.configuration import build_pipeline
from postrender.settings import Settings
from postrender.stream import Chunk, chunks

TURNS = 7


def events(documents: list[Chunk]) -> None:
    """Let libyaml go through each document."""
    for document in documents:
        parser = CParser(document.body)
        while parser.get_event() is not None:
            pass


def hardening(documents: list[Chunk]) -> None:
    """Harden each document."""
    pipeline = build_pipeline(Settings(allow_missing=True), {})
    for document in documents:
        pipeline.harden(document, 1)


def main(path: Path) -> None:
    """Measure both in turns."""
    documents = list(chunks([path.read_bytes()]))
    seconds: dict[str, list[float]] = {"events": [], "hardening": []}
    for turn in range(TURNS + 1):
        for work in (events, hardening):
            started = time.perf_counter()
            work(documents)
            if turn:  # the first one also imports
                seconds[work.__name__].append(time.perf_counter() - started)
    print(*(statistics.median(values) for values in seconds.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
