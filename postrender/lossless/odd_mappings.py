"""Edits of mappings with duplicate and merge keys, as go-yaml v2 reads them."""

from collections.abc import Callable
from typing import cast

from postrender.lossless.changes import CannotExpressError
from postrender.lossless.nodes import Entry, Json, Mapping, Node, merge_sources
from postrender.places import same


def odd_entries(
    node: Mapping, target: dict[str, Json], outdated: Callable[[Node], bool]
) -> tuple[list[tuple[Entry, Json]], list[Entry], dict[str, Json]]:
    """What to look into, what to remove and what to add: the value that counts is that of the last key.

    `outdated`: whether what a merge key names says something else after the edit. Raises CannotExpressError.
    """
    owner: dict[str, Entry] = {}
    merged: set[str] = set()
    for entry in node.entries:
        if entry.name is not None:
            owner[entry.name] = entry
            continue
        for source in merge_sources(entry.node) or ():
            names = cast("dict[str, Json]", source.value)
            merged.update(names)
            owner.update(dict.fromkeys(names, entry))
    if any(name not in target for name in merged):
        raise CannotExpressError
    values = cast("dict[str, Json]", node.value)
    added = {name: value for name, value in target.items() if name not in values}
    kept: list[tuple[Entry, Json]] = []
    removed: list[Entry] = []
    for entry in node.entries:
        name = entry.name
        if name is not None and name not in target:
            removed.append(entry)
        elif name is not None and owner[name] is entry:
            kept.append((entry, target[name]))
        elif name is not None and owner[name].name is None and not same(values[name], target[name]):
            removed.append(entry)  # a merge key behind it overrides it: the new value has to come last
        elif name is None and outdated(entry.node):
            removed.append(entry)
            own = {name: target[name] for name in target if owner.get(name) is entry}
            if any(other.name in own for other in node.entries):
                raise CannotExpressError
            added.update(own)
        else:
            kept.append((entry, entry.node.value))
    for name in values:
        if owner[name].name is None and not same(values[name], target[name]):
            added[name] = target[name]
    return kept, removed, added
