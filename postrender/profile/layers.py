"""From validated data to a profile: every document is a layer, and layers are merged from the base upwards.

How they merge: mappings key by key; a list is added to the inherited one; any other value replaces the
inherited one; null takes it back. What no layer says is the model's own default, which does nothing: the
built-in profiles spell everything out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from postrender.profile.model import (
    GUARDRAILS,
    Annotations,
    Default,
    Exemption,
    Identity,
    NamespaceRule,
    Patch,
    PodSecurity,
    Profile,
    Variables,
    Workload,
    WritablePath,
)
from postrender.profile.target import Target
from postrender.record import Record

R = TypeVar("R", bound=Record)

Layer = Mapping[str, Any]
"""A `spec` whose list entries are records."""


def layer(spec: Mapping[str, Any], place: Callable[[str], str]) -> Layer:
    """The layer of a valid `spec`; `place` names the place of a JSON Pointer that starts at the spec."""
    return {
        key: [_ENTRIES[key](entry, place(f"/{key}/{index}")) for index, entry in enumerate(value)]
        if key in _ENTRIES and value is not None
        else value
        for key, value in spec.items()
        if key != "extends"
    }


def merge(base: Layer, own: Layer) -> Layer:
    """The layer `own` on top of `base`."""
    merged = dict(base)
    for key, value in own.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            merged[key] = merge(merged.get(key, {}), value)
        elif isinstance(value, list):
            merged[key] = [*merged.get(key, []), *value]
        else:
            merged[key] = value
    return merged


def profile(name: str, lineage: tuple[str, ...], merged: Layer) -> Profile:
    """The profile that a merged layer describes."""
    fields: dict[str, Any] = {
        _field(key): tuple(value) if isinstance(value, list) else value for key, value in merged.items()
    }
    fields["overall"] = _mode(fields.pop("mode", "enforce"))
    fields["guardrails"] = {**dict.fromkeys(GUARDRAILS, "off"), **_modes(merged.get("guardrails", {}))}
    for key, record in (("identity", Identity), ("annotations", Annotations), ("pod_security", PodSecurity)):
        fields[key] = _record(record, fields.get(key, {}))
    variables = _record(Variables, fields.get("variables", {}))
    fields["variables"] = variables.replace(names=frozenset([*variables.names, *variables.values]))
    return Profile(**{**fields, "name": name, "lineage": lineage})


def _record(cls: type[R], values: Mapping[str, Any], **more: Any) -> R:
    return cls(**{_field(key): value for key, value in values.items()}, **more)


def _field(key: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in key)


def _mode(word: str | bool) -> str:
    return str(word or "off")  # the bare word `off` is read as false


def _modes(modes: Mapping[str, str | bool]) -> dict[str, str]:
    return {guardrail: _mode(word) for guardrail, word in modes.items()}


def _target(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its target as a record."""
    return {**entry, "target": _record(Target, entry.get("target", {}))}


def _namespace(entry: Mapping[str, Any], source: str) -> NamespaceRule:
    mode = _mode(entry["mode"]) if "mode" in entry else ""
    return NamespaceRule(
        match=entry["match"], mode=mode, guardrails=_modes(entry.get("guardrails", {})), source=source
    )


def _writable_path(entry: Mapping[str, Any], source: str) -> WritablePath:
    size = {"sizeLimit": str(entry["sizeLimit"])} if "sizeLimit" in entry else {}
    return _record(WritablePath, {**_target(entry), **size}, source=source)


def _default(entry: Mapping[str, Any], source: str) -> Default:
    values = {key: value for key, value in entry.items() if key not in ("target", "container")}
    target, container = _target(entry)["target"], entry.get("container", "")
    return Default(target=target, container=container, values=values, source=source)


def _patch(entry: Mapping[str, Any], source: str) -> Patch:
    return Patch(target=_target(entry)["target"], operations=tuple(entry["patch"]), source=source)


def _workload(entry: Mapping[str, Any], source: str) -> Workload:
    return Workload(group=entry["group"], kind=entry["kind"], paths=tuple(entry["paths"]), source=source)


def _exemption(entry: Mapping[str, Any], source: str) -> Exemption:
    return _record(Exemption, {**_target(entry), "guardrails": tuple(entry["guardrails"])}, source=source)


_ENTRIES: Mapping[str, Callable[[Mapping[str, Any], str], object]] = {
    "namespaces": _namespace,
    "writablePaths": _writable_path,
    "defaults": _default,
    "patches": _patch,
    "workloads": _workload,
    "images": lambda entry, _: entry,
    "exemptions": _exemption,
}
