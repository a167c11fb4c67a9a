"""Which objects hold pods, and where: data (`workloads.yaml`, and the profile's own `workloads`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from postrender.finding import Finding
from postrender.layout import SPEC, TEMPLATE, Layout
from postrender.lossless.emit import string
from postrender.places import Tokens, expanded, find, pointer, tokens_of
from postrender.pods import Pod
from postrender.profile.model import Workload
from postrender.triage import is_custom
from postrender.workload_kinds import LAYOUTS, NOT_REACHED, PATCHED, PLACES

BARE, OBJECT, PATCH = "bare", "object", "patch"
"""Layouts as `workloads.yaml` explains them; others are in LAYOUTS, `""` is a pod template or a pod spec."""


def pods(obj: dict[str, Any], extra: Sequence[Workload]) -> Iterator[Pod]:
    """The pods of an object as parsed; none where the kind is unknown, or nothing stands at its places."""
    group_kind = _group_kind(obj)
    own = [
        (tokens_of(path), "")
        for workload in extra
        if (workload.group, workload.kind) == group_kind
        for path in workload.paths
    ]
    for place, name in own or PLACES.get(group_kind, ()):
        for base, data in expanded(obj, place):
            if isinstance(data, dict):
                yield from _pods(obj, base, data, name, extra)


def patched(obj: dict[str, Any]) -> Iterator[Finding]:
    """The findings about fields by which an operator changes the pods of an object after all this."""
    for place in PATCHED.get(_group_kind(obj), ()):
        for tokens, text in expanded(obj, place):
            if text:
                message = f"{tokens[-1]} changes the pod after it is hardened, and is not looked into"
                remedy = "let it set no securityContext and add no containers"
                yield Finding("not-reached", "warning", message, remedy, pointer(tokens))


def incomplete(obj: dict[str, Any]) -> Iterator[Finding]:
    """What to say of an object that lacks what makes it one."""
    lacking = [name for name in ("apiVersion", "kind") if not (isinstance(obj.get(name), str) and obj[name])]
    if lacking:
        message = f"kubectl and Helm refuse it: it has no {' and no '.join(lacking)}"
        yield Finding("malformed", "warning", message)


def not_reached(obj: dict[str, Any], extra: Sequence[Workload] = ()) -> Finding | None:
    """The finding about an object whose operator seems to make pods that are not hardened here, or None."""
    group_kind = _group_kind(obj)
    remedy = NOT_REACHED.get(group_kind, "")
    known = PLACES.get(group_kind, ())
    if not remedy and known and all(name == PATCH for _, name in known):
        remedy = f"a pod template at {' or '.join(pointer(place) for place, _ in known)} would be hardened"
    if remedy and not any(pods(obj, extra)):
        message = f"{group_kind[1]} makes pods that kharden does not see"
        return Finding("not-reached", "note", message, remedy)
    own = any((workload.group, workload.kind) == group_kind for workload in extra)
    if known or (own and any(pods(obj, extra))) or not is_custom(group_kind):
        return None
    from postrender.unseen import like_pods, signs_of_pods

    places = dict.fromkeys(string(pointer(tokens), flow=True) for tokens in like_pods(obj))
    if not places and own:
        return None
    if not places:
        signs = ", ".join(dict.fromkeys(pointer(tokens) for tokens in signs_of_pods(obj)))
        message = f"an operator seems to make pods of it, which kharden does not see: it has {signs}"
        remedy = "set the security contexts there, or enforce the standard on the namespace"
        return Finding("not-reached", "note", message, remedy) if signs else None
    group, kind, paths = *(string(part, flow=True) for part in group_kind), ", ".join(places)
    why = "where no path of the profile leads" if own else f"but kharden does not know the kind {kind}"
    message = f"it holds what looks like a pod at {paths}, {why}"
    remedy = f"workloads: [{{group: {group}, kind: {kind}, paths: [{paths}]}}]"
    return Finding("not-reached", "note", message, remedy)


def _pods(
    obj: dict[str, Any], base: Tokens, data: dict[str, Any], name: str, extra: Sequence[Workload]
) -> Iterator[Pod]:
    if name == OBJECT:
        for pod in pods(data, extra):
            yield Pod(obj, base + pod.base, pod.layout)
    elif name in LAYOUTS:
        layout = Layout(*LAYOUTS[name])
        holder = (layout.security or ())[:-1]
        if any(holder == place for _, place in layout.containers) and not isinstance(
            find(data, holder), dict
        ):
            return  # no pod without the container that holds its security context, as Spark's driver does
        pod = Pod(obj, base, layout)
        parts = [Pod(obj, base + place, Layout(*LAYOUTS[own])) for place, own in pod.parts(apart=True)]
        yield from [pod, *parts] if pod.containers or not parts else parts
    elif name == PATCH:
        yield Pod(obj, base, TEMPLATE.replace(hidden=True, merged=True))
    else:
        # Both are looked for: what stands in the other place must not hide the containers that count.
        for layout in (TEMPLATE, SPEC):
            if name == BARE and find(data, layout.security or ()) is None:
                layout = layout.replace(security=None)
            # Without containers the API server refuses a pod.
            if find(data, (*(layout.spec or ()), "containers")):
                yield Pod(obj, base, layout)


def _group_kind(obj: dict[str, Any]) -> tuple[str, str]:
    return str(obj.get("apiVersion")).rpartition("/")[0], str(obj.get("kind"))
