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
_COMPARED = rf"\s*(?P<sign>==|=|!=|<|>)\s*(?P<value>{VALUE})|\s+(?P<word>in|notin)\s*(?P<set>{_SET})"
_REQUIREMENT = rf"\s*(?:!\s*(?P<absent>{KEY})|(?P<key>{KEY})(?:{_COMPARED})?)\s*"
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

    Raises ValueError with the requirement that cannot be read.
    """
    parts = re.split(r",(?![^(]*\))", selector) if selector.strip() else []
    return [_requirement(part) for part in parts]


def selects(selector: str, values: Mapping[str, str]) -> bool:
    """Whether the labels or annotations satisfy the selector; the empty selector selects everything."""
    return all(
        _OPERATORS[operator](values.get(key), wanted) for key, operator, wanted in requirements(selector)
    )


def _requirement(text: str) -> tuple[str, str, frozenset[str]]:
    part = re.fullmatch(_REQUIREMENT, text, re.ASCII)
    if part is None:
        raise ValueError(f"cannot read {text.strip()!r}")
    if part["absent"]:
        return part["absent"], "!", frozenset()
    operator = part["sign"] or part["word"] or ""
    listed = part["set"].strip("()").split(",") if part["set"] else [part["value"]] if operator else []
    values = frozenset(value.strip() for value in listed)
    if operator in ("<", ">") and not all(map(_integer, values)):
        raise ValueError(f"{text.strip()!r} compares with no integer")
    return part["key"], _ALIASES.get(operator, operator), values


def _integer(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"[+-]?\d+", value, re.ASCII) is not None
