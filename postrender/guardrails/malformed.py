"""Places of a pod whose values have a type that the API server refuses.

A guardrail that met one could only guess, so the run fails and says where: nothing unhardened gets through.
Only the mappings, lists and names are looked at through which guardrails find their way; the API server
judges the rest. An id of the wrong type stands in nobody's way, and is only reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.places import Tokens, expanded, find
from postrender.pods import Pod

Shape = dict[str, Any]

# What another tool may still fill in, as `runAsUser: ${UID}`, is any single value.
_SINGLE = object
_SECURITY: Shape = {
    "runAsUser": _SINGLE,
    "runAsGroup": _SINGLE,
    "runAsNonRoot": _SINGLE,
    "seccompProfile": {"type": _SINGLE},
    "capabilities": {"drop": [str], "add": [str]},
    "windowsOptions": {},
}
_CONTAINER: Shape = {
    "name": str,
    "image": str,
    "securityContext": _SECURITY,
    "volumeMounts": [{"name": str, "mountPath": str}],
    "volumeDevices": [{"devicePath": str}],
    "ports": [{}],
    "env": [{"name": str}],
    "resources": {"requests": {}, "limits": {}},
}
_VOLUMES = [{"name": str}]
_METADATA: Shape = {"labels": {}, "annotations": {}}
_IDS = ("runAsUser", "runAsGroup", "fsGroup")
_NAMES: dict[type, str] = {dict: "a mapping", list: "a list", str: "a string", _SINGLE: "a single value"}


def malformed(pod: Pod) -> Iterator[tuple[Tokens, str]]:
    """Yield each place, relative to the pod's base, with the type that it should have, in words."""
    layout = pod.layout
    parts: tuple[tuple[Tokens | None, Any], ...] = (
        (layout.metadata, _METADATA),
        (layout.spec, {"imagePullSecrets": [{}]}),
        (layout.security, {**_SECURITY, "sysctls": [{}]}),
        (layout.volumes, _VOLUMES),
        *(((*part, "volumes"), _VOLUMES) for part, _ in pod.parts()),
    )
    for place, shape in parts:
        if place is not None:
            yield from _differing(find(pod.data, place), shape, place)
    for kind, pattern in layout.containers:
        for place, found in expanded(pod.data, pattern):
            # Custom resources may hold a single one, under a name of its own.
            alone = isinstance(found, dict) and pattern[-1:] != (kind,)
            yield from _differing(found, _CONTAINER if alone else [_CONTAINER], place)


def refused_ids(pod: Pod) -> Iterator[tuple[Tokens, str]]:
    """Yield each place of an id that is no integer, unless another tool may fill it in; and the container."""
    # The fields of custom resources have the types that their operators gave them.
    if pod.layout.spec is None or pod.layout.security is None:
        return
    contexts = [(pod.layout.security, "")]
    contexts += [((*container.tokens, "securityContext"), container.name) for container in pod.containers]
    for context, container in contexts:
        for field in _IDS:
            value = find(pod.data, (*context, field))
            if value is not None and type(value) is not int and "$" not in str(value):
                yield (*context, field), container


def _differing(value: Any, shape: Any, place: Tokens) -> Iterator[tuple[Tokens, str]]:
    kind: type = shape if isinstance(shape, type) else type(shape)
    fits = isinstance(value, kind) and not (kind is _SINGLE and isinstance(value, (dict, list)))
    if not fits:
        # A field that is null is absent; a list's entry that is null is not.
        if value is not None or (place and isinstance(place[-1], int)):
            yield place, _NAMES[kind]
    elif isinstance(shape, dict):
        for key, inner in shape.items():
            if key in value:
                yield from _differing(value[key], inner, (*place, key))
    elif isinstance(shape, list):
        for index, item in enumerate(value):
            yield from _differing(item, shape[0], (*place, index))
