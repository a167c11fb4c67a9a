"""What a person reads on stderr after a run: a line of figures, what may break, what was left, what nobody saw."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from postrender.filter import Outcome
from postrender.finding import Placed

UNSEEN = (
    "no post-renderer sees crds/, Helm 3's hooks and tests, pods that operators make, or an upgrade without the flag"
)
_NAMES = {"left": "left as it is", "may-break": "may break", "warning": "warning", "change": "changed", "note": "note"}
_VERDICTS = (("hardened", "hardened"), ("hardened-may-break", "hardened, may break"), ("left", "left"))


def errors(outcome: Outcome, written: str) -> str:
    """One message for each error, and what became of the output."""
    lines = [_message(placed) for placed in outcome.errors]
    count = len(outcome.errors)
    return "".join(lines) + f"kharden: {count} error{'s' if count != 1 else ''}; {written}\n"


def figures(outcome: Outcome, profile: str) -> str:
    """The line of figures."""
    pods = ", ".join(f"{outcome.verdicts[key]} {words}" for key, words in _VERDICTS if outcome.verdicts.get(key))
    return (
        f"kharden {profile}: {outcome.changed} of {outcome.documents} documents changed; "
        f"pods: {pods or 'none'}\n"
    )


def findings(placed: Iterable[Placed], levels: tuple[str, ...]) -> str:
    """The findings of some levels, by object, each with what to do about it."""
    shown = [each for each in placed if each.finding.level in levels]
    return "".join(_of_object(str(key), list(group)) for key, group in groupby(shown, key=lambda each: each.subject))


def _of_object(subject: str, group: list[Placed]) -> str:
    lines = [subject, *(line for level in _NAMES for line in _of_level(level, group))]
    return "\n".join(lines) + "\n"


def _of_level(level: str, group: list[Placed]) -> Iterator[str]:
    for placed in group:
        finding = placed.finding
        if finding.level == level:
            container = f"container {finding.container}: " if finding.container else ""
            yield f"  {_NAMES[level]}: {container}{finding.message}"
            if finding.remedy:
                yield f"    -> {finding.remedy}"


def _message(placed: Placed) -> str:
    place = f", line {placed.line}" + (f", column {placed.column}" if placed.column else "") if placed.line else ""
    finding = placed.finding
    container = f"container {finding.container}: " if finding.container else ""
    remedy = f"\n  -> {finding.remedy}" if finding.remedy else ""
    return f"kharden: {placed.subject}{place}: {container}{finding.message}{remedy}\n"
