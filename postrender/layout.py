"""Where an object keeps the parts of a pod: in a pod template, in a bare spec, or here and there.

Those of Kubernetes' own kinds are below; those of custom resources are data (`workloads.yaml`).
"""

from __future__ import annotations

from postrender.places import Tokens
from postrender.record import Record

KINDS = ("initContainers", "containers", "ephemeralContainers")
"""The fields of a pod's spec that list containers, in the order in which they start."""


class Layout(Record, kw_only=False):
    """Where the parts of a pod stand, relative to its base; None for a part that cannot be reached."""

    containers: tuple[tuple[str, Tokens], ...]
    """Each with its kind, one of KINDS, and the place of a list of such containers or of a single one; the
    token `*` is every element of a list or mapping."""
    security: Tokens | None = None
    """The pod's `securityContext`."""
    volumes: Tokens | None = None
    metadata: Tokens | None = None
    spec: Tokens | None = None
    """The pod's `spec` as Kubernetes defines it, where the object has one."""
    hidden: bool = False
    """Whether an operator adds containers, and merges those that have no image with its own."""
    merged: bool = False
    """Whether it merges any with its own: what those mount, and where their data are, cannot be seen."""
    defaults: tuple[tuple[Tokens, Tokens], ...] = ()
    """Places of containers, each with that of the container whose fields they inherit."""
    parts: tuple[tuple[Tokens, str], ...] = ()
    """Places of parts with `volumes` of their own, each with the layout of one that has a `securityContext`
    too: that replaces the pod's, so that such a part is a pod of its own."""


SPEC = Layout(tuple((kind, (kind,)) for kind in KINDS), ("securityContext",), ("volumes",), None, ())
"""A pod's `spec` without metadata."""
TEMPLATE = Layout(
    tuple((kind, ("spec", kind)) for kind in KINDS),
    ("spec", "securityContext"),
    ("spec", "volumes"),
    ("metadata",),
    ("spec",),
)
"""A pod template or a Pod: `metadata` and `spec`."""
