"""How upstream puts names, values and plurals; its sentences are in the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from postrender.standards.pod import Container, Node

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"} | {
    "\t": "\\t",
    "\v": "\\v",
}


def plural(noun: str, counted: Collection[object]) -> str:
    """The noun for that many."""
    return noun if len(counted) == 1 else noun + "s"


def quoted(values: Iterable[str]) -> str:
    """Values in a row, in quotes and otherwise as they are."""
    return ", ".join(f'"{value}"' for value in values)


def named(containers: Sequence[Container]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    return f"{plural('container', containers)} {quoted(container.name for container in containers)}"


def setters(holders: Sequence[Node]) -> list[str]:
    """Who set something: `pod`, then the containers; the caller joins them with "and"."""
    containers = [holder for holder in holders if isinstance(holder, Container)]
    pod = ["pod"] if len(containers) < len(holders) else []
    return pod + ([named(containers)] if containers else [])


def escaped(value: str) -> str:
    """A string as Go's %q prints it: in double quotes, what cannot be printed escaped."""
    return '"' + "".join(_ESCAPES.get(character) or _escape(character) for character in value) + '"'


def _escape(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    # Go writes ASCII's control characters in two digits, others in four or eight.
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
