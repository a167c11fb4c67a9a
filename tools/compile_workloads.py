"""Workload kinds -> `postrender/workload_kinds.py`: where each kind holds its pods."""

from __future__ import annotations

import pprint
from collections.abc import Iterator, Mapping
from typing import Any

from postrender.layout import Layout
from postrender.places import Tokens, tokens_of

SPECIAL = ("", "bare", "object", "patch")
"""Layouts that are no data."""


def compile_workloads(documents: Mapping[str, Any]) -> str:
    """The module's text; ValueError names the entry that is wrong."""
    source = documents["workloads"]
    layouts = {name: tuple(_layout(parts).as_dict().values()) for name, parts in source["layouts"].items()}
    places: dict[tuple[str, str], tuple[tuple[Tokens, str], ...]] = {}
    for entry in source["workloads"]:
        name = entry.get("layout", "")
        if name not in (*layouts, *SPECIAL):
            raise ValueError(f"workloads.yaml: {entry['kinds']}: no such layout: {name}")
        for group_kind in _kinds(entry):
            found = tuple((tokens_of(pointer), name) for pointer in entry["pods"])
            places[group_kind] = places.get(group_kind, ()) + found
    remedies = {
        group_kind: entry["remedy"] for entry in source["not-reached"] for group_kind in _kinds(entry)
    }
    patched = {
        group_kind: tuple(map(tokens_of, entry["at"]))
        for entry in source["patched"]
        for group_kind in _kinds(entry)
    }
    types = {
        "LAYOUTS": "dict[str, tuple[Any, ...]]",
        "PLACES": "dict[tuple[str, str], tuple[tuple[tuple[str, ...], str], ...]]",
        "PATCHED": "dict[tuple[str, str], tuple[tuple[str, ...], ...]]",
        "NOT_REACHED": "dict[tuple[str, str], str]",
    }
    values = zip(types.items(), (layouts, places, patched, remedies), strict=True)
    lines = (
        f"{name}: {kind} = {pprint.pformat(value, sort_dicts=False, width=100)}\n"
        for (name, kind), value in values
    )
    return "\nfrom typing import Any\n\n" + "".join(lines)


def _kinds(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((entry["group"], kind) for kind in entry["kinds"])


def _layout(parts: Mapping[str, Any]) -> Layout:
    """A Layout without `spec`: a pod in parts has no pod spec."""
    containers = tuple(
        (kind, tokens_of(pointer)) for kind, pointers in parts["containers"].items() for pointer in pointers
    )
    security, volumes, metadata = (
        tokens_of(parts[name]) if name in parts else None
        for name in ("securityContext", "volumes", "metadata")
    )
    defaults = tuple((tokens_of(place), tokens_of(of)) for place, of in parts.get("defaults", {}).items())
    pieces = parts.get("parts", {"at": (), "layout": ""})
    apart = tuple((tokens_of(place), pieces["layout"]) for place in pieces["at"])
    hidden, merged = parts.get("hidden", False), parts.get("merged", False)
    return Layout(containers, security, volumes, metadata, None, hidden, merged, defaults, apart)
