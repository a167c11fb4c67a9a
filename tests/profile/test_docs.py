"""The profile's documentation: its generated parts are fresh, its examples are profiles."""

from __future__ import annotations

import datetime
import re

import pytest

from postrender.profile.reading import read
from postrender.profile.schema import SPEC
from tools.generate import DOCUMENTS, ROOT

PAGE = (ROOT / "docs/profile.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_fresh(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == DOCUMENTS[name](), "run `make generate` and commit the result"


def test_the_page_has_examples_and_names_every_key() -> None:
    assert len(EXAMPLES) >= 3
    assert [key for key in SPEC.fields if f"| `{key}` |" not in PAGE] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_profile(example: str) -> None:
    assert read(example, "profile.yaml", today=datetime.date(2026, 11, 24)).lineage == ("restricted@1",)


def test_every_key_says_what_it_means() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("|  |")] == []
