"""Workload kinds -> `postrender/workload_kinds.py`: where each kind holds its pods."""

from __future__ import annotations

import pprint
from collections.abc import Mapping
from typing import Any

from postrender.pods import Tokens, tokens_of


def compile_workloads(documents: Mapping[str, Any]) -> str:
    """The module's text; ValueError names the entry that is wrong."""
    places: dict[tuple[str, str], tuple[Tokens, ...]] = {}
    for entry in documents["workloads"]:
        found = tuple(map(tokens_of, entry["pods"]))
        for kind in entry["kinds"]:
            if (entry["group"], kind) in places:
                raise ValueError(f"workloads.yaml: {kind} of group {entry['group']!r} stands twice")
            places[entry["group"], kind] = found
    text = pprint.pformat(places, sort_dicts=False, width=100)
    return f"PLACES: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {text}\n"
