"""Plain data as JSON has it."""

from postrender.lossless.nodes import Json


def same(one: Json, other: Json) -> bool:
    """Equality as JSON has it: in Python `True == 1`."""
    if one is other:
        return True
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(value, other[name]) for name, value in one.items())
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
