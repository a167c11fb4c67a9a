"""The README's first screen shows what kharden does."""

from __future__ import annotations

import re
from pathlib import Path

from tests.filtered import filtered

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_diff_is_the_one_that_comes_out() -> None:
    shown = re.search(r"```diff\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    lines = [(line[0], line[1:]) for line in shown[1].splitlines(keepends=True)]
    came = "".join(text for sign, text in lines if sign == " ")
    after = "".join(text for _, text in lines)
    result = filtered(came)
    assert result.output == after.encode()
    assert result.outcome.verdicts == {"hardened": 1}
