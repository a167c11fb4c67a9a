"""Which objects hold pods, and where: data (`workloads.yaml`, and the profile's own `workloads`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from postrender.pods import SPEC, TEMPLATE, Pod, Tokens, find, tokens_of
from postrender.profile.model import Workload
from postrender.workload_kinds import PLACES


def kinds(extra: Sequence[Workload]) -> frozenset[str]:
    """The names of all kinds that may hold pods, whatever their group; `extra` are those of the profile."""
    return frozenset((*(kind for _, kind in PLACES), *(workload.kind for workload in extra)))


def pods(obj: dict[str, Any], extra: Sequence[Workload]) -> Iterator[Pod]:
    """The pods of an object as parsed; none where the kind is unknown, or nothing stands at its places."""
    group, _, _ = str(obj.get("apiVersion")).rpartition("/")
    kind = obj.get("kind")
    own = [
        tokens_of(path)
        for workload in extra
        if (workload.group, workload.kind) == (group, kind)
        for path in workload.paths
    ]
    for place in own or PLACES.get((group, str(kind)), ()):
        for base, data in _expanded(obj, place):
            layout = SPEC if "containers" in data else TEMPLATE
            # Without containers the API server refuses a pod.
            if find(data, (*(layout.spec or ()), "containers")):
                yield Pod(obj, base, layout)


def _expanded(data: Any, place: Tokens, base: Tokens = ()) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    """Every mapping that a pattern leads to, with the tokens of the way."""
    if not place:
        if isinstance(data, dict):
            yield base, data
        return
    key, rest = place[0], place[1:]
    if key != "*":
        yield from _expanded(find(data, (key,)), rest, (*base, key))
    elif isinstance(data, (dict, list)):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from _expanded(data[key], rest, (*base, key))
