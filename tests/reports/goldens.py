"""The golden files: each report on `input.yaml`. `python -m tests.reports.goldens` (`make golden`) writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from postrender.reports import diff, formats, summary
from postrender.reports.style import Style
from tests.reports.support import HERE, INPUT, reported

FOLDER = HERE / "golden"
VERSION = re.compile(r'("(?:semanticVersion|version)": ")(?!2\.1\.0)[^"]+')


def texts() -> Iterator[tuple[str, str]]:
    """Each golden file's name and what it should hold."""
    report, _ = reported(INPUT)
    yield "summary.txt", summary.summary(report.outcome, report.profile)
    yield "summary-narrow.txt", summary.summary(report.outcome, report.profile, Style(80, colour=True))
    yield "diff.txt", diff.render(report.hunks)
    yield "diff-narrow.txt", diff.render(report.hunks, Style(80, colour=True))
    for ending in formats.FORMATS:
        text = VERSION.sub(r"\1...", formats.render(report, f"x{ending}"))
        yield f"report{ending}", without_pages(text) if ending == ".sarif" else text


def without_pages(text: str) -> str:
    """The SARIF log without its rules, whose pages are the guardrails' docstrings."""
    log = json.loads(text)
    del log["runs"][0]["tool"]["driver"]["rules"]
    return json.dumps(log, indent=2) + "\n"


def main() -> None:
    """Write every golden file."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
