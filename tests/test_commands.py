"""The commands that the documents name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_each_make_command_of_the_documents_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    loop = re.search(r"^for target in (.*); do$", text, re.MULTILINE)
    named = loop[1].split() if loop else re.findall(r"(?:`| {4})make ([a-z-]+)", text)
    assert named
    assert set(named) <= TARGETS


def test_each_make_command_is_told_to_contributors() -> None:
    told = set(re.findall(r"`make ([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert told == TARGETS - {"help", "clean"}
