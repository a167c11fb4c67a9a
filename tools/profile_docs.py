"""What is generated of the profile's documentation: its JSON Schema, and the tables of `docs/profile.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from postrender.profile import GUARDRAILS, builtin
from postrender.profile.builtin import KNOWN
from postrender.profile.entries import MODE_OF_EACH
from postrender.profile.objects import Object, Shared, Tagged
from postrender.profile.schema import SPEC, json_schema
from postrender.profile.shapes import Boolean, Choice, Integer, List, Map, Nullable, Quantity, Shape, Text
from tools.pages import DOCS, renewed

PAGE = DOCS / "profile.md"


def schema() -> str:
    """The text of `docs/profile.schema.json`."""
    return json.dumps(json_schema(), indent=2) + "\n"


def page() -> str:
    """The text of `docs/profile.md`: as it stands, with its tables made anew."""
    return renewed(PAGE, {"levels": _levels(), "reference": _reference()})


def _levels() -> Iterator[str]:
    """What each built-in profile does by guardrail."""
    profiles = [builtin(name) for name in KNOWN]
    yield f"| Guardrail | {' | '.join(f'`{profile.name}`' for profile in profiles)} |"
    yield "|---" * (len(profiles) + 1) + "|"
    for guardrail in GUARDRAILS:
        yield f"| {guardrail} | {' | '.join(profile.guardrails[guardrail] for profile in profiles)} |"


def _reference() -> Iterator[str]:
    """A table of the keys of `spec`, then one for each key that holds more than a value."""
    yield from _table(f"| `{key}` | {_value(field)} | {field.doc} |" for key, field in SPEC.fields.items())
    for key, field in SPEC.fields.items():
        if rows := list(_rows("", field)):
            yield from ("", f"### {key}", "")
            yield from _table(rows)


def _table(rows: Iterator[str] | list[str]) -> Iterator[str]:
    yield from ("| Key | Value | Meaning |", "|---|---|---|")
    yield from rows


def _rows(path: str, shape: Shape) -> Iterator[str]:
    """Every key within the shape, one row each."""
    shape = _bare(shape)
    if isinstance(shape, List):
        yield from _rows(f"{path}[]" if path else "", shape.item)
    elif isinstance(shape, Object) and not _is_modes(shape):
        for key, field in shape.fields.items():
            name = f"{path}.{key}".removeprefix(".")
            mark = " (required)" if key in shape.required else ""
            yield f"| `{name}`{mark} | {_value(field)} | {field.doc} |"
            yield from _rows(name, field)


def _value(shape: Shape) -> str:
    """What can stand there, in a few words."""
    shape = _bare(shape)
    if isinstance(shape, Shared):
        return f"a [{shape.name}](#{shape.name}s)"
    if isinstance(shape, Object) and _is_modes(shape):
        return "a [mode](#modes) for each guardrail"
    if isinstance(shape, Choice):
        return " or ".join(f"`{option}`" for option in shape.options)
    if isinstance(shape, Integer):
        return f"{shape.least} to {shape.most}"
    if isinstance(shape, Boolean):
        return "`true` or `false`"
    if isinstance(shape, Text):
        return shape.format.expected
    if isinstance(shape, Quantity):
        return "a quantity, such as 64Mi"
    if isinstance(shape, List):
        item = _value(shape.item)
        return "list of mappings" if item == "mapping" else f"list: {item}"
    return "mapping" if isinstance(shape, Map | Object) else "anything"


def _is_modes(shape: Object) -> bool:
    return shape.fields.keys() == MODE_OF_EACH.keys()


def _bare(shape: Shape) -> Shape:
    """The shape without what may be put around it."""
    while isinstance(shape, Nullable | Tagged):
        shape = shape.of
    return shape
