"""The shapes that values in a profile can have: each checks a value, and says itself as JSON Schema.

Both from one definition, so that an editor and kharden cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeGuard

from postrender.places import escape
from postrender.profile.formats import QUANTITY, TEXT, Format
from postrender.profile.problem import Problem, likely, named
from postrender.record import Record


class Shape(Protocol):
    """What every shape can do; `doc` is shown by editors and in the documentation."""

    @property
    def doc(self) -> str:
        """What the value means."""

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """What is wrong with the value that stands at the pointer."""

    def schema(self) -> dict[str, Any]:
        """The shape as JSON Schema 2020-12, without the doc."""


class Anything(Record):
    """Data that goes to Kubernetes as it is."""

    doc: str = ""

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Nothing is wrong with anything."""
        del value, pointer
        return iter(())

    def schema(self) -> dict[str, Any]:
        """The schema that admits all."""
        return {}


class Text(Record):
    """A string in a format."""

    doc: str = ""
    format: Format = TEXT

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """The value itself is shown only where a format makes sure that it is no secret."""
        if not isinstance(value, str):
            hint = " (quote it)" if isinstance(value, bool | int | float) else ""
            yield Problem(
                pointer=pointer, message=f"expected {self.format.expected}, not {named(value)}{hint}"
            )
        elif objection := self.format.objection(value):
            yield Problem(pointer=pointer, message=objection, suggestion=self.format.suggestion(value))

    def schema(self) -> dict[str, Any]:
        """A string with its pattern and format."""
        pattern = {"pattern": f"^(?:{self.format.pattern})$"} if self.format.pattern else {}
        return {
            "type": "string",
            **pattern,
            **({"format": self.format.keyword} if self.format.keyword else {}),
        }


class Quantity(Record):
    """A Kubernetes quantity: a string with a suffix, or a plain number."""

    doc: str = ""

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Numbers only need to be at least 0."""
        if isinstance(value, str) or not _is_number(value) or not value >= 0:
            yield from Text(format=QUANTITY).check(value, pointer)

    def schema(self) -> dict[str, Any]:
        """A pattern constrains strings only, a minimum only numbers."""
        return {**Text(format=QUANTITY).schema(), "type": ["string", "number"], "minimum": 0}


class Integer(Record):
    """An integer within bounds, both inclusive."""

    doc: str = ""
    least: int = 0
    most: int = 2**31 - 1

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Kubernetes and JSON Schema take 1.0 for an integer."""
        if not _is_number(value) or value != value // 1 or not self.least <= value <= self.most:
            given = value if _is_number(value) else named(value)
            message = f"expected an integer from {self.least} to {self.most}, not {given}"
            yield Problem(pointer=pointer, message=message)

    def schema(self) -> dict[str, Any]:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Boolean(Record):
    """True or false."""

    doc: str = ""

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Only the two."""
        if not isinstance(value, bool):
            yield Problem(pointer=pointer, message=f"expected true or false, not {named(value)}")

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Choice(Record):
    """One of some words. The bare word `off` is false in YAML 1.1, which Kubernetes reads, and means off."""

    doc: str = ""
    options: tuple[str, ...]

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """An unknown word is compared with the known ones."""
        if (value is not False and value == 0) or value not in self._values():
            expected = f"expected {'one of ' * (len(self.options) > 1)}{', '.join(self.options)}"
            given = repr(value) if isinstance(value, str) else named(value)
            yield Problem(
                pointer=pointer, message=f"{expected}, not {given}", suggestion=likely(value, self.options)
            )

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": self._values()}

    def _values(self) -> list[str | bool]:
        return [*self.options, *([False] if "off" in self.options else [])]


class Nullable(Record):
    """A shape whose value may also be null."""

    of: Shape

    @property
    def doc(self) -> str:
        """What the value means if there is one."""
        return self.of.doc

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Null is fine."""
        if value is not None:
            yield from self.of.check(value, pointer)

    def schema(self) -> dict[str, Any]:
        """Either of the two."""
        return {"anyOf": [self.of.schema(), {"type": "null"}]}


class List(Record):
    """A list of values of one shape."""

    doc: str = ""
    item: Shape
    least: int = 0

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Every element."""
        if not isinstance(value, list):
            yield Problem(pointer=pointer, message=f"expected a list, not {named(value)}")
            return
        if len(value) < self.least:
            yield Problem(pointer=pointer, message="expected a list that is not empty")
        for index, element in enumerate(value):
            yield from self.item.check(element, f"{pointer}/{index}")

    def schema(self) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.item.schema(), **({"minItems": 1} if self.least else {})}


class Map(Record):
    """A mapping from names of one format to values of one shape."""

    doc: str = ""
    key: Format
    value: Shape

    def check(self, value: object, pointer: str) -> Iterator[Problem]:
        """Every name and value."""
        if not isinstance(value, dict):
            yield Problem(pointer=pointer, message=f"expected a mapping, not {named(value)}")
            return
        for key, element in value.items():
            place = f"{pointer}/{escape(key)}"
            if objection := self.key.objection(key):
                yield Problem(pointer=place, message=objection, suggestion=self.key.suggestion(key))
            yield from self.value.check(element, place)

    def schema(self) -> dict[str, Any]:
        """An object whose property names have a pattern."""
        names = Text(format=self.key).schema()
        return {"type": "object", "propertyNames": names, "additionalProperties": self.value.schema()}


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
