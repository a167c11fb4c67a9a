"""What a report file is made from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from postrender.filter import Outcome
from postrender.finding import Placed, Subject
from postrender.reports.changes import Hunk
from postrender.reports.summary import VERDICT_NAMES


class Report(NamedTuple):
    """One run: what came of it, under which profile, what it changed, and what its input was called.

    `written` says what became of the output if there were errors.
    """

    outcome: Outcome
    profile: str
    hunks: Sequence[Hunk]
    input: str
    written: str

    def by_subject(self) -> dict[Subject, list[Placed]]:
        """Findings and errors by the object that they are about, in the order of the stream."""
        found: dict[Subject, list[Placed]] = {}
        seen = set(self.outcome.findings)
        # What `strict` makes an error is a finding already.
        for placed in (
            *self.outcome.findings,
            *(error for error in self.outcome.errors if error not in seen),
        ):
            found.setdefault(placed.subject, []).append(placed)
        return found


def worst_verdict(found: Iterable[Placed]) -> str:
    """The gravest verdict on the pods that findings are about; empty where they are about none."""
    verdicts = {placed.verdict for placed in found}
    return next((verdict for verdict in reversed(VERDICT_NAMES) if verdict in verdicts), "")
