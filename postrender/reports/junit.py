"""The report as JUnit XML, which every CI server shows: an object is a class, a guardrail a test.

A test fails where a pod is left, may break, or anything is doubtful; a change that was made passes.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from postrender.finding import Placed
from postrender.reports.report import Report
from postrender.reports.summary import SHORT, name

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The report as JUnit XML."""
    tests: dict[tuple[str, str], list[Placed]] = {}
    for subject, found in report.by_subject().items():
        for placed in found:
            tests.setdefault((name(subject), placed.finding.rule), []).append(placed)
    cases = [_case(owner, rule, found) for (owner, rule), found in tests.items()]
    failures = sum("<failure" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}"'
    text = "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="kharden" {counts}>',
            f"<testsuite name={quoteattr(f'kharden {report.profile}')} {counts}>",
            *cases,
            "</testsuite>",
            "</testsuites>\n",
        )
    )
    return _NOT_XML.sub("?", text)


def _case(owner: str, rule: str, found: list[Placed]) -> str:
    head = f"<testcase classname={quoteattr(owner)} name={quoteattr(rule)}"
    failed = [placed for placed in found if placed.finding.level in ("error", *SHORT)]
    if not failed:
        return f"{head}/>"
    said = "\n".join(
        filter(None, (part for placed in failed for part in (_sentence(placed), placed.finding.remedy)))
    )
    first = quoteattr(failed[0].finding.message)
    level = failed[0].finding.level
    return f'{head}><failure type="{level}" message={first}>{escape(said)}</failure></testcase>'


def _sentence(placed: Placed) -> str:
    container = f"container {placed.finding.container}: " if placed.finding.container else ""
    return f"line {placed.line}: {container}{placed.finding.message}"
