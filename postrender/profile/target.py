"""Target selectors as Kustomize writes them: which objects an entry of the profile is meant for.

    target: {group, version, kind, name, namespace, labelSelector, annotationSelector}

The first five are regular expressions that must match the whole value; what is left out matches everything.
The two selectors are in Kubernetes' selector grammar (`selector.py`) and read the object's own metadata, not
the pod template's.

Source: kubectl.docs.kubernetes.io, "patches"; kustomize api/types/selector.go. Two differences, both on
purpose: an object that names no namespace has the one that the host knows, else none (Kustomize takes
`default`), and expressions are Python's, of which RE2's are nearly a subset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from postrender.profile.selector import selects
from postrender.record import Record


class ObjectIdentity(Record):
    """What a target can ask of an object."""

    group: str = ""
    version: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}


def identify(obj: Mapping[str, Any], namespace: str = "") -> ObjectIdentity:
    """The identity of an object as parsed; `namespace` is where the host puts objects that name none.

    A field of the wrong type counts as absent: judging objects is not the selectors' business.
    """
    metadata = obj.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    group, _, version = _text(obj.get("apiVersion")).rpartition("/")
    return ObjectIdentity(
        group=group,
        version=version,
        kind=_text(obj.get("kind")),
        namespace=_text(metadata.get("namespace")) or namespace,
        name=_text(metadata.get("name")),
        labels=_texts(metadata.get("labels")),
        annotations=_texts(metadata.get("annotations")),
    )


class Target(Record):
    """A target selector. Empty fields match everything, so `Target()` is every object."""

    group: str = ""
    version: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""
    label_selector: str = ""
    annotation_selector: str = ""

    def matches(self, identity: ObjectIdentity) -> bool:
        """Whether the object is meant. The fields were validated when the profile was read."""
        return (
            matches(self.kind, identity.kind)
            and matches(self.name, identity.name)
            and matches(self.namespace, identity.namespace)
            and matches(self.group, identity.group)
            and matches(self.version, identity.version)
            and selects(self.label_selector, identity.labels)
            and selects(self.annotation_selector, identity.annotations)
        )


def matches(pattern: str, value: str) -> bool:
    """Whether an anchored regular expression matches the value; the empty pattern matches everything."""
    return not pattern or pattern == value or re.fullmatch(pattern, value) is not None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: text for key, text in pairs if isinstance(key, str) and isinstance(text, str)}
