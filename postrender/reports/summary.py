"""What a person reads on stderr after a run: what may break, what was left, the totals, the blind spots.

Short by default: containers and objects for which the same holds share a line. With `verbose` every finding
is listed, with its line in the input and what to do about it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from postrender.filter import Outcome
from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.reports.style import BOLD, CYAN, DIM, GREEN, PLAIN, RED, YELLOW, Style, harmless

UNSEEN = (
    "no post-renderer sees crds/, Helm 3's hooks and tests, pods that operators make, "
    "or an upgrade without the flag"
)
ADVICE = (
    "-v (KHARDEN_VERBOSE=1) says what to write into the profile for each; "
    "if a pod does not start: kubectl logs POD | kharden diagnose"
)
LEVEL_NAMES = {
    "error": "error",
    "left": "left",
    "may-break": "may break",
    "warning": "warning",
    "change": "changed",
    "note": "note",
}
VERDICT_NAMES = {"hardened": "hardened", "hardened-may-break": "may break", "left": "left"}
SHORT = ("left", "may-break", "warning")
"""The levels that are always shown."""
UNREACHED = "not-reached"
"""The rule whose findings are always shown, too: pods that nobody hardens."""
TOLD = (*SHORT, "note")
"""The levels of the findings that are shown, if not all of them are."""

MOST_NAMES = 12
"""Names that a line lists; the others are only counted."""

_TOPICS = ("host", "pod-security")
"""Rules whose reasons say enough without them."""

_COLOURS = {"error": RED, "left": RED, "may-break": YELLOW, "warning": YELLOW, "change": GREEN, "note": CYAN}
_WIDEST = max(map(len, LEVEL_NAMES.values()))


def summary(outcome: Outcome, profile: str, style: Style = PLAIN, *, verbose: bool = False) -> str:
    """What to say after a run without errors; `profile` is the name of the one that was used."""
    lines = list(_details(outcome.findings, style) if verbose else _merged(outcome.findings, style))
    lines.append(style.paint(style.wrapped(figures(outcome, profile), 2), BOLD))
    if outcome.verdicts.get("hardened-may-break") and not verbose:
        lines.append(style.wrapped(f"  {ADVICE}", 2))
    if outcome.verdicts:
        lines.append(style.paint(style.wrapped(f"  {UNSEEN}", 2), DIM))
    return "".join(f"{line}\n" for line in lines)


def figures(outcome: Outcome, profile: str) -> str:
    """The totals, in a line."""
    counts = [
        f"{outcome.verdicts[key]} {name}" for key, name in VERDICT_NAMES.items() if outcome.verdicts.get(key)
    ]
    pods = sum(outcome.verdicts.values())
    reported = sum(placed.finding.rule == "mode" for placed in outcome.findings)
    only = f", {reported} only reported" * bool(reported)
    return (
        f"kharden {profile}: {outcome.changed} of {outcome.documents} documents changed; "
        f"{pods or 'no'} pod{'s' * (pods != 1)}{only}{': ' * bool(pods)}{', '.join(counts)}"
    )


def errors(outcome: Outcome, written: str, style: Style = PLAIN) -> str:
    """One message for each error, and what became of the output."""
    lines = [style.wrapped(_error(placed), 2) for placed in outcome.errors]
    count = len(outcome.errors)
    total = style.paint(f"kharden: {count} error{'s' * (count != 1)}; {written}", RED)
    return "".join(f"{line}\n" for line in (*lines, total))


def name(subject: Subject) -> str:
    """An object as people call it; the profile is the subject of what concerns no document."""
    if not subject.document:
        return "the profile"
    return harmless("/".join(filter(None, subject[2:])) or str(subject))


def place(subject: Subject, line: int) -> str:
    """Where an object stands: its document, the template that it comes from, its line in the stream."""
    parts = (f"document {subject.document}", subject.source, f"line {line}" * bool(line))
    return harmless(", ".join(filter(None, parts))) if subject.document else ""


def _merged(findings: Iterable[Placed], style: Style) -> Iterator[str]:
    """A line for each set of reasons: of one level, with every object and container that they hold for."""
    reasons: dict[tuple[str, Subject, str], dict[str, dict[str, None]]] = {}
    for finding, subject, *_ in findings:
        if finding.level in SHORT or finding.rule == UNREACHED:
            by_rule = reasons.setdefault((finding.level, subject, finding.container), {})
            by_rule.setdefault(finding.rule, {})[_reason(finding)] = None
    owners: dict[tuple[str, str], dict[str, list[str]]] = {}
    for (level, subject, container), by_rule in reasons.items():
        guardrails = level in ("left", "may-break")
        texts = (
            _of_rule(rule, list(said)) if guardrails else "; ".join(said) for rule, said in by_rule.items()
        )
        owner = owners.setdefault((level, ", ".join(texts)), {}).setdefault(name(subject), [])
        owner += [harmless(container)] if container else []
    for (level, text), objects in sorted(owners.items(), key=lambda item: LEVELS.index(item[0][0])):
        named = [f"{one} ({_listed(inside)})" if inside else one for one, inside in objects.items()]
        yield _labelled(level, f"{_listed(named)}: {text}", style)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _reason(finding: Finding) -> str:
    """Why, in a few words: what stands behind the colon of a message."""
    done, _, why = harmless(finding.message).partition(": ")
    if finding.rule == "host":
        return why.partition(" (")[0]
    if finding.rule == "pod-security":
        return done
    if finding.level in ("warning", "note"):
        return harmless(finding.message + f" -> {finding.remedy}" * bool(finding.remedy))
    return why or done


def _of_rule(rule: str, reasons: list[str]) -> str:
    return ", ".join(reasons) if rule in _TOPICS else f"{rule} ({'; '.join(reasons)})"


def _details(findings: Iterable[Placed], style: Style) -> Iterator[str]:
    """Every finding, by object; containers for which the same holds share it."""
    from postrender.reports.merging import merged

    for subject, group in groupby(findings, key=lambda placed: placed.subject):
        found = list(group)
        verdict = VERDICT_NAMES.get(found[0].verdict, "")
        place_of = place(subject, 0)
        head = style.paint(name(subject), BOLD) + f": {verdict}" * bool(verdict)
        yield head + style.paint(f"  ({place_of})", DIM) * bool(place_of)
        waiting: list[str] = []
        for one in merged(found):
            if one.remedies != waiting:
                yield from _remedies(waiting, style)
            waiting = one.remedies
            named = f"{', '.join(one.containers)}: " if one.containers else ""
            at = f"line {one.line}, " if one.line else ""
            yield _labelled(one.level, f"{harmless(named + one.message)} ({at}{one.rule})", style)
        yield from _remedies(waiting, style)


def _remedies(remedies: Iterable[str], style: Style) -> Iterator[str]:
    """What to do, below everything that asks for it."""
    return (style.wrapped(f"{'':{_WIDEST}}    -> {harmless(remedy)}", _WIDEST + 7) for remedy in remedies)


def _labelled(level: str, text: str, style: Style) -> str:
    label = f"  {LEVEL_NAMES[level]:{_WIDEST}}  "
    return style.paint(label, _COLOURS[level]) + style.wrapped(label + text, len(label))[len(label) :]


def _error(placed: Placed) -> str:
    finding = placed.finding
    line = f"line {placed.line}" * bool(placed.line)
    column = f"column {placed.column}" * bool(placed.line and placed.column)
    where = ", ".join(filter(None, (str(placed.subject), line, column)))
    container = f"container {finding.container}" * bool(finding.container)
    remedy = f" -> {finding.remedy}" * bool(finding.remedy)
    return harmless(": ".join(filter(None, ("kharden", where, container, finding.message))) + remedy)
