"""What became of a pod, in a word."""

from __future__ import annotations

from collections.abc import Iterable

from postrender.finding import Finding
from postrender.guardrails import host

HARDENED, MAY_BREAK, LEFT = VERDICTS = ("hardened", "hardened-may-break", "left")


def verdict(findings: Iterable[Finding]) -> str:
    """The verdict on a pod by what was found: one of VERDICTS.

    A pod that needs the host is left even if the profile accepts that.
    """
    levels = {"left" if finding.rule == host.ID else finding.level for finding in findings}
    if "left" in levels:
        return LEFT
    return MAY_BREAK if "may-break" in levels else HARDENED
