"""The ResourceList that Kustomize, kpt and other hosts exchange with a KRM function.

Source: the KRM Functions Specification v1 (kubernetes-sigs/kustomize
`cmd/config/docs/api-conventions/functions-spec.md`): `items` are the objects, `functionConfig` the profile,
the function answers in the same `apiVersion` and adds `results`.

Hosts write the list through kyaml, always in one layout, in which each item is a document of its own, two
columns to the right. Taken apart as text it is a stream like any other, of which only the documents that
matter are ever parsed. In another layout it is one document with `items`, which takes longer.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from postrender.finding import Finding, Placed

_HEAD = re.compile(
    r"(?:---\n)?apiVersion: config\.kubernetes\.io/v1(?:alpha1|beta1)?\nkind: ResourceList\nitems:\n(?=- )"
)
_TAIL = re.compile(r"\n(?=functionConfig:|results:)")
_BLANK_LINE = re.compile(r"\n(?=\n)")
_TEXT_LINE = re.compile(r"\n(?=[^\n])")
_UNSHIFTABLE = ("\n  \n", "\n  ---", "\n  ...", "\r", "\x85", "\u2028", "\u2029")


class ResourceList(NamedTuple):
    """A list taken apart: what stands before its items, each of them as a document, and what follows."""

    head: str
    documents: list[str]
    tail: str

    @property
    def wrapper(self) -> str:
        """The list as a document without items."""
        return self.head.removesuffix("items:\n") + self.tail

    @property
    def text(self) -> str:
        """The list put together again."""
        items = "".join("- " + _TEXT_LINE.sub("\n  ", document) for document in self.documents)
        return self.head + items + self.tail


def unwrap(text: str) -> ResourceList | None:
    """The list in `text`, or None where there is none in the layout of the hosts."""
    head = _HEAD.match(text)
    if head is None:
        return None
    tail = _TAIL.search(text, head.end())
    items = text[head.end() : tail.end() if tail else len(text)]
    shifted = items.count("\n  ") + items.count("\n- ") + len(_BLANK_LINE.findall(items))
    if items.count("\n") != shifted + 1 or any(mark in items for mark in _UNSHIFTABLE):
        return None
    documents = [item.replace("\n  ", "\n") + "\n" for item in items[2:-1].split("\n- ")]
    return ResourceList(head[0], documents, text[head.end() + len(items) :])


_SEVERITIES = {"error": "error", "left": "warning", "may-break": "warning", "warning": "warning"}
_API_VERSION = re.compile(r"^apiVersion: (\S+)$", re.MULTILINE)
_FILE = re.compile(r"^    internal\.config\.kubernetes\.io/(path|index): ['\"]?([^'\"\n]+)", re.MULTILINE)


def results(placed: Iterable[Placed], documents: list[str]) -> Iterator[dict[str, Any]]:
    """The findings as the `results` of a function; `documents` are those that their subjects count.

    What was changed in an object is one result, since hosts print a line for each; all else is one by itself.
    """
    for subject, group in groupby(placed, key=lambda each: each.subject):
        findings = [each.finding for each in group]
        said = [finding for finding in findings if finding.level != "change"]
        rules = sorted({finding.rule for finding in findings if finding.level == "change"})
        if rules:
            said.append(Finding("hardened", "change", f"hardened: {', '.join(rules)}"))
        document = documents[subject.document - 1] if subject.document else ""
        version = _API_VERSION.search(document)
        identity = {
            "apiVersion": version[1] if version else "",
            "kind": subject.kind,
            "name": subject.name,
            "namespace": subject.namespace,
        }
        reference = {key: value for key, value in identity.items() if value}
        file = {key: int(value) if key == "index" else value for key, value in _FILE.findall(document)}
        for finding in said:
            yield {
                "message": " ".join(filter(None, (finding.message, finding.remedy))),
                "severity": _SEVERITIES.get(finding.level, "info"),
                **({"resourceRef": reference} if reference else {}),
                **({"field": {"path": _field_path(finding.pointer)}} if finding.pointer else {}),
                **({"file": file} if "path" in file else {}),
                "tags": {"rule": finding.rule, "level": finding.level},
            }


def _field_path(pointer: str) -> str:
    """A JSON Pointer as the dotted path that the specification's examples use."""
    path = ""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        path += f"[{key}]" if key.isdecimal() or "." in key else f".{key}"
    return path.removeprefix(".")
