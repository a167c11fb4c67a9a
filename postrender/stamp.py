"""A stamp on objects that hold pods: which baseline hardened them.

An upgrade without the post-renderer un-hardens a release without a word. With stamps that can be seen: what
carries none, or an older one, was applied without kharden. The stamp stands on the object, not in the pod
template, so that it restarts no pod.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from postrender.finding import Finding
from postrender.guardrails import Change
from postrender.places import assign, copied, find
from postrender.profile import Profile
from postrender.workloads import pods

STAMP = "kharden.dev/baseline"
"""The annotation; its value is a built-in profile with its version, such as `restricted@1`."""


def stamp(obj: Mapping[str, Any], profile: Profile) -> Iterator[Change]:
    """The operation that stamps an object that holds pods."""
    if not any(pods(dict(obj), profile.workloads)):
        return
    operation = assign(copied(obj), ("metadata", "annotations", STAMP), profile.baseline)
    if operation:
        message = f"stamped with {profile.baseline}"
        yield Change(operation, Finding("stamp", "change", message, pointer="/metadata/annotations"))


def stamped(obj: Mapping[str, Any]) -> str:
    """The baseline that an object was stamped with, "" if none."""
    return str(find(obj, ("metadata", "annotations", STAMP)) or "")
