"""What a check of the standards is made of."""

from collections.abc import Callable
from typing import NamedTuple

from postrender.standards.pod import Pod


class Forbidden(NamedTuple):
    """Why a pod does not pass: fields as in `Violation`."""

    reason: str
    detail: str
    pointers: tuple[str, ...]


class Revision(NamedTuple):
    """What a check says from one minor version on, until its next revision."""

    minor: int
    """The first minor version of Kubernetes that this holds for: 25 is 1.25."""
    forbid: Callable[[Pod], Forbidden | None]
    unless: Callable[[Pod], bool] | None = None
    """Pods that are spared."""
    overrides: str = ""
    """The baseline check that a restricted one makes superfluous."""


class Check(NamedTuple):
    """One rule of the standards."""

    id: str
    """As upstream names it; the order of the violations is the order of these."""
    level: str
    """`baseline` checks hold for `restricted` too."""
    revisions: tuple[Revision, ...]
    """Oldest first."""
