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
from collections.abc import Iterable
from typing import Any

from postrender.finding import Placed
from postrender.hosts.krm.results import results
from postrender.lossless import apply, parse
from postrender.profile.schema import API_VERSION, KIND
from postrender.stream import chunks

_KINDS = tuple(
    (f"config.kubernetes.io/{version}", "ResourceList") for version in ("v1", "v1beta1", "v1alpha1")
)
_HEAD = re.compile(
    r"(?:---\n)?apiVersion: config\.kubernetes\.io/v1(?:alpha1|beta1)?\nkind: ResourceList\nitems:\n(?=- )"
)
_TAIL = re.compile(r"\n(?=functionConfig:|results:)")
_BLANK_LINE = re.compile(r"\n(?=\n)")
_TEXT_LINE = re.compile(r"\n(?=[^\n])")
_UNSHIFTABLE = re.compile(r"\n  (?=\n|---|\.\.\.)|\n- (?=[-%])")
_ODD_BREAKS = ("\r", "\x85", "\u2028", "\u2029")
_LOCAL = "config.kubernetes.io/local-config: 'true'"


class ResourceList:
    """A list taken apart: what stands before its items, each of them as a document, and what follows.

    In another layout than the hosts' (`head` is empty) the whole list is the one document. Raises ValueError
    where it cannot be read, or is no ResourceList.
    """

    __slots__ = ("_data", "documents", "head", "wrapper")

    def __init__(self, head: str, documents: list[str], tail: str) -> None:
        self.head = head
        self.documents = documents
        self.wrapper = head.removesuffix("items:\n") + tail if head else documents[0]
        """The list as a document, without items where they have been taken out."""
        document = parse(self.wrapper)
        data = document.data
        if not isinstance(data, dict) or (data.get("apiVersion"), data.get("kind")) not in _KINDS:
            raise ValueError("not a ResourceList")
        if not document.complete:
            raise ValueError("a ResourceList stands alone in a stream")
        self._data: dict[str, Any] = data

    @property
    def profile(self) -> tuple[str, str, str] | None:
        """A text, what to call it, and the JSON Pointer of the profile in it; None without configuration.

        A ConfigMap in its place, which kpt makes of arguments, holds the `spec` as its `data`.
        """
        config = self._data.get("functionConfig")
        if not config:
            return None
        if isinstance(config, dict) and config.get("kind") == "ConfigMap":
            text = json.dumps({"apiVersion": API_VERSION, "kind": KIND, "spec": config.get("data")})
            return text, "functionConfig", ""
        return self.wrapper, "functionConfig", "/functionConfig"

    @property
    def stream(self) -> bytes:
        """The documents as a stream; an empty one where no item is meant for a cluster.

        Where nothing was rendered kustomize sends the function's own configuration as the one item.
        """
        local = all(_LOCAL in document for document in self.documents)
        empty = local if self.head else not self._data.get("items")
        return b"" if empty else "---\n".join(self.documents).encode()

    def answer(self, stream: bytes, findings: Iterable[Placed]) -> bytes:
        """The list with the documents of a stream of as many, and with findings as its results.

        An empty stream leaves the documents as they are.
        """
        documents = [chunk.body for chunk in chunks([stream])] or self.documents
        found = list(results(findings, self.documents if self.head else []))
        operations = [{"op": "add", "path": "/results", "value": found}] if found else []
        if not self.head:
            return apply(documents[0], operations).encode()
        items = ["- " + _TEXT_LINE.sub("\n  ", document) for document in documents]
        before = self.head.removesuffix("items:\n")
        return "".join([self.head, *items, apply(self.wrapper, operations).removeprefix(before)]).encode()


def recognise(stream: bytes) -> ResourceList | None:
    """The list that a stream is, or None: for another one, and for what cannot be read."""
    try:
        text = stream.decode()
        return ResourceList(*(taken_apart(text) or ("", [text], ""))) if "ResourceList" in text else None
    except ValueError:
        return None


def taken_apart(text: str) -> tuple[str, list[str], str] | None:
    """What stands before the items, their documents, what follows; None in another layout than the hosts'."""
    head = _HEAD.match(text)
    if head is None:
        return None
    tail = _TAIL.search(text, head.end())
    end = tail.end() if tail else len(text)
    items = text[head.end() - 1 : end]
    documents = [item.replace("\n  ", "\n") + "\n" for item in items[3:-1].split("\n- ")]
    shifted = (len(items) - 1 - sum(map(len, documents))) // 2
    if items.count("\n") != 1 + shifted + len(_BLANK_LINE.findall(items)) or _UNSHIFTABLE.search(items):
        return None
    return None if any(odd in items for odd in _ODD_BREAKS) else (head[0], documents, text[end:])
