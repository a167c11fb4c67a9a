"""Edits of mappings with duplicate and merge keys, as go-yaml v2 reads them."""

from collections.abc import Mapping as AnyMapping
from typing import cast

from postrender.lossless.nodes import Alias, Entry, Json, Mapping, merge_sources
from postrender.places import same


def odd_entries(
    node: Mapping, target: dict[str, Json], said: AnyMapping[int, Json]
) -> tuple[list[tuple[Entry, Json]], list[Entry], dict[str, Json]]:
    """What to look into, what to remove and what to add: the value that counts is that of the last key.

    `said`: what anchored nodes say after the edit, by their identity.
    """
    owner: dict[str, Entry] = {}
    merges: dict[Entry, dict[str, Json] | None] = {}
    for entry in node.entries:
        if entry.name is not None:
            owner[entry.name] = entry
            continue
        for source in merge_sources(entry.node) or ():
            owner.update(dict.fromkeys(cast("dict[str, Json]", source.value), entry))
        says = _says(entry, said)
        merges[entry] = says if says is not None and says.keys() <= target.keys() else None
    values = cast("dict[str, Json]", node.value)
    added = {name: value for name, value in target.items() if name not in values}
    for key in values:
        # What a merge key brings, and what it brings no longer, is overridden behind it.
        brought = merges.get(owner[key], {key: target.get(key)})
        if key in target and not (brought and key in brought and same(brought[key], target[key])):
            added[key] = target[key]
    kept: list[tuple[Entry, Json]] = []
    removed: list[Entry] = []
    for entry in node.entries:
        name = entry.name
        if name is None:
            if merges[entry] is None:
                removed.append(entry)
            elif same(merges[entry], _says(entry, None)):
                kept.append((entry, entry.node.value))
        elif name not in target or name in added:
            removed.append(entry)
        elif owner[name] is entry:
            kept.append((entry, target[name]))
        else:
            kept.append((entry, entry.node.value))
    return kept, removed, added


def _says(merge: Entry, said: AnyMapping[int, Json] | None) -> dict[str, Json] | None:
    """What a merge key brings: before the edit, or after it; None where it brings keys that it did not."""
    found: dict[str, Json] = {}
    for source in merge_sources(merge.node) or ():
        before = cast("dict[str, Json]", source.value)
        after = said.get(id(source.target)) if said is not None and isinstance(source, Alias) else before
        if not isinstance(after, dict) or not after.keys() <= before.keys():
            return None
        found.update(after)
    return found
