"""The report as JSON, for programs; docs/report.schema.json describes it.

Within `reportVersion` 1 fields are added, but none is taken away and none changes its meaning.
"""

import json
from typing import Any

from postrender import __version__
from postrender.finding import Placed, Subject
from postrender.reports.report import Report, worst_verdict
from postrender.reports.summary import VERDICT_NAMES

REPORT_VERSION = 1


def render(report: Report) -> str:
    """The report as JSON."""
    outcome = report.outcome
    record = {
        "reportVersion": REPORT_VERSION,
        "tool": {"name": "kharden", "version": __version__},
        "profile": report.profile,
        "input": report.input,
        "ok": not outcome.errors,
        "documents": {"total": outcome.documents, "changed": outcome.changed},
        "pods": {verdict: outcome.verdicts.get(verdict, 0) for verdict in VERDICT_NAMES},
        "objects": [_object(subject, placed) for subject, placed in report.by_subject().items()],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _object(subject: Subject, found: list[Placed]) -> dict[str, Any]:
    findings = [_finding(placed) for placed in found]
    return {**subject._asdict(), "verdict": worst_verdict(found), "findings": findings}


def _finding(placed: Placed) -> dict[str, Any]:
    finding = placed.finding._asdict()
    return {
        **finding,
        "pointer": placed.base + placed.finding.pointer,
        "line": placed.line,
        "column": placed.column,
    }
