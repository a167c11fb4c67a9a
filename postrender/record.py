"""Immutable records: what dataclasses give, without the 15 ms that importing them costs.

A subclass lists its fields as annotated names, with a class attribute where there is a default. Type checkers
see a frozen dataclass (PEP 681), the interpreter an ordinary object. A NamedTuple is quicker to make, but
takes six times as long to define; it is for rows of data, and for what is kept in great numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_options: bool):
        """At run time the mark of PEP 681 means nothing."""
        return lambda cls: cls


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """Named fields that are set once; records of one class are equal if their fields are."""

    _by_position = tuple[str, ...]()

    def __init_subclass__(cls, kw_only: bool = True) -> None:
        """With `kw_only=False` fields may be given by position, as type checkers know (PEP 681)."""
        cls._by_position = () if kw_only else tuple(cls.__annotations__)

    def __init__(self, *values: Any, **fields: Any) -> None:
        if len(values) > len(self._by_position):
            raise TypeError(f"{type(self).__name__} takes {len(self._by_position)} positional values at most")
        self.__dict__.update(zip(self._by_position, values), **fields)  # noqa: B905 - the others come by name

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: replace() gives another one")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.as_dict() == other.as_dict()

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.as_dict().items())
        return f"{type(self).__name__}({fields})"

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, defaults included."""
        classes = [cls for cls in type(self).__mro__ if issubclass(cls, Record)]
        return {name: getattr(self, name) for cls in classes for name in cls.__annotations__}

    def replace(self, **changes: Any) -> Self:
        """The same record with some fields changed."""
        return type(self)(**{**self.__dict__, **changes})
