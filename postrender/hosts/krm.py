"""The ResourceList that Kustomize, kpt and other hosts exchange with a KRM function.

Source: the KRM Functions Specification v1 (kubernetes-sigs/kustomize
`cmd/config/docs/api-conventions/functions-spec.md`): `items` are the objects, `functionConfig` the profile,
the function answers in the same `apiVersion` and adds `results`.

Hosts write the list through kyaml, always in one layout, in which each item is a document of its own, two
columns to the right. Taken apart as text it is a stream like any other, of which only the documents that
matter are ever parsed. In another layout it is one document with `items`, which takes longer.
"""

import re
from typing import NamedTuple

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
