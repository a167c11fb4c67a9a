"""Kubernetes' selector grammar: `app=web, tier in (front, back), !legacy, cpus > 4`.

Requirements are separated by commas and must all hold. `!=` and `notin` also hold where the key is absent;
`>` and `<` compare integers and hold only where the value is one.

Source: kubernetes.io, "Labels and Selectors"; k8s.io/apimachinery pkg/labels/selector.go (`Parse`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

LABEL_NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
SUBDOMAIN = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
KEY = f"(?:{SUBDOMAIN}/)?{LABEL_NAME}"
VALUE = f"(?:{LABEL_NAME})?"
_SET = rf"\(\s*{VALUE}(?:\s*,\s*{VALUE})*\s*\)"
_REQUIREMENT = (
    rf"\s*(?:!\s*(?P<absent>{KEY})"
    rf"|(?P<key>{KEY})(?:\s*(?P<sign>==|=|!=|<|>)\s*(?P<value>{VALUE})|\s+(?P<word>in|notin)\s*(?P<set>{_SET}))?)\s*"
)
_OPERATORS: Mapping[str, Callable[[str | None, frozenset[str]], bool]] = {
    "": lambda found, _: found is not None,
    "!": lambda found, _: found is None,
    "in": lambda found, values: found in values,
    "notin": lambda found, values: found not in values,
    ">": lambda found, values: _integer(found) and all(int(found or "") > int(value) for value in values),
    "<": lambda found, values: _integer(found) and all(int(found or "") < int(value) for value in values),
}
_ALIASES = {"=": "in", "==": "in", "!=": "notin"}


def requirements(selector: str) -> list[tuple[str, str, frozenset[str]]]:
    """The selector as (key, operator, values); operators are `in`, `notin`, `>`, `<`, `!`, and "" for exists.

    Raises ValueError with the place in the selector that cannot be read.
    """
    found, at = [], 0
    while selector.strip():
        part = re.compile(_REQUIREMENT, re.ASCII).match(selector, at)
        if part is None or selector[part.end() : part.end() + 1] not in ("", ","):
            raise ValueError(f"cannot read {selector[at:].strip()!r}")
        found.append(_requirement(part))
        if part.end() == len(selector):
            break
        at = part.end() + 1
    return found


def selects(selector: str, values: Mapping[str, str]) -> bool:
    """Whether the labels or annotations satisfy the selector; the empty selector selects everything."""
    return all(
        _OPERATORS[operator](values.get(key), wanted) for key, operator, wanted in requirements(selector)
    )


def _requirement(part: re.Match[str]) -> tuple[str, str, frozenset[str]]:
    if part["absent"]:
        return part["absent"], "!", frozenset()
    operator = part["sign"] or part["word"] or ""
    listed = part["set"].strip("() ").split(",") if part["set"] else [part["value"]] if operator else []
    wanted = frozenset(value.strip() for value in listed)
    if operator in ("<", ">") and not all(map(_integer, wanted)):
        raise ValueError(f"{part[0].strip()!r} compares with an integer")
    return part["key"], _ALIASES.get(operator, operator), wanted


def _integer(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"[+-]?\d+", value, re.ASCII) is not None
