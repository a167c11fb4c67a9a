"""The report in SARIF 2.1.0, as GitHub's code scanning and other viewers of findings read it.

Line and column are those of the input stream: where stdin is a file below the working directory its path
is the artifact, so that the findings stand beside its lines. A fix holds the whole edit in which its change
lies, which alone makes sense. It is left out where it would show the value of a variable or a Secret, and
where it is long, since each finding within it repeats it.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; docs.github.com, "SARIF
support for code scanning".
"""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from postrender import __version__
from postrender.finding import Placed
from postrender.reports.changes import Hunk
from postrender.reports.report import Report
from postrender.reports.rules import Rule, rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "left": "warning", "may-break": "warning", "warning": "warning"}
"""Levels of findings to those of SARIF; others are notes."""

SEVERITIES = {"host": "8.0", "pod-security": "7.0"}
"""How grave, from 0 to 10, as GitHub ranks alerts of security; the guardrails are of medium severity."""
SEVERITY = "5.0"

LONGEST_FIX = 10_000
"""Characters."""


def render(report: Report) -> str:
    """The report in SARIF."""
    known = rules()
    ids = list(known)
    uri = quote(report.input)
    edits = ((hunk, _fix(hunk, uri)) for hunk in report.hunks)
    fixes = {placed: fix for hunk, fix in edits if fix for placed in _reasons(hunk)}
    found = [placed for group in report.by_subject().values() for placed in group]
    run = {
        "tool": {
            "driver": {
                "name": "kharden",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in known.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.outcome.errors}],
        "results": [_result(placed, ids, fixes.get(placed), uri) for placed in found],
        "properties": {"profile": report.profile},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "properties": {
            "tags": ["security", "kubernetes"],
            "precision": "high",
            "security-severity": SEVERITIES.get(rule.id, SEVERITY),
        },
    }


def _result(placed: Placed, ids: list[str], fix: dict[str, Any] | None, uri: str) -> dict[str, Any]:
    finding, subject = placed.finding, placed.subject
    name = "/".join(filter(None, subject[2:])) or "the profile"
    container = f", container {finding.container}" if finding.container else ""
    text = f"{name}{container}: {finding.message}" + (f"\n{finding.remedy}" if finding.remedy else "")
    # It tells findings apart from run to run, so it must not depend on lines, which move.
    identity = json.dumps(
        [finding.rule, finding.level, *subject[2:], finding.container, placed.base, finding.pointer]
    )
    logical = {"name": subject.name or name, "fullyQualifiedName": name + finding.pointer, "kind": "object"}
    return {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": LEVELS.get(finding.level, "note"),
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": max(placed.line, 1), "startColumn": max(placed.column, 1)},
                },
                "logicalLocations": [logical],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": sha256(identity.encode()).hexdigest()[:16] + ":1"},
        **({"fixes": [{**fix, "description": {"text": finding.message}}]} if fix else {}),
        "properties": {"level": finding.level, "verdict": placed.verdict, "source": subject.source},
    }


def _reasons(hunk: Hunk) -> list[Placed]:
    return [placed for line in hunk.lines for placed in line.reasons]


def _fix(hunk: Hunk, uri: str) -> dict[str, Any] | None:
    """The replacement of the hunk's lines; None where some of them may not be shown, or it is too long."""
    if any(line.masked for line in hunk.lines):
        return None
    changed = [index for index, line in enumerate(hunk.lines) if line.sign != " "]
    lines = hunk.lines[changed[0] : changed[-1] + 1]
    start = hunk.line + sum(line.sign != "+" for line in hunk.lines[: changed[0]])
    end = start + sum(line.sign != "+" for line in lines)
    inserted = "".join(f"{line.text}\n" for line in lines if line.sign != "-")
    if len(inserted) > LONGEST_FIX:
        return None
    region = {"startLine": start, "startColumn": 1, "endLine": end, "endColumn": 1}
    replacement = {"deletedRegion": region, "insertedContent": {"text": inserted}}
    return {"artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": [replacement]}]}
