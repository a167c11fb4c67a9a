"""Run by the installed kharden's Python: hardening workload documents, step by step.

Prints as JSON, by step, the median over several turns of the seconds that all documents of a stream took.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, cast

from _ruamel_yaml import CParser

from postrender.cli import ALLOCATIONS_BETWEEN_COLLECTIONS
from postrender.configuration import build_pipeline
from postrender.guardrails import Change, harden
from postrender.lossless import Document, Operation, patch
from postrender.lossless.read import read
from postrender.settings import Settings
from postrender.stream import Chunk, chunks
from postrender.workloads import pods

TURNS = 7


def steps(path: Path) -> dict[str, Callable[[], None]]:
    """Functions that do one step for all documents of a stream; the last one does them all."""
    stream = list(chunks([path.read_bytes()]))
    pipeline = build_pipeline(Settings(allow_missing=True), {})
    documents = [Document(chunk.body) for chunk in stream]

    def events(chunk: Chunk) -> None:
        parser = CParser(chunk.body)
        while parser.get_event() is not None:
            pass

    def guardrails(document: Document) -> list[Operation]:
        obj = cast("dict[str, Any]", document.data)
        steps = (harden(pod, pipeline.profile, "", pipeline.catalogue) for pod in pods(obj, ()))
        return [step.operation for step in chain.from_iterable(steps) if isinstance(step, Change)]

    wanted = [(document, guardrails(document)) for document in documents]
    texts = [patch(document, operations).text for document, operations in wanted if operations]
    return {
        "the parse by events": partial(each, events, stream),
        "first reading": partial(each, lambda chunk: Document(chunk.body), stream),
        "guardrails": partial(each, guardrails, documents),
        "patch": partial(each, lambda pair: patch(*pair), wanted),
        "second reading": partial(each, read, texts),
        "hardening": partial(each, lambda chunk: pipeline.harden(chunk, 1), stream),
    }


def each(do: Callable[[Any], object], items: Iterable[Any]) -> None:
    """Do something with each item, and keep nothing of it."""
    for item in items:
        do(item)


def main(path: Path) -> None:
    """Measure all in turns."""
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
    works = steps(path)
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(TURNS + 1):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if turn:  # the first one also imports
                seconds[name].append(time.perf_counter() - started)
    print(json.dumps({name: statistics.median(values) for name, values in seconds.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
