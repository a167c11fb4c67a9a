"""A pod as the API server decodes it: read-only views that know where they stand.

A field that is absent or null is empty, an entry of a list that is null is an empty entry, names of fields
are case-sensitive, unknown ones are ignored - as when Kubernetes decodes JSON into its Go types. A value of
another type than the field's is what the API server refuses with "cannot unmarshal": MalformedPod. A number
without fraction is an integer however it was written (`0.0`), since kubectl passes it on as one.
"""

from __future__ import annotations

from typing import Any, TypeVar

from postrender.layout import KINDS
from postrender.places import pointer

_T = TypeVar("_T")
_NAMES = {dict: "a mapping", list: "a list", str: "a string", bool: "true or false", int: "an integer"}


class MalformedPod(ValueError):  # noqa: N818 - says what is wrong, not that something is
    """A field has a type that the API server refuses; `pointer` says which, `expected` which it takes."""

    def __init__(self, pointer: str, expected: str) -> None:
        super().__init__(f"{pointer or 'the pod'} must be {expected}")
        self.pointer = pointer
        self.expected = expected


def _typed(value: object, kind: type[_T], pointer: str) -> _T | None:
    """The value as `kind`, None for null; raises MalformedPod."""
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    # In Python True is an integer, in JSON it is none.
    if value is None or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool))):
        return value
    raise MalformedPod(pointer, _NAMES[kind])


class Node:
    """A mapping of the pod and its JSON Pointer. Keys of each method are a path downwards."""

    __slots__ = ("data", "pointer")

    def __init__(self, data: object, pointer: str) -> None:
        self.data: dict[str, Any] = _typed(data, dict, pointer) or {}
        self.pointer = pointer

    def at(self, *keys: str) -> str:
        """The JSON Pointer (RFC 6901) of a field, whether it is there or not."""
        return self.pointer + pointer(keys)

    def child(self, *keys: str) -> Node | None:
        """The mapping at a path; an empty mapping is one, null is none."""
        node = self
        for key in keys:
            value = node.data.get(key)
            if value is None:
                return None
            node = Node(value, node.at(key))
        return node

    def flag(self, *keys: str) -> bool | None:
        """The boolean at a path."""
        return self._leaf(bool, keys)

    def number(self, *keys: str) -> int | None:
        """The integer at a path."""
        return self._leaf(int, keys)

    def text(self, *keys: str) -> str | None:
        """The string at a path."""
        return self._leaf(str, keys)

    def texts(self, *keys: str) -> list[str]:
        """The list of strings at a path."""
        entries = self._leaf(list, keys) or []
        return [_typed(entry, str, self.at(*keys, str(index))) or "" for index, entry in enumerate(entries)]

    def nodes(self, *keys: str) -> list[Node]:
        """The list of mappings at a path."""
        entries = self._leaf(list, keys) or []
        return [Node(entry, self.at(*keys, str(index))) for index, entry in enumerate(entries)]

    def _leaf(self, kind: type[_T], keys: tuple[str, ...]) -> _T | None:
        parent = self.child(*keys[:-1])
        return None if parent is None else _typed(parent.data.get(keys[-1]), kind, self.at(*keys))


class Container(Node):
    """A container of any kind."""

    __slots__ = ("name",)

    def __init__(self, data: object, pointer: str) -> None:
        super().__init__(data, pointer)
        self.name = self.text("name") or ""


class Pod:
    """A pod or a pod template."""

    __slots__ = ("annotations", "containers", "spec")

    def __init__(self, data: dict[str, Any]) -> None:
        root = Node(data, "")
        self.annotations = root.child("metadata", "annotations") or Node({}, "/metadata/annotations")
        self.spec = root.child("spec") or Node({}, "/spec")
        # KINDS stand in the order in which upstream names them.
        self.containers = [
            Container(node.data, node.pointer) for kind in KINDS for node in self.spec.nodes(kind)
        ]

    def holders(self, *keys: str) -> list[Node]:
        """The pod's spec and the containers, those that hold a mapping at a path."""
        return [holder for holder in (self.spec, *self.containers) if holder.child(*keys)]

    def is_windows(self) -> bool:
        """Windows pods may not set what Linux pods must, so some checks spare them."""
        return self.spec.text("os", "name") == "windows"

    def in_user_namespace(self) -> bool:
        """With `hostUsers: false` root in a container is nobody on the node, so some checks spare the pod."""
        return self.spec.flag("hostUsers") is False
