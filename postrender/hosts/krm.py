"""The ResourceList that Kustomize, kpt and other hosts exchange with a KRM function.

Source: the KRM Functions Specification (kubernetes-sigs/kustomize
`cmd/config/docs/api-conventions/functions-spec.md`): `items` are the objects, `functionConfig` the profile,
the function answers in the same `apiVersion` and adds `results`.

Hosts write the list through kyaml, always in one layout, in which each item is a document of its own, two
columns to the right. Taken apart as text it is a stream like any other, of which only the documents that
matter are ever parsed. In another layout it is one document with `items`, which takes longer.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from postrender.finding import Finding, Placed
from postrender.lossless import apply, parse
from postrender.profile.schema import API_VERSION, KIND
from postrender.stream import Chunk

_VERSIONS = tuple(f"config.kubernetes.io/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
_HEAD = re.compile(
    r"(?:---\n)?apiVersion: config\.kubernetes\.io/v1(?:alpha1|beta1)?\nkind: ResourceList\nitems:\n(?=- )"
)
_TAIL = re.compile(r"\n(?=functionConfig:|results:)")
_BLANK_LINE = re.compile(r"\n(?=\n)")
_TEXT_LINE = re.compile(r"\n(?=[^\n])")
_UNSHIFTABLE = ("\n  \n", "\n  ---", "\n  ...", "\r", "\x85", "\u2028", "\u2029")
_LOCAL = "config.kubernetes.io/local-config: 'true'"


class ResourceList(NamedTuple):
    """A list taken apart: what stands before its items, each of them as a document, and what follows.

    In another layout than the hosts' the whole list is the one document.
    """

    head: str
    documents: list[str]
    tail: str

    @property
    def wrapper(self) -> str:
        """The list as a document, without items where they have been taken out."""
        return self.head.removesuffix("items:\n") + self.tail if self.head else self.documents[0]

    @property
    def data(self) -> dict[str, Any]:
        """What the wrapper says."""
        data = parse(self.wrapper).data
        return data if isinstance(data, dict) else {}

    @property
    def profile(self) -> tuple[str, str] | None:
        """A text and the JSON Pointer of the profile in it, or None where the host gives no configuration.

        A ConfigMap in its place, which kpt makes of arguments, holds the `spec` as its `data`.
        """
        config = self.data.get("functionConfig")
        if not config:
            return None
        if isinstance(config, dict) and config.get("kind") == "ConfigMap":
            return json.dumps({"apiVersion": API_VERSION, "kind": KIND, "spec": config.get("data")}), ""
        return self.wrapper, "/functionConfig"

    @property
    def is_empty(self) -> bool:
        """Whether no item is meant for a cluster; kustomize sends at least the configuration."""
        if self.head:
            return all(_LOCAL in document for document in self.documents)
        return not self.data.get("items")

    def chunks(self) -> Iterator[Chunk]:
        """The documents, for the pipeline."""
        line = self.head.count("\n") + 1
        for document in self.documents:
            yield Chunk("", document, line)
            line += document.count("\n")

    def answer(self, documents: Iterable[str], results: list[dict[str, Any]]) -> str:
        """The list with other documents, and with results."""
        operations = [{"op": "add", "path": "/results", "value": results}] if results else []
        if not self.head:
            return apply("".join(documents), operations)
        items = ("- " + _TEXT_LINE.sub("\n  ", document) for document in documents)
        before = self.head.removesuffix("items:\n")
        return self.head + "".join(items) + apply(self.wrapper, operations).removeprefix(before)


def recognise(body: str) -> ResourceList | None:
    """The list that the document `body` is, if it is one. Raises LosslessError."""
    if taken := unwrap(body):
        return taken
    if "ResourceList" not in body:
        return None
    data = parse(body).data
    known = (
        isinstance(data, dict) and data.get("kind") == "ResourceList" and data.get("apiVersion") in _VERSIONS
    )
    return ResourceList("", [body], "") if known else None


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
        document = documents[subject.document - 1] if 0 < subject.document <= len(documents) else ""
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
