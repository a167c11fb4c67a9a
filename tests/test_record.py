"""Records are what frozen dataclasses are: made by name or position, equal by value, changed only by copy."""

from __future__ import annotations

from typing import Any

import pytest

from postrender.record import Record


class Point(Record, kw_only=False):
    x: int
    y: int = 0


class Named(Point):
    name: str = ""


def test_fields_come_by_position_or_name_and_have_defaults() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(x=1, y=2)
    assert Point(1).as_dict() == {"x": 1, "y": 0}
    assert repr(Point(1)) == "Point(x=1, y=0)"


def test_a_subclass_adds_fields() -> None:
    assert Named(x=1, name="a").as_dict() == {"name": "a", "x": 1, "y": 0}
    assert Named(x=1) != Point(1)


def test_only_a_copy_can_differ() -> None:
    point: Any = Point(1, 2)
    assert (point.replace(y=3), point) == (Point(1, 3), Point(1, 2))
    with pytest.raises(AttributeError, match="immutable"):
        point.x = 5


@pytest.mark.parametrize(("record", "values"), [(Point, (1, 2, 3)), (Named, ("a",))])
def test_a_value_too_many_is_no_field_of_anything(record: Any, values: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="positional"):
        record(*values)
