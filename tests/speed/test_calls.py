"""What is done for the corpus, counted: nothing of it depends on the machine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonpatch
import pytest

from postrender.lossless import compose, read
from postrender.lossless.parsers import libyaml_events
from tests.filtered import filtered

TOLERANCE = 1.3
MEASURED = {
    "documents parsed": 306,
    "characters parsed": 1_407_630,
    "documents read again": 237,
    "operations applied": 1180,
}
"""What was counted when somebody last looked; of 1,877 documents with 20 million characters."""


@pytest.fixture(scope="module")
def counts(shared: Path) -> Counter[str]:
    found: Counter[str] = Counter()

    def parsed(text: str) -> Any:
        found.update({"documents parsed": 1, "characters parsed": len(text)})
        return libyaml_events(text)

    def read_again(text: str) -> Any:
        found["documents read again"] += 1
        return libyaml_events(text)

    def counted(operation: Any) -> Any:
        def made(*arguments: Any, **options: Any) -> Any:
            found["operations applied"] += 1
            return operation(*arguments, **options)

        return made

    operations = {name: counted(operation) for name, operation in jsonpatch.JsonPatch.operations.items()}

    with (
        patch.object(compose, "libyaml_events", parsed),
        patch.object(read, "libyaml_events", read_again),
        patch.object(jsonpatch.JsonPatch, "operations", operations),
    ):
        for path in sorted((shared / "corpus").glob("*/*.yaml")):
            filtered(path.read_bytes())
    return found


@pytest.mark.parametrize("what", MEASURED)
def test_the_corpus_takes_no_more_than_it_did(what: str, counts: Counter[str]) -> None:
    assert MEASURED[what] / TOLERANCE < counts[what] < MEASURED[what] * TOLERANCE
