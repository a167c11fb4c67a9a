"""Mappings that tools read differently: those with duplicate keys or merge keys.

kustomize refuses duplicates; on the value of a key that stands before a merge key with the same key kubectl
and kustomize disagree. Where such a key decides what an object is, nothing is safe: an error. Elsewhere the
reading is kubectl's, with a warning.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from postrender.finding import Finding
from postrender.lossless import Document
from postrender.lossless.nodes import Alias, Mapping, Node, Sequence, merge_sources
from postrender.places import escape, tokens_of


def repeated(mapping: Mapping) -> set[str]:
    """The keys that stand more than once."""
    names = Counter(entry.name for entry in mapping.entries if entry.name is not None)
    return {name for name, count in names.items() if count > 1}


def merged(mapping: Mapping, key: str | None = None) -> list[Node]:
    """The mappings that merge keys name, of those that have the key if there is one."""
    return [
        source.target if isinstance(source, Alias) else source
        for entry in mapping.entries
        if entry.name is None
        for source in merge_sources(entry.node) or ()
        if key is None or (isinstance(source.value, dict) and key in source.value)
    ]


def undecided(document: Document, ways: Iterable[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, str]]:
    """The places that decide and that tools read differently, as (JSON Pointer, key).

    `ways`: mappings on the way to what matters, each with the keys that count in it.
    """
    for pointer, keys in ways:
        node = document.composition.root
        for token in tokens_of(pointer):
            node = _within(node, token)
        for key in sorted(keys):
            if not _is_read_alike(node, key):
                yield pointer, key


def _within(node: Node | None, token: str) -> Node | None:
    """What stands in a node, or comes there with a merge key; None for what the profile has put there."""
    found: Node | None = None
    if isinstance(node, Sequence) and int(token) < len(node.items):
        found = node.items[int(token)]
    elif isinstance(node, Mapping):
        brought = (_within(source, token) for source in merged(node, token))
        found = entry.node if (entry := node.entry(token)) else next(brought, None)
    return found.target if isinstance(found, Alias) else found


def _is_read_alike(node: Node | None, key: str) -> bool:
    """Whether a mapping says a key once, behind the merge keys that bring it, or by one of them alone."""
    if not (isinstance(node, Mapping) and node.odd):
        return True
    if key in repeated(node):
        return False
    if node.entry(key):
        behind = [entry for entry in node.entries if entry.name in (key, None)]
        return behind[-1].name == key or not merged(node, key)
    sources = merged(node, key)
    return len(sources) < 2 and all(_is_read_alike(source, key) for source in sources)


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
