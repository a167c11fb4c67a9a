"""Each kind of report against its golden file, in which nothing is secret and nothing steers who reads it."""

from __future__ import annotations

import pytest

from tests.reports.goldens import FOLDER, texts

TEXTS = dict(texts())
NAMES = sorted(path.name for path in FOLDER.iterdir())


def test_each_golden_file_is_of_a_report() -> None:
    assert sorted(TEXTS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_as_it_was(name: str) -> None:
    assert TEXTS[name] == (FOLDER / name).read_text(encoding="utf-8"), "look at it, then: make golden"


@pytest.mark.parametrize("name", NAMES)
def test_no_report_shows_what_is_secret(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "hunter" not in text
    assert "verbose" not in text


@pytest.mark.parametrize("name", NAMES)
def test_no_name_in_a_manifest_steers_a_terminal_or_a_browser(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "\x1b[31m" not in text.replace("\x1b[31m  left", "").replace("\x1b[31m-", "")
    assert "<script>alert" not in text or not name.endswith((".html", ".xml"))
