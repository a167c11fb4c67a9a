"""What each field of an image's facts may hold: a check of YAML's value that gives that of `ImageFacts`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from postrender.images.model import Variant
from postrender.images.reference import split_name

Check = Callable[[Any], Any]

USER_IDS = range(1, 2**31)
"""Root is none to harden with; the upper bound is Kubernetes' (apimachinery, validation.IsValidUserID)."""
GROUP_IDS = range(2**31)
PRIVILEGED_PORTS = range(1, 1024)


def _matching(pattern: str, wanted: str) -> Callable[[Any], str]:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError(f"{value!r} is not {wanted}")
        return value

    return check


def _number(allowed: range) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int or value not in allowed:
            raise ValueError(f"{value!r} is not a number from {allowed.start} to {allowed.stop - 1}")
        return value

    return check


def _list_of(check_item: Check) -> Callable[[Any], tuple[Any, ...]]:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"{value!r} is not a list")  # noqa: TRY004 - one kind of error for all mistakes
        return tuple(map(check_item, value))

    return check


def _mapping(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Callable[[Any], dict[str, Any]]:
    def check(value: Any) -> dict[str, Any]:
        checks = {**required, **optional}
        if not isinstance(value, Mapping) or not required.keys() <= value.keys() <= checks.keys():
            raise ValueError(f"{value!r} is not a mapping of {', '.join(checks)}")
        return {name: checks[name](item) for name, item in value.items()}

    return check


def _or_null(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


_name = _matching(
    r"([a-zA-Z0-9.-]+(:[0-9]+)?/)?[a-z0-9._*-]+(/[a-z0-9._*-]+)*",
    "an image's name without tag, in which * may stand",
)
_tag = _matching(r"[\w.*-]+", "a tag, in which * may stand")
_image_user = _matching(r"[a-z0-9_][a-z0-9_-]*(:[a-z0-9_][a-z0-9_-]*)?", "the USER of an image")
_paths = _list_of(_matching(r"(/(?!\.{1,2}(/|$))[^/\0]+)+", "an absolute path in its shortest form"))
_capability = _matching(r"(?!CAP_)[A-Z_]+", "a capability's name without CAP_")
_text = _matching(r"(?s).*", "a text")
_user, _group = _number(USER_IDS), _or_null(_number(GROUP_IDS))
_variant = _mapping({"tag": _tag, "user": _user}, {"group": _group, "default": _image_user})


def _variant_of_tags(value: Any) -> Variant:
    variant = _variant(value)
    return variant["tag"], variant["user"], variant.get("group"), variant.get("default", "")


FIELDS: Mapping[str, Check] = {
    "image": lambda value: "/".join(split_name(_name(value))),
    "user": _image_user,
    "run_as": _or_null(_mapping({"user": _user}, {"group": _group})),
    "variants": _list_of(_variant_of_tags),
    "writable": _paths,
    "writable_inferred": _paths,
    "seed": _paths,
    "files": _paths,
    "data": _paths,
    "ports": _list_of(_number(PRIVILEGED_PORTS)),
    "capabilities": _list_of(_capability),
    "notes": _text,
    "confidence": _matching("high|medium|low", "high, medium or low"),
    "source": _text,
}
"""By the field's name; each check raises ValueError that says what the value is not."""
