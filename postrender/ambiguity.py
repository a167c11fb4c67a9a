"""Mappings that tools read differently: those with duplicate keys or merge keys.

kustomize refuses duplicates; on the value that a merge key gives kubectl and kustomize disagree. Where such a
key decides what an object is, nothing is safe: an error. Elsewhere the reading is kubectl's, said aloud.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from postrender.finding import Finding
from postrender.lossless import Document
from postrender.lossless.nodes import Mapping, merge_sources
from postrender.places import escape

DECIDING = frozenset({"apiVersion", "kind", "metadata", "items"})
"""The keys of an object that decide what it is and whether it is a list."""


def repeated(mapping: Mapping) -> set[str]:
    """The keys that stand more than once."""
    names = Counter(entry.name for entry in mapping.entries if entry.name is not None)
    return {name for name, count in names.items() if count > 1}


def merged(mapping: Mapping) -> set[str]:
    """The keys that a merge key brings."""
    sources = [
        source
        for entry in mapping.entries
        if entry.name is None
        for source in merge_sources(entry.node) or ()
    ]
    return {name for source in sources if isinstance(source.value, dict) for name in source.value}


def undecided(document: Document, ways: Iterable[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, str]]:
    """The places that decide and that tools read differently, as (JSON Pointer, key).

    `ways`: mappings on the way to what matters, each with the keys that count in it.
    """
    odd = dict(document.odd_mappings())
    for pointer, keys in ways:
        mapping = odd.get(pointer)
        for key in sorted(keys & (repeated(mapping) | merged(mapping))) if mapping else ():
            yield pointer, key


def findings(document: Document) -> Iterator[Finding]:
    """What is odd elsewhere."""
    for pointer, mapping in document.odd_mappings():
        for key in sorted(repeated(mapping)):
            yield Finding(
                "duplicate-key",
                "warning",
                f"the key {key!r} stands more than once: kubectl and Helm take the last, kustomize none",
                "remove all but one",
                f"{pointer}/{escape(key)}",
            )
        if any(entry.name is None for entry in mapping.entries):
            yield Finding(
                "merge-key",
                "warning",
                "kubectl and kustomize read merge keys ('<<') differently: written out as kubectl does",
                "write the values out",
                pointer,
            )
