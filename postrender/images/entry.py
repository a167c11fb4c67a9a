"""Image facts as people write them: a YAML mapping for each image, checked and made `ImageFacts`.

The built-in ones (`facts.yaml`) are checked when they are compiled, a user's own (`images` of a profile) when
they are used. Both have the fields that the head of `facts.yaml` explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postrender.images.fields import FIELDS
from postrender.images.model import NEEDS_ROOT, UNKNOWN, ImageFacts


def read(fields: Mapping[str, Any]) -> ImageFacts:
    """The facts in `fields`; ValueError names the image and the field that is wrong."""
    try:
        return _facts({name: _checked(name, value) for name, value in fields.items()})
    except ValueError as error:
        raise ValueError(f"image {fields.get('image')}: {error}") from None


def _checked(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise ValueError(f"{name}: no such field")
    try:
        return FIELDS[name](value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _facts(values: Mapping[str, Any]) -> ImageFacts:
    if "image" not in values:
        raise ValueError("image: the name is missing")
    ids = values.get("run_as") or {}
    facts = ImageFacts(
        pattern=values["image"],
        default_user=values.get("user", ""),
        user=ids.get("user"),
        group=ids.get("group"),
        no_ids="" if ids else NEEDS_ROOT if "run_as" in values else UNKNOWN,
        variants=values.get("variants", ()),
        writable=values.get("writable"),
        inferred=values.get("writable_inferred", ()),
        seed=values.get("seed", ()),
        files=values.get("files", ()),
        data=values.get("data", ()),
        ports=values.get("ports", ()),
        capabilities=values.get("capabilities"),
        confidence=values.get("confidence", "high"),
    )
    _require_among("files", facts.files, facts.writable or ())
    _require_among("seed", facts.seed, (*(facts.writable or ()), *facts.inferred, *facts.data))
    return facts


def _require_among(name: str, paths: tuple[str, ...], written: tuple[str, ...]) -> None:
    for path in paths:
        if path not in written:
            raise ValueError(f"{name}: {path} is not among the paths that it writes to")
