"""Findings as the `results` of a KRM function: a list of messages with a severity and a place."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from postrender.finding import Finding, Placed
from postrender.places import tokens_of

_SEVERITIES = {"error": "error", "left": "warning", "may-break": "warning", "warning": "warning"}
_API_VERSION = re.compile(r"^apiVersion: (\S+)$", re.MULTILINE)
_PATH = re.compile(r"^    internal\.config\.kubernetes\.io/path: ['\"]?([^'\"\n]+)", re.MULTILINE)
_INDEX = re.compile(r"^    internal\.config\.kubernetes\.io/index: ['\"]?([0-9]{1,9})['\"]?$", re.MULTILINE)


def results(placed: Iterable[Placed], documents: list[str]) -> Iterator[dict[str, Any]]:
    """The findings as the `results` of a function; `documents` are those that their subjects count.

    All changes of an object are one result, since hosts print a line for each; other findings are one each.
    """
    for subject, group in groupby(placed, key=lambda each: each.subject):
        findings = [each.finding for each in group]
        said = [finding for finding in findings if finding.level != "change"]
        rules = sorted({finding.rule for finding in findings if finding.level == "change"})
        if rules:
            said.append(Finding("hardened", "change", f"hardened: {', '.join(rules)}"))
        document = documents[subject.document - 1] if 0 < subject.document <= len(documents) else ""
        version = _API_VERSION.search(document)
        identity = {
            "apiVersion": version[1] if version else "",
            "kind": subject.kind,
            "name": subject.name,
            "namespace": subject.namespace,
        }
        reference = {key: value for key, value in identity.items() if value}
        path, index = _PATH.search(document), _INDEX.search(document)
        file = {"path": path[1], **({"index": int(index[1])} if index else {})} if path else {}
        for finding in said:
            yield {
                "message": _message(finding),
                "severity": _SEVERITIES.get(finding.level, "info"),
                **({"resourceRef": reference} if reference else {}),
                **({"field": {"path": _field_path(finding.pointer)}} if finding.pointer else {}),
                **({"file": file} if file else {}),
                "tags": {"rule": finding.rule, "level": finding.level},
            }


def _message(finding: Finding) -> str:
    container = f"container {finding.container}: " if finding.container else ""
    return container + finding.message + (f"; {finding.remedy}" if finding.remedy else "")


def _field_path(pointer: str) -> str:
    """A JSON Pointer as the dotted path that the specification's examples use."""
    path = ""
    for key in tokens_of(pointer):
        path += f"[{key}]" if key.isdecimal() or "." in key else f".{key}"
    return path.removeprefix(".")
