"""Each row of README.md has a test, and each test that names a row one that is there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent


def test_each_row_has_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    texts = (path.read_text(encoding="utf-8") for path in HERE.parent.rglob("test_*.py"))
    tested = {
        int(row) for text in texts for row in re.findall(r"^def test_users_row_(\d+)_", text, re.MULTILINE)
    }
    assert [int(row) for row in rows] == sorted(tested)
