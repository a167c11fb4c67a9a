"""Runs in-process, as the reports see them."""

from __future__ import annotations

from pathlib import Path

from postrender.filter import RunOptions, run
from postrender.pipeline import Pipeline
from postrender.profile import builtin
from postrender.reports.changes import Changes
from postrender.reports.report import Report
from postrender.variables import Variables

HERE = Path(__file__).parent
INPUT = (HERE / "input.yaml").read_text(encoding="utf-8")
VALUES = {"NAMESPACE": "shop", "ENVIRONMENT": "production", "LOG_LEVEL": "verbose"}


def reported(text: str, values: dict[str, str] | None = None) -> tuple[Report, str]:
    """The report on a stream, and the stream hardened."""
    known = VALUES if values is None else values
    variables = Variables(known, known)
    pipeline = Pipeline(builtin("restricted"), variables)
    changes, pieces = Changes(variables), list[bytes]()
    outcome = run([text.encode()], pipeline, pieces.append, RunOptions(observe=changes.observe))
    return Report(outcome, pipeline.profile.name, changes.hunks, "stdin", "nothing was written"), b"".join(
        pieces
    ).decode()
