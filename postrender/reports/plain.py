"""The report as text: the summary in full, then the diff."""

from postrender.reports import diff, summary
from postrender.reports.report import Report


def render(report: Report) -> str:
    """The report as text."""
    errors = summary.errors(report.outcome, report.written) if report.outcome.errors else ""
    said = summary.summary(report.outcome, report.profile, verbose=True)
    return "\n".join(filter(None, (errors, said, diff.render(report.hunks))))
