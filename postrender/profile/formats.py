"""The formats of texts in a profile: what is expected, an example, and how to tell.

A pattern must match the whole text and is written so that Python and ECMAScript (JSON Schema) read it alike.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import warnings
from collections.abc import Callable

from postrender.profile.selector import KEY, SUBDOMAIN, VALUE, requirements
from postrender.record import Record


class Format(Record):
    """What a text must look like."""

    expected: str
    """Completes "expected ...", with an example."""
    pattern: str = ""
    """Regular expression for the whole text; "" admits all."""
    parse: Callable[[str], object] | None = None
    """Raises ValueError for what the pattern cannot tell."""
    keyword: str = ""
    """The `format` of JSON Schema that says what `parse` does."""
    repair: Callable[[str], str] | None = None
    """What may have been meant, where that can be computed."""

    def objection(self, text: str) -> str | None:
        """What is wrong with the text; None if nothing is."""
        if self.pattern and not re.fullmatch(self.pattern, text):
            return f"expected {self.expected}, not {text!r}"
        try:
            if self.parse:
                self.parse(text)
        except ValueError as error:
            return f"expected {self.expected}, not {text!r}: {error}"
        return None

    def suggestion(self, text: str) -> str:
        """A text in this format that may have been meant, or ""."""
        repaired = self.repair(text) if self.repair else ""
        return repaired if repaired and self.objection(repaired) is None else ""


def _expression(text: str) -> None:
    """Compile a regular expression; ValueError also for what RE2 reads otherwise, such as `[[:alpha:]]`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(text)
        except (Warning, re.error, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from None


def _day(text: str) -> None:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day") from None


TEXT = Format(expected="a string")
NAME = Format(expected="a text that is not empty", pattern=r"[\s\S]*\S[\s\S]*")
QUANTITY = Format(
    expected="a quantity, such as 64Mi or 500m",
    pattern=r"\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?",
    repair=lambda text: text.replace(" ", "").removesuffix("B").removesuffix("b"),
)
MOUNT_PATH = Format(
    expected="a normalised absolute path, such as /var/cache",
    pattern=r"(?:/(?!\.\.?(?:/|$))[^/:\u0000]+)+",
    repair=lambda text: posixpath.normpath("/" + text.strip("/ ")),
)
POINTER = Format(
    expected="a JSON Pointer, such as /spec/template",
    pattern="(?:/(?:[^~/]|~[01])*)*",
    repair=lambda text: "/" + text.replace(".", "/").strip("/"),
)
DATE = Format(
    expected="a date, such as 2027-01-31",
    pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}",
    parse=_day,
    keyword="date",
)
EXPRESSION = Format(expected="a regular expression, such as web-.*", parse=_expression, keyword="regex")
SELECTOR = Format(expected="a selector, such as app=web,tier in (a,b),!old", parse=requirements)
GLOB = Format(
    expected="a namespace, where * and ? may stand in, such as team-*", pattern=r"[-a-z0-9*?]{1,63}"
)
DNS_LABEL = Format(
    expected="a name of at most 63 lower-case letters, digits and inner dashes, such as cache",
    pattern="[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?",
)
DNS_NAME = Format(
    expected="an object's name, such as registry-credentials", pattern=rf"(?=[\s\S]{{1,253}}$){SUBDOMAIN}"
)
LABEL_KEY = Format(expected="a label's or annotation's name, such as example.com/team", pattern=KEY)
LABEL_VALUE = Format(
    expected="a label's value of at most 63 letters, digits, '-', '_' and '.'", pattern=VALUE
)
ENVIRONMENT_NAME = Format(
    expected="an environment variable's name, such as LOG_LEVEL", pattern="[-._a-zA-Z][-._a-zA-Z0-9]*"
)
VARIABLE_NAME = Format(expected="a variable's name, such as NAMESPACE", pattern="[A-Za-z_][A-Za-z0-9_]*")
CONDITION = Format(
    expected="a path or an environment variable's name, such as /etc/app or LOG_LEVEL",
    pattern=f"{MOUNT_PATH.pattern}|{ENVIRONMENT_NAME.pattern}",
)
MEDIUM = Format(
    expected="an emptyDir's medium: Memory, HugePages or such as HugePages-2Mi",
    pattern="Memory|HugePages(?:-[0-9]+[KMGT]i)?",
)
STANDARD_VERSION = Format(
    expected="latest or a Kubernetes version, such as v1.33", pattern=r"latest|v1\.[0-9]+"
)
KIND = Format(expected="a kind, such as Rollout", pattern="[A-Z][A-Za-z0-9]*")
GROUP = Format(
    expected="an API group, such as argoproj.io ('' is the core group)", pattern=rf"(?:{SUBDOMAIN})?"
)
CAPABILITY = Format(
    expected="a capability, such as NET_BIND_SERVICE",
    pattern="(?!CAP_)[A-Z_]+",
    repair=lambda text: text.upper().removeprefix("CAP_"),
)
IMAGE = Format(
    expected="an image without tag, such as registry.example.com/team/*",
    pattern=r"(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9._*-]+(?:/[a-z0-9._*-]+)*",
)
TAG = Format(expected="a tag, such as *-alpine", pattern="[A-Za-z0-9_.*-]+")
IMAGE_USER = Format(
    expected="the USER of an image, such as nginx or '101:101'",
    pattern="[a-z0-9_][a-z0-9_-]*(?::[a-z0-9_][a-z0-9_-]*)?",
)
PARENT = Format(
    expected="a built-in profile or a file, such as restricted@1 or ../platform.yaml",
    pattern=r"[^\u0000-\u001f]+",
)
