"""Reports for programs: each is what its format asks for."""

from __future__ import annotations

import ast
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from postrender.filter import Outcome
from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.guardrails.rules import MAY_BREAK, RARELY, SAFE
from postrender.guardrails.verdict import VERDICTS
from postrender.reports import as_json, formats, junit, page, plain, sarif, summary
from postrender.reports.report import Report
from postrender.reports.rules import rules
from tests.reports.support import HERE, INPUT, reported
from tools.bench.inputs import deployment

ROOT = HERE.parent.parent
REPORT, HARDENED = reported(INPUT)
HOSTILE = "<script>alert(1)</script>\"'&]]>\x1b[31m\x00\ud83d"[:-1]
ERROR = Placed(
    Finding("error", "error", HOSTILE, HOSTILE, "/a", HOSTILE), Subject(1, HOSTILE, HOSTILE, "", HOSTILE)
)
FAILED = Report(Outcome(1, 0, {}, [], [ERROR]), HOSTILE, [], HOSTILE, "nothing was written")
EMPTY = Report(Outcome(0, 0, {}, [], []), "restricted@1", [], "stdin", "nothing was written")
REPORTS = pytest.mark.parametrize("report", [REPORT, FAILED, EMPTY], ids=["usual", "failed", "empty"])


def schema(path: Path) -> Any:
    found = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(found)(found)


@REPORTS
def test_json_is_as_documented(report: Report) -> None:
    schema(ROOT / "docs/report.schema.json").validate(json.loads(as_json.render(report)))


def test_the_documented_json_names_every_level_verdict_and_safety() -> None:
    definitions = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert tuple(definitions["finding"]["properties"]["level"]["enum"]) == LEVELS
    assert tuple(definitions["object"]["properties"]["verdict"]["enum"]) == ("", *VERDICTS)
    assert tuple(definitions["finding"]["properties"]["safety"]["enum"]) == ("", SAFE, RARELY, MAY_BREAK)
    assert tuple(summary.VERDICT_NAMES) == VERDICTS
    assert tuple(summary.LEVEL_NAMES) == LEVELS


@REPORTS
def test_sarif_is_valid(report: Report) -> None:
    schema(HERE / "data/sarif-2.1.0.json").validate(json.loads(sarif.render(report)))


def test_sarif_has_what_code_scanning_needs() -> None:
    (run,) = json.loads(sarif.render(REPORT))["runs"]
    known = run["tool"]["driver"]["rules"]
    for rule in known:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["markdown"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
    prints = []
    for result in run["results"]:
        assert known[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        prints.append(result["partialFingerprints"]["primaryLocationLineHash"])
    assert len(set(prints)) > len(prints) // 2


def test_sarif_tells_a_finding_by_its_place_in_the_object_not_by_its_line() -> None:
    moved, _ = reported("# one line more\n" + INPUT)

    def prints(report: Report) -> list[str]:
        found = json.loads(sarif.render(report))["runs"][0]["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in found]

    assert prints(moved) == prints(REPORT)


def test_the_fixes_of_sarif_make_the_input_the_output(shared: Path) -> None:
    text = (shared / "corpus/charts/prom-prometheus.yaml").read_text(encoding="utf-8")
    report, hardened = reported(text, {})
    edits = {}
    for result in json.loads(sarif.render(report))["runs"][0]["results"]:
        for fix in result.get("fixes", ()):
            (replacement,) = fix["artifactChanges"][0]["replacements"]
            region = replacement["deletedRegion"]
            edits[region["startLine"], region["endLine"]] = replacement["insertedContent"]["text"]
    lines = text.splitlines(keepends=True)
    for (start, end), inserted in sorted(edits.items(), reverse=True):
        lines[start - 1 : end - 1] = [inserted]
    assert edits
    assert "".join(lines) == hardened


def test_a_fix_that_would_show_a_value_is_left_out() -> None:
    results = json.loads(sarif.render(REPORT))["runs"][0]["results"]
    backend = [result for result in results if "backend" in result["message"]["text"]]
    assert backend
    assert [result for result in backend if "fixes" in result] == []
    assert [result for result in results if "fixes" in result] != []


def test_sarif_grows_as_the_manifests_do() -> None:
    one, two = (len(sarif.render(reported(deployment(0, count))[0])) for count in (100, 200))
    assert two < 2.1 * one


@REPORTS
def test_junit_counts_its_failures(report: Report) -> None:
    (suite,) = ET.fromstring(junit.render(report))  # noqa: S314 - our own
    assert int(suite.attrib["tests"]) == len(suite)
    assert int(suite.attrib["failures"]) == len(suite.findall("*/failure"))
    graver = {p.finding.level for p in (*report.outcome.findings, *report.outcome.errors)} - {
        "change",
        "note",
    }
    assert bool(graver) == bool(suite.findall("*/failure"))


class Page(HTMLParser):
    """What a page holds: its tags in order, its attributes that load or run something, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "input", "link", "img"):
            self.open.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "href", "style") or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@REPORTS
def test_the_page_is_one_file_that_runs_only_its_own_script(report: Report) -> None:
    text = page.render(report)
    parsed = Page(text)
    assert parsed.open == []
    assert parsed.loads == []
    assert parsed.tags.count("script") == 1
    assert not re.search(r"https?://|url\(|@import", text)
    assert "default-src 'none'" in text
    assert "\x1b" not in text


def test_the_page_shows_every_finding_once_and_can_be_filtered_by_it() -> None:
    text = page.render(REPORT)
    for placed in REPORT.outcome.findings:
        assert f'data-rule="{placed.finding.rule}"' in text
    assert text.count("<article") == len(REPORT.by_subject().keys() | {hunk.subject for hunk in REPORT.hunks})


@REPORTS
def test_the_text_holds_summary_and_diff(report: Report) -> None:
    text = plain.render(report)
    assert ("error" in text) == bool(report.outcome.errors)
    assert ("@@" in text) == bool(report.hunks)


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_a_report_is_written_by_its_ending(ending: str) -> None:
    assert formats.known(f"out/report{ending.upper()}")
    assert formats.render(REPORT, f"report{ending}") != ""
    assert ending in formats.ENDINGS


@pytest.mark.parametrize("path", ["report", "report.", "report.pdf", "json", "a.json/report", ""])
def test_another_ending_is_none(path: str) -> None:
    assert not formats.known(path)


def test_every_rule_of_a_finding_is_explained() -> None:
    used = set()
    for path in (ROOT / "postrender").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                used |= {rule.value for rule in node.args[:1] if isinstance(rule, ast.Constant)}
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                used |= {node.value.value for name in node.targets if getattr(name, "id", "") == "ID"}
    # What a KRM function answers in one result instead of each change.
    assert used - {"hardened"} == rules().keys()
