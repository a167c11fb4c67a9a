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
from itertools import chain
from typing import TYPE_CHECKING

from postrender.workload_kinds import NOT_REACHED, PLACES

if TYPE_CHECKING:
    from postrender.profile.model import Workload

_ODD_BREAKS = ("\x85", "\u2028", "\u2029", "\ufeff")
_FIRST_ENTRY = re.compile(r"(?: *(?:#[^\n]*)?\n)*([A-Za-z][^\n]*)")
# It begins with a line break: a literal, which is found many times as fast as `^`.
_LINE = re.compile(r"\n([^ \n#-][^\n]*|-[^ \n][^\n]*)")
_ENTRY = re.compile(
    r"([A-Za-z][A-Za-z0-9_.-]*):(?: ([A-Za-z0-9/].*|\{\}|\[\]|\"[^\"\\]*\"|'[^']*'|[|>][-+]?))?"
)
_API_VERSION = re.compile(r"(?:([a-z0-9.-]+)/)?v[a-z0-9]+")

POD_FIELDS = (
    "securityContext",
    "podSecurityContext",
    "containerSecurityContext",
    "podTemplate",
    "podTemplateSpec",
    "podSpec",
    "imagePullSecrets",
    "imagePullPolicy",
)
"""Fields by which an object shows that its operator makes pods."""
_OF_PODS = ("containers:", *(f"{field}:" for field in POD_FIELDS))

GroupKind = tuple[str, str]
"""An API group ("" is the core group) and a kind in it."""


def kinds(extra: "Iterable[Workload]") -> frozenset[GroupKind]:
    """The kinds that hold pods or make some; `extra` are those of the profile."""
    return frozenset((*PLACES, *NOT_REACHED, *((workload.group, workload.kind) for workload in extra)))


def is_custom(group_kind: GroupKind) -> bool:
    """Whether the kind may be a custom one: the groups of Kubernetes' own kinds with pods have no dot."""
    return "." in group_kind[0] and group_kind[1] != "CustomResourceDefinition"


def may_matter(body: str, kinds: Container[GroupKind], has_variable: Callable[[str], bool]) -> bool:
    """Whether the document has to be parsed. `kinds` are those that matter to the run."""
    if "\r" in body or (not body.isascii() and any(odd in body for odd in _ODD_BREAKS)):
        return True
    group_kind = _group_kind(body)
    if group_kind is None or group_kind in kinds or group_kind[1].endswith("List") or has_variable(body):
        return True
    # The kind is unknown, but it may hold pods, which should be reported.
    return is_custom(group_kind) and any(field in body for field in _OF_PODS)


def _group_kind(body: str) -> GroupKind | None:
    """What the lines at column 0 say of a document; None where they leave a doubt."""
    first = _FIRST_ENTRY.match(body)
    if first is None:
        return None
    said: dict[str, str] = {}
    for line in chain([first], _LINE.finditer(body, first.end())):
        entry = _ENTRY.fullmatch(line[1])
        if entry is None:
            return None
        if entry[1] in ("apiVersion", "kind", "items"):
            if entry[1] in said:
                return None
            said[entry[1]] = entry[2] or ""
    version = _API_VERSION.fullmatch(said.get("apiVersion", ""))
    kind = said.get("kind", "")
    if version is None or not kind.isalnum() or not kind.isascii() or "items" in said:
        return None
    return version[1] or "", kind
