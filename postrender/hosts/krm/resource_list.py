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
from postrender.lossless import Document, apply
from postrender.lossless.text import has_odd_breaks
from postrender.profile.schema import API_VERSION, KIND

_KINDS = tuple(
    (f"config.kubernetes.io/{version}", "ResourceList") for version in ("v1", "v1beta1", "v1alpha1")
)
_FIELDS = frozenset({"apiVersion", "kind", "items", "functionConfig", "results"})
_HEAD = re.compile(
    r"(?:---\n)?apiVersion: config\.kubernetes\.io/v1(?:alpha1|beta1)?\nkind: ResourceList\nitems:\n(?=- )"
)
_TAIL = re.compile(r"\n(?=functionConfig:|results:)")
_TEXT_LINE = re.compile(r"\n(?=[^\n])")
_UNSHIFTABLE = re.compile(r"\n(?!  (?!\n|---|\.\.\.)|- (?![-%])|\n|\Z)")
_LOCAL = "config.kubernetes.io/local-config: 'true'"


class ResourceList:
    """A list: what stands before its items, each of them as text and as a document, and what follows.

    In another layout than the hosts' there is nothing but `tail`. Raises ValueError where the list cannot be
    read, or is none.
    """

    __slots__ = ("_data", "_head", "_items", "_tail", "documents")

    def __init__(self, head: str, items: list[str], tail: str) -> None:
        self._head = head
        self._items = items
        self._tail = tail
        self.documents = [item.replace("\n  ", "\n") for item in items]
        document = Document(self.wrapper)
        data = document.data
        if not isinstance(data, dict) or (data.get("apiVersion"), data.get("kind")) not in _KINDS:
            raise ValueError("not a ResourceList")
        if not document.complete or not data.keys() <= _FIELDS:
            raise ValueError("a ResourceList of somebody else's making")
        self._data: dict[str, Any] = data

    @property
    def wrapper(self) -> str:
        """The list as a document, without items where they have been taken out."""
        return self._head.removesuffix("items:\n") + self._tail

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
        if not self._items:
            return self._tail.encode() if self._data.get("items") else b""
        local = all(_LOCAL in document for document in self.documents)
        return b"" if local else ("\n---\n".join(self.documents) + "\n").encode()

    def answer(self, stream: bytes, findings: Iterable[Placed]) -> bytes:
        """The list with the documents of a stream of as many, and with findings as its results.

        An empty stream leaves the documents as they are.
        """
        found = list(results(findings, self.documents))
        operations = [{"op": "add", "path": "/results", "value": found}] if found else []
        if not self._items:
            return apply(stream.decode() or self._tail, operations).encode()
        documents = stream.decode()[:-1].split("\n---\n") if stream else self.documents
        items = [
            item if document == before else _TEXT_LINE.sub("\n  ", document)
            for item, before, document in zip(self._items, self.documents, documents, strict=True)
        ]
        tail = apply(self.wrapper, operations).removeprefix(self._head.removesuffix("items:\n"))
        return "".join([self._head, "- ", "\n- ".join(items), "\n", tail]).encode()


def recognise(stream: bytes) -> ResourceList | None:
    """The list that a stream is, or None: for another one, and for what cannot be read."""
    try:
        text = stream.decode()
        return ResourceList(*(taken_apart(text) or ("", [], text))) if "ResourceList" in text else None
    except ValueError:
        return None


def taken_apart(text: str) -> tuple[str, list[str], str] | None:
    """What stands before the items, their texts, and what follows; None in another layout than the hosts'.

    Each line of an item is blank or begins with two spaces (the first: a dash and a space) that can be taken
    away without a change of meaning.
    """
    head = _HEAD.match(text)
    if head is None:
        return None
    tail = _TAIL.search(text, head.end())
    end = tail.end() if tail else len(text)
    items = text[head.end() - 1 : end]
    if not items.endswith("\n") or _UNSHIFTABLE.search(items) or "\r" in items or has_odd_breaks(items):
        return None
    return head[0], items[3:-1].split("\n- "), text[end:]
