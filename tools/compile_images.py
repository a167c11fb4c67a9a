"""Image facts and mirrors -> `postrender/images/data.py`: dictionaries of constants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from postrender.images.entry import read
from postrender.profile.entries import IMAGE


def compile_images(documents: Mapping[str, Any]) -> str:
    """The module's text; ValueError names the image or the mirror that is wrong."""
    mirrors = documents["mirrors"]
    aliases = {alias["from"]: alias["to"] for alias in mirrors["aliases"]}
    for name in aliases:
        _require_end(name, aliases)
    return (
        "\n"
        "from collections.abc import Mapping\n"
        "\n"
        f"OWNED = frozenset({tuple(sorted(mirrors['owned']))!r})\n"
        f"ALIASES: Mapping[str, str] = {_mapping(aliases)}"
        f"PROXIES: Mapping[str, str] = {_mapping(dict(_proxies(mirrors)))}"
        f"FACTS: Mapping[str, str] = {_mapping(_facts(documents['facts']))}"
    )


def _facts(entries: list[Mapping[str, Any]]) -> dict[str, str]:
    for entry in entries:
        for problem in IMAGE.check(entry, ""):
            raise ValueError(f"image {entry.get('image')}: {problem}")
    facts = [read(entry) for entry in entries]
    for pattern, count in Counter(entry.pattern for entry in facts).items():
        if count > 1:
            raise ValueError(f"image {pattern}: stands {count} times")
    for entry in entries:
        if not entry.get("source"):
            raise ValueError(f"image {entry['image']}: has no source")
    return {entry.pattern: entry.dumps() for entry in facts}


def _require_end(name: str, aliases: Mapping[str, str]) -> None:
    """ValueError if the alias `name` leads back to itself."""
    target = aliases[name]
    for _ in aliases:
        if f"{target}/".startswith(f"{name}/"):
            raise ValueError(f"alias {name}: leads to itself")
        target = aliases.get(target, target)


def _proxies(mirrors: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for registry, proxy in mirrors["proxies"].items():
        for name in proxy["names"]:
            yield name, registry
        for name in proxy["names"] + proxy["affixed"]:
            for affix in mirrors["affixes"]:
                yield name + affix, registry
                yield affix + name, registry


def _mapping(constants: Mapping[str, str]) -> str:
    return "{\n" + "".join(f"    {key!r}: {value!r},\n" for key, value in constants.items()) + "}\n"
