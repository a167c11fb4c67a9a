"""The report as one HTML file that needs no other; it filters by verdict and guardrail, and knows dark mode.

Everything that comes from the manifests is escaped, and the page's own policy lets a browser run nothing but
its one script. Without scripts everything is shown.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from postrender.finding import Placed, Subject
from postrender.reports.changes import Hunk, Line
from postrender.reports.merging import Merged, merged
from postrender.reports.report import Report, worst_verdict
from postrender.reports.style import harmless
from postrender.reports.summary import LEVEL_NAMES, UNSEEN, VERDICT_NAMES, figures, name, place

_TEMPLATE = Path(__file__).with_suffix(".html")
_SIGNS = {" ": "same", "+": "added", "-": "gone"}


def render(report: Report) -> str:
    """The report as a page."""
    style, script = (_TEMPLATE.with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".css", ".js"))
    found, hunks = report.by_subject(), _by_subject(report.hunks)
    objects = [
        _object(subject, found.get(subject, []), hunks.get(subject, [])) for subject in {**found, **hunks}
    ]
    rules = sorted({placed.finding.rule for group in found.values() for placed in group})
    errors = len(report.outcome.errors)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        title=_shown(f"kharden: {report.input}"),
        heading=f"{errors} error{'s' * (errors != 1)}: {report.written}" if errors else "Hardened manifests",
        run=_shown(f"{figures(report.outcome, report.profile)} (input: {report.input})"),
        totals="\n".join(
            _total(verdict, report.outcome.verdicts.get(verdict, 0)) for verdict in VERDICT_NAMES
        ),
        options="".join(f"<option>{_shown(rule)}</option>" for rule in rules),
        objects="\n".join(objects),
        footer=_shown(f"{UNSEEN[0].upper()}{UNSEEN[1:]}."),
    )


def _shown(text: str) -> str:
    return escape(harmless(text))


def _by_subject(hunks: Iterable[Hunk]) -> dict[Subject, list[Hunk]]:
    found: dict[Subject, list[Hunk]] = {}
    for hunk in hunks:
        found.setdefault(hunk.subject, []).append(hunk)
    return found


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _total(verdict: str, count: int) -> str:
    return (
        f'<button type="button" class="{verdict}" value="{verdict}" aria-pressed="true">'
        f"<b>{count}</b> {VERDICT_NAMES[verdict]}</button>"
    )


def _object(subject: Subject, found: list[Placed], hunks: list[Hunk]) -> str:
    verdict = worst_verdict(found)
    rules = _shown(" ".join(sorted({placed.finding.rule for placed in found})))
    badge = f'<span class="badge">{VERDICT_NAMES[verdict]}</span>' if verdict else ""
    findings = "\n".join(_finding(one) for one in merged(found))
    return "\n".join(
        filter(
            None,
            (
                f'<article class="{verdict or "none"}" data-verdict="{verdict}" data-rules="{rules}">',
                f"<h2>{_shown(name(subject))} {badge}</h2>",
                f'<p class="place">{_shown(place(subject, 0))}</p>',
                f"<ul>\n{findings}\n</ul>" if findings else "",
                _diff(hunks),
                "</article>",
            ),
        )
    )


def _finding(one: Merged) -> str:
    level = "level-left" if one.level == "left" else one.level
    named = f"<b>{_shown(', '.join(one.containers))}:</b> " if one.containers else ""
    line = f" <small>(line {one.line})</small>" if one.line else ""
    remedies = "".join(
        f'<span class="remedy"><code>{_shown(remedy)}</code></span>' for remedy in one.remedies
    )
    return (
        f'<li class="{level}" data-rule="{_shown(one.rule)}"><span>{LEVEL_NAMES[one.level]}</span>'
        f"<span>{_shown(one.rule)}</span>"
        f'<span class="message">{named}{_shown(one.message)}{line}{remedies}</span></li>'
    )


def _diff(hunks: list[Hunk]) -> str:
    if not hunks:
        return ""
    lines = [part for hunk in hunks for part in (_at(hunk), *map(_line, hunk.lines))]
    count = sum(line.sign != " " for hunk in hunks for line in hunk.lines)
    summary = f"<summary>{count} changed lines</summary>"
    return f'<details>{summary}\n<pre tabindex="0" aria-label="changes">{"".join(lines)}</pre></details>'


def _at(hunk: Hunk) -> str:
    return f'<span class="at">line {hunk.line}</span>'


def _line(line: Line) -> str:
    said = "; ".join(dict.fromkeys(placed.finding.message for placed in line.reasons))
    why = f'<span class="why">{_shown(said)}</span>' if said else ""
    return f'<span class="{_SIGNS[line.sign]}">{_shown(line.sign + line.text.rstrip())}{why}</span>'
