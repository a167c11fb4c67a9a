"""Places in parsed YAML or JSON: finding them, naming them by JSON Pointers, and changing what stands there.

A place is a tuple of keys and indexes ("tokens"). A field that is null is absent, as for the API server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Token = str | int
Tokens = tuple[Token, ...]
Operation = dict[str, Any]
_COLLECTIONS = (dict, list)


class ShapeError(ValueError):
    """What stands at `place` cannot hold anything: it is not what it must be, in words `expected`."""

    def __init__(self, place: Tokens, expected: str) -> None:
        super().__init__(f"{pointer(place)} must be {expected}")
        self.place = place
        self.expected = expected


def find(data: Any, tokens: Tokens) -> Any:
    """What stands at a place in parsed data; None where nothing does."""
    for token in tokens:
        if isinstance(data, dict):
            data = data.get(token)
        elif isinstance(data, list) and isinstance(token, int) and token < len(data):
            data = data[token]
        else:
            return None
    return data


def escape(key: str) -> str:
    """A key as a reference token of a JSON Pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def pointer(tokens: Tokens) -> str:
    """The JSON Pointer (RFC 6901) of a place."""
    text = "/".join(["", *map(str, tokens)])
    if "~" not in text and text.count("/") == len(tokens):
        return text
    return "".join(f"/{escape(str(token))}" for token in tokens)


def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a JSON Pointer, all of them strings."""
    tokens = text.split("/")[1:]
    if "~" in text:
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in tokens]
    return tuple(tokens)


def expanded(data: Any, pattern: Tokens, base: Tokens = ()) -> Iterator[tuple[Tokens, Any]]:
    """Every place that a pattern leads to, and what stands there; `*` is each item of a list or mapping."""
    if not pattern:
        yield base, data
        return
    key, rest = pattern[0], pattern[1:]
    if key != "*":
        if isinstance(data, list) and isinstance(key, str) and key.isdecimal():
            key = int(key)
        yield from expanded(find(data, (key,)), rest, (*base, key))
    elif isinstance(data, (dict, list)):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from expanded(data[key], rest, (*base, key))


def is_within(place: Tokens, pattern: Tokens) -> bool:
    """Whether a place is one that a pattern leads to, or beneath it."""
    fits = (wanted in ("*", token) for wanted, token in zip(pattern, place, strict=False))
    return len(place) >= len(pattern) and all(fits)


def assign(data: dict[str, Any], tokens: Tokens, value: Any, base: Tokens = ()) -> Operation | None:
    """Make a place in parsed data hold a value; missing parents are made, the token `-` appends to a list.

    Returns the operation that does the same to an object that holds the data at `base`; None where the value
    stands there already. Raises ShapeError where a parent is of another type.
    """
    node: Any = data
    for depth, token in enumerate(tokens[:-1]):
        child = node.get(token) if isinstance(node, dict) else node[token]
        if child is None:
            tokens, rest = tokens[: depth + 1], tokens[depth + 1 :]
            for key in reversed(rest):
                value = [value] if key == "-" else {key: value}
            break
        in_list = isinstance(tokens[depth + 1], int) or tokens[depth + 1] == "-"
        if not isinstance(child, list if in_list else dict):
            raise ShapeError(base + tokens[: depth + 1], "a list" if in_list else "a mapping")
        node = child
    last = tokens[-1]
    exists = last in node if isinstance(node, dict) else last != "-"
    if exists and same(node[last], value):
        return None
    own = copied(value)
    if last == "-":
        node.append(own)
    else:
        node[last] = own
    return {"op": "replace" if exists else "add", "path": pointer(base + tokens), "value": value}


def copied(value: Any) -> Any:
    """Parsed data copied with all its mappings and lists; a tenth of the time of `copy.deepcopy`."""
    # Scalars, which most values are, are not worth a call.
    if isinstance(value, dict):
        return {key: copied(item) if type(item) in _COLLECTIONS else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if type(item) in _COLLECTIONS else item for item in value]
    return value


def same(one: object, other: object) -> bool:
    """Equality as JSON has it; in Python True equals 1."""
    if one is other:
        return True
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(map(same, one.values(), map(other.__getitem__, one)))
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
