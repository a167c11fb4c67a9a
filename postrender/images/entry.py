"""Image facts as people write them: a mapping for each image, made `ImageFacts`.

Which fields there are, and what each may hold, is defined in one place: `profile/entries.py`. The built-in
facts (`facts.yaml`) are held against it when they are compiled, a user's own when the profile is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from postrender.images.model import ANYBODY, NEEDS_ROOT, UNKNOWN, ImageFacts, Variant
from postrender.images.reference import split_name


def read(fields: Mapping[str, Any]) -> ImageFacts:
    """The facts in valid `fields`; ValueError names the image and the fields that contradict each other."""
    ids, conditional = fields.get("runAs") or {}, fields.get("writableIf", {})
    facts = ImageFacts(
        pattern="/".join(split_name(fields["image"])),
        default_user=fields.get("user", ""),
        user=ids.get("user"),
        group=ids.get("group"),
        no_ids=_no_ids(fields),
        variants=tuple(map(_variant, fields.get("variants", ()))),
        writable=tuple(fields["writable"]) if "writable" in fields else None,
        conditional=tuple((condition, tuple(paths)) for condition, paths in conditional.items()),
        inferred=tuple(fields.get("writableInferred", ())),
        seed=tuple(fields.get("seed", ())),
        files=tuple(fields.get("files", ())),
        data=tuple(fields.get("data", ())),
        ports=tuple(fields.get("ports", ())),
        capabilities=tuple(fields["capabilities"]) if "capabilities" in fields else None,
        env=tuple(fields.get("env", {}).items()),
        confidence=fields.get("confidence", "high"),
    )
    every = [facts, *(facts.replace(**dict(changes)) for _, changes in facts.variants)]
    writable = [path for each in every for path in each.writable or ()]
    writable += [path for _, paths in facts.conditional for path in paths]
    data = [path for each in every for path in each.data]
    try:
        _require_among("files", facts.files, writable)
        _require_among("seed", facts.seed, [*writable, *facts.inferred, *data])
    except ValueError as error:
        raise ValueError(f"image {fields['image']}: {error}") from None
    return facts


def _no_ids(fields: Mapping[str, Any]) -> str:
    if "runAs" not in fields:
        return UNKNOWN
    ids = fields["runAs"]
    return NEEDS_ROOT if ids is None else ANYBODY if ids["user"] is None else ""


def _variant(fields: Mapping[str, Any]) -> Variant:
    changes = {"user": fields["user"], "group": fields.get("group"), "no_ids": ""}
    if "default" in fields:
        changes["default_user"] = fields["default"]
    changes |= {name: tuple(fields[name]) for name in ("writable", "data", "ports") if name in fields}
    return fields["tag"], tuple(changes.items())


def _require_among(name: str, paths: Iterable[str], written: Collection[str]) -> None:
    for path in paths:
        if path not in written:
            raise ValueError(f"{name}: {path} is not among the paths that it writes to")
