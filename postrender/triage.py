"""Whether a document may matter: skips only what provably is no workload, no list and no user of variables.

Most of a stream is CRDs, ConfigMaps and dashboards; parsing them would take most of the time. A document is
skipped if each line at column 0 is blank, a comment, an item of a sequence, or `word: value` with a value
that ends on that line, in plain ASCII spelling; if the first of them stands at column 0; and if exactly one
of them is `kind`, one is `apiVersion` and none is `items`. Then the root is a block mapping whose keys
are these words as they stand: no escape, tag, anchor, merge key, flow style or document marker can hide
another kind.
"""

import re
from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING

from postrender.workload_kinds import NOT_REACHED, PLACES

if TYPE_CHECKING:
    from postrender.profile.model import Workload

from postrender.workloads import is_custom

_ODD_BREAKS = ("\r", "\x85", "\u2028", "\u2029", "\ufeff")
# Each begins with a line break: a literal, which is found many times as fast as `^`.
_ODD_LINE = re.compile(
    r"\n(?![ \n#]|\Z|- |-\n|[A-Za-z][A-Za-z0-9_.-]*:"
    r"(?:\n| (?:[A-Za-z0-9/][^\n]*|\{\}|\[\]|\"[^\"\\\n]*\"|'[^'\n]*'|[|>][-+]?)\n))"
)
_BEGINS_AT_COLUMN_0 = re.compile(r"\n(?: *(?:#[^\n]*)?\n)*[A-Za-z]")
_API_VERSION = re.compile(r"\napiVersion: (?:([a-z0-9.-]+)/)?v[a-z0-9]+\n")
_KIND = re.compile(r"\nkind: ([A-Za-z0-9]+)\n")

GroupKind = tuple[str, str]
"""An API group ("" is the core group) and a kind in it."""


def kinds(extra: "Iterable[Workload]") -> frozenset[GroupKind]:
    """The kinds that hold pods or make some; `extra` are those of the profile."""
    return frozenset((*PLACES, *NOT_REACHED, *((workload.group, workload.kind) for workload in extra)))


def may_matter(body: str, kinds: Container[GroupKind], has_variable: Callable[[str], bool]) -> bool:
    """Whether the document has to be parsed. `kinds` are those that somebody wants to see."""
    text = f"\n{body}" if body.endswith("\n") else f"\n{body}\n"
    if not text.isascii() and any(odd in text for odd in _ODD_BREAKS):
        return True
    if "\r" in text or not _BEGINS_AT_COLUMN_0.match(text) or _ODD_LINE.search(text):
        return True
    if text.count("\napiVersion:") != 1 or text.count("\nkind:") != 1 or "\nitems:" in text:
        return True
    version = _API_VERSION.match(text, text.index("\napiVersion:"))
    kind = _KIND.match(text, text.index("\nkind:"))
    if version is None or kind is None:
        return True
    group_kind = (version[1] or "", kind[1])
    if group_kind in kinds or kind[1].endswith("List") or has_variable(text):
        return True
    # Nobody wants to see the kind, but it may hold pods that somebody should hear of.
    return "containers:" in text and is_custom(group_kind)
