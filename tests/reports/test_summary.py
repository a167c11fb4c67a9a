"""The summary is short, and nothing that counts is missing from it."""

from __future__ import annotations

import re

import pytest

from postrender.filter import Outcome
from postrender.finding import Finding, Placed, Subject
from postrender.reports.style import PLAIN, Style
from postrender.reports.summary import MOST_NAMES, errors, summary

WEB, DB = Subject(1, "", "Deployment", "shop", "web"), Subject(2, "t.yaml", "StatefulSet", "shop", "db")
ROOT = Finding(
    "read-only-root", "may-break", "made the root read-only: nobody knows", "write X", container="a"
)
USER = Finding("identity", "may-break", "set the user to 1: who knows", "write Y", container="a")
NOBODY = "read-only-root (nobody knows)"
HOST = Finding("host", "left", "it needs the host: host namespaces (hostNetwork=true)", "write Z")


def said(*findings: tuple[Finding, Subject], verbose: bool = False, style: Style = PLAIN) -> list[str]:
    placed = [Placed(finding, subject, 7, 3, "hardened-may-break") for finding, subject in findings]
    outcome = Outcome(9, 2, {"hardened": 1, "hardened-may-break": 1, "left": 2}, placed, [])
    return summary(outcome, "restricted@1", style, verbose=verbose).splitlines()


@pytest.mark.parametrize(
    ("findings", "lines"),
    [
        ([], []),
        ([(ROOT, WEB)], ["  may break  Deployment/shop/web (a): read-only-root (nobody knows)"]),
        # Objects, and containers, of which the same is said share a line.
        (
            [(ROOT, WEB), (ROOT._replace(container="b"), WEB), (ROOT, DB)],
            [f"  may break  Deployment/shop/web (a, b), StatefulSet/shop/db (a): {NOBODY}"],
        ),
        (
            [(ROOT, WEB), (USER, WEB), (ROOT, DB)],
            [
                "  may break  Deployment/shop/web (a): read-only-root (nobody knows), identity (who knows)",
                "  may break  StatefulSet/shop/db (a): read-only-root (nobody knows)",
            ],
        ),
        # What a guardrail says twice of a container stands in one bracket.
        (
            [(USER, WEB), (USER._replace(message="took x away: the chart wants it"), WEB)],
            ["  may break  Deployment/shop/web (a): identity (who knows; the chart wants it)"],
        ),
        # What was left comes first, without the details.
        (
            [(ROOT, WEB), (HOST, DB), (HOST._replace(message="it needs the host: privileged (x)"), DB)],
            [
                "  left       StatefulSet/shop/db: host namespaces, privileged",
                "  may break  Deployment/shop/web (a): read-only-root (nobody knows)",
            ],
        ),
        # A warning comes with what to do about it, since nothing else will say it.
        (
            [(Finding("target", "warning", "it matches nothing", "remove it"), Subject(0))],
            ["  warning    the profile: it matches nothing -> remove it"],
        ),
        # So does what nobody hardens.
        (
            [(Finding("not-reached", "note", "Kafka makes pods", "tell the operator"), WEB), (ROOT, WEB)],
            [
                "  may break  Deployment/shop/web (a): read-only-root (nobody knows)",
                "  note       Deployment/shop/web: Kafka makes pods -> tell the operator",
            ],
        ),
        # Changes and other notes are for those who ask.
        ([(Finding("seccomp", "change", "kept calls"), WEB), (Finding("x", "note", "y"), WEB)], []),
    ],
)
def test_short(findings: list[tuple[Finding, Subject]], lines: list[str]) -> None:
    assert said(*findings)[:-3] == lines


def test_the_totals_and_the_blind_spots_come_last() -> None:
    assert said()[-3] == (
        "kharden restricted@1: 2 of 9 documents changed; 4 pods: 1 hardened, 1 may break, 2 left"
    )
    assert "kharden diagnose" in said()[-2]
    assert "crds/" in said()[-1]


def test_without_pods_the_summary_names_no_blind_spots() -> None:
    outcome = Outcome(3, 0, {}, [], [])
    assert summary(outcome, "p") == "kharden p: 0 of 3 documents changed; no pods\n"


def test_verbose_reports_everything_with_its_line_and_what_to_write() -> None:
    lines = said(
        (ROOT, DB),
        (ROOT._replace(container="b", remedy="write X2"), DB),
        (Finding("seccomp", "change", "kept calls"), DB),
        verbose=True,
    )
    assert lines[:5] == [
        "StatefulSet/shop/db: may break  (document 2, t.yaml)",
        "  may break  a, b: made the root read-only: nobody knows (line 7, read-only-root)",
        "             -> write X",
        "             -> write X2",
        "  changed    kept calls (line 7, seccomp)",
    ]


def test_a_remedy_of_several_findings_stands_once_below_them() -> None:
    other = HOST._replace(message="it needs the host: privileged (x)")
    lines = said((HOST, DB), (other, DB), verbose=True)
    assert [line.strip().startswith("->") for line in lines[1:4]] == [False, False, True]


def test_long_lists_of_names_are_cut() -> None:
    findings = [(ROOT._replace(container=f"c{number}"), WEB) for number in range(MOST_NAMES + 3)]
    assert "c11 and 3 more): read-only-root" in said(*findings)[0]
    assert "c14" in said(*findings, verbose=True)[1]


def test_a_name_does_not_steer_the_terminal() -> None:
    evil = Subject(1, "\x1b[2J", "Pod", "\r", "a\x1b]0;b\x07")
    for verbose in (False, True):
        text = "".join(said((ROOT._replace(container="\x9b1m", message="\x1b: \x08"), evil), verbose=verbose))
        assert text.isprintable()
    outcome = Outcome(1, 0, {}, [], [Placed(Finding("error", "error", "\x1b[2J"), evil, 1)])
    assert errors(outcome, "nothing").replace("\n", "").isprintable()


@pytest.mark.parametrize("width", [60, 100])
def test_lines_fit_the_terminal(width: int) -> None:
    findings = ((ROOT._replace(message="made it so: " + "why " * 50), WEB), (HOST, DB))
    for verbose in (False, True):
        lines = said(*findings, verbose=verbose, style=Style(width))
        assert max(map(len, lines)) <= width
        assert " ".join(line.strip() for line in lines).count("why") == 50


@pytest.mark.parametrize("width", [20, 40, 80])
def test_colours_move_no_line_break(width: int) -> None:
    plain, coloured = (said((ROOT, WEB), (HOST, DB), style=Style(width, colour)) for colour in (False, True))
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in coloured] == plain


def test_errors_say_where_and_what_became_of_the_output() -> None:
    error = Placed(Finding("error", "error", "it is wrong", "mend it", container="c"), DB, 3, 4)
    assert errors(Outcome(2, 0, {}, [], [error, error]), "nothing was written").splitlines() == [
        "kharden: document 2, t.yaml, StatefulSet/shop/db, line 3, column 4: "
        "container c: it is wrong -> mend it"
    ] * 2 + ["kharden: 2 errors; nothing was written"]
