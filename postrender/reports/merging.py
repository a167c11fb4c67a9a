"""Findings that say the same of several containers, merged into one."""

from collections.abc import Iterable

from postrender.finding import LEVELS, Placed
from postrender.record import Record


class Merged(Record, kw_only=False):
    """A finding, or several of one object that say the same; `line` is that of the first."""

    rule: str
    level: str
    message: str
    line: int
    containers: list[str]
    remedies: list[str]


def merged(found: Iterable[Placed]) -> list[Merged]:
    """The findings of one object, the gravest first."""
    same: dict[tuple[str, str, str], Merged] = {}
    for placed in found:
        rule, level, message, remedy, _, container, _ = placed.finding
        one = same.setdefault((rule, level, message), Merged(rule, level, message, placed.line, [], []))
        for value, values in ((container, one.containers), (remedy, one.remedies)):
            if value and value not in values:
                values.append(value)
    return sorted(same.values(), key=lambda one: LEVELS.index(one.level))
