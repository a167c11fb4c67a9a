"""The shape of mappings with known keys, where a key that is not known is a mistake to help with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from postrender.places import escape
from postrender.profile.problem import Problem, likely, named
from postrender.profile.shapes import Shape
from postrender.record import Record


class Object(Record):
    """A mapping with known keys."""

    doc: str = ""
    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    """Keys of which at most one may be there."""
    least: int = 0
    """How many keys there must be."""
    open: bool = False
    """Whether further keys are somebody else's rather than a mistake."""

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Unknown keys, missing keys, then every value."""
        if not isinstance(value, dict):
            yield Problem(pointer=pointer, message=f"expected a mapping, not {named(value)}")
            return
        yield from self._check_keys(value, pointer)
        for key, shape in self.fields.items():
            if key in value:
                yield from shape.check(value[key], f"{pointer}/{escape(key)}")

    def schema(self) -> dict[str, Any]:
        """An object; each property with its description."""
        properties = {
            key: {**shape.schema(), **({"description": shape.doc} if shape.doc else {})}
            for key, shape in self.fields.items()
        }
        return {
            "type": "object",
            "properties": properties,
            **({} if self.open else {"additionalProperties": False}),
            **({"required": list(self.required)} if self.required else {}),
            **({"minProperties": self.least} if self.least else {}),
            **({"not": {"required": list(self.exclusive)}} if self.exclusive else {}),
        }

    def _check_keys(self, value: dict[str, object], pointer: str) -> Iterator[Problem]:
        for key in value:
            if key not in self.fields and not self.open:
                guess = likely(key, tuple(self.fields))
                message = "unknown key" if guess else f"unknown key, known are {', '.join(self.fields)}"
                yield Problem(pointer=f"{pointer}/{escape(key)}", message=message, suggestion=guess)
        for key in self.required:
            if key not in value:
                yield Problem(pointer=pointer, message=f"{key!r} is missing")
        if self.exclusive and all(key in value for key in self.exclusive):
            yield Problem(pointer=pointer, message=f"only one of {' and '.join(self.exclusive)} can be given")
        if len(value) < self.least:
            optional = [key for key in self.fields if key not in self.required]
            yield Problem(pointer=pointer, message=f"needs at least one of {', '.join(optional)}")


class Tagged(Record):
    """A mapping where the word under one key says which further keys there must be."""

    of: Object
    tag: str
    required: Mapping[str, tuple[str, ...]]
    """By the tag's word."""

    @property
    def doc(self) -> str:
        """What the mapping means."""
        return self.of.doc

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """The mapping as such, then the keys that the tag demands."""
        yield from self.of.check(value, pointer)
        word = value.get(self.tag) if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(word, str):
            for key in self.required.get(word, ()):
                if key not in value:
                    yield Problem(pointer=pointer, message=f"{key!r} is missing, which {word!r} needs")

    def schema(self) -> dict[str, Any]:
        """One condition for each word."""
        conditions = [
            {
                "if": {"properties": {self.tag: {"const": word}}, "required": [self.tag]},
                "then": {"required": list(keys)},
            }
            for word, keys in self.required.items()
        ]
        return {**self.of.schema(), "allOf": conditions}


class Shared(Record):
    """A shape that stands in several places, and once among the `$defs` of the JSON Schema."""

    name: str
    of: Shape

    @property
    def doc(self) -> str:
        """What it means wherever it stands."""
        return self.of.doc

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """As the shape itself."""
        return self.of.check(value, pointer)

    def schema(self) -> dict[str, Any]:
        """A reference."""
        return {"$ref": f"#/$defs/{self.name}"}
