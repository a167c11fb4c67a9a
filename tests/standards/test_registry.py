"""The registry refuses checks that contradict each other, and knows which hold when."""

from __future__ import annotations

import subprocess
import sys

import pytest

from postrender.standards.model import Check, Revision
from postrender.standards.policy import NEWEST
from postrender.standards.registry import rules, validated

PASS = Revision(0, lambda pod: None)  # noqa: ARG005 - the shape of a check
BASELINE = Check("a", "baseline", (PASS,))


@pytest.mark.parametrize(
    ("checks", "reason"),
    [
        ([BASELINE, BASELINE], "two checks have one ID"),
        ([Check("a", "privileged", (PASS,))], "a: no check belongs to level 'privileged'"),
        ([Check("a", "baseline", ())], r"a: revisions must ascend from 0 to at most \d+, not \[\]"),
        ([Check("a", "baseline", (PASS, PASS))], r"a: revisions must ascend .*, not \[0, 0\]"),
        (
            [Check("a", "baseline", (PASS._replace(minor=2), PASS))],
            r"a: revisions must ascend .*, not \[2, 0\]",
        ),
        ([Check("a", "baseline", (PASS._replace(minor=NEWEST + 1),))], r"a: revisions must ascend"),
        ([Check("a", "baseline", (PASS._replace(minor=-1),))], r"a: revisions must ascend"),
        ([BASELINE, Check("b", "baseline", (PASS._replace(overrides="a"),))], "b: only a restricted check"),
        ([Check("b", "restricted", (PASS._replace(overrides="b"),))], "b: only a restricted check"),
        ([Check("b", "restricted", (PASS._replace(overrides="x"),))], "b: only a restricted check"),
    ],
)
def test_contradictions_are_refused(checks: list[Check], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        validated(checks)


def test_checks_are_sorted_by_level_and_id() -> None:
    checks = [
        Check("b", "restricted", (PASS,)),
        Check("c", "baseline", (PASS,)),
        Check("B", "baseline", (PASS,)),
    ]
    assert [check.id for check in validated(checks)] == ["B", "c", "b"]


@pytest.mark.parametrize(
    ("level", "minor", "count"),
    [
        ("privileged", NEWEST, 0),
        ("baseline", 0, 11),
        ("baseline", 33, 11),
        ("baseline", 34, 12),
        ("restricted", 7, 12),
        ("restricted", 8, 13),
        ("restricted", 19, 13),
        ("restricted", 22, 13),
        ("restricted", 23, 14),
        ("restricted", NEWEST, 15),
    ],
)
def test_a_level_has_so_many_checks(level: str, minor: int, count: int) -> None:
    assert len(rules(level, minor)) == count


def test_no_check_is_loaded_before_a_pod_is_checked() -> None:
    program = (
        "import sys, postrender.standards as it; it.parse_level('baseline'); print('\\n'.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert "postrender.standards.policy" in loaded.split()
    assert not [name for name in loaded.split() if name.startswith("postrender.standards.checks")]
