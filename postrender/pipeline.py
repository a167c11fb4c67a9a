"""One document in, the same document hardened out, with everything there is to say about it. Pure.

Order: triage, reading, variables, then guardrails for each pod template of each object, one patch of the
text.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from postrender.admission import Admission, Ask
from postrender.finding import Finding
from postrender.outcome import Hardened
from postrender.profile import ObjectIdentity, Profile
from postrender.stream import Chunk
from postrender.triage import kinds, may_matter
from postrender.variables import Variables

if TYPE_CHECKING:
    from postrender.images import Catalogue


class Pipeline:
    """What happens to each document of one run; it remembers which of the profile's entries concern any."""

    def __init__(
        self, profile: Profile, variables: Variables, namespace: str = "", ask: Ask | None = None
    ) -> None:
        """`namespace` is where the host puts objects that name none; "" where that is unknown.

        `ask` gives the labels of a namespace of the cluster, for what it enforces.
        """
        self.profile = profile
        self.variables = variables
        self.namespace = namespace
        self.admission = Admission(profile.pod_security, ask)
        self.kinds = kinds(profile.workloads) | {("", "Namespace")}
        self.used: set[str] = set()

    @cached_property
    def catalogue(self) -> "Catalogue":
        """What is known about images, the profile's own facts included."""
        from postrender.images import Catalogue

        return Catalogue(self.profile.images)

    def harden(self, chunk: Chunk, number: int) -> Hardened:
        """Harden one document; `number` counts from 1. Raises DocumentError."""
        if not self.profile.patches and not may_matter(chunk.body, self.kinds, self.variables.occurs_in):
            return Hardened(chunk.text, [], [])
        # Most of what is to be imported is only needed here.
        from postrender.hardening import Hardening

        return Hardening(self, chunk, number).outcome()

    def note_use(self, identity: ObjectIdentity, containers: list[str]) -> None:
        """Remember which entries of the profile concern an object and its containers."""
        for entry in self.profile.entries():
            names: list[str | None] = [*containers] if entry.container else [None]
            if any(entry.concerns(identity, name) for name in names):
                self.used.add(entry.source)

    def unused(self) -> Iterator[Finding]:
        """The entries of the profile that concerned nothing in the whole stream."""
        for entry in self.profile.entries():
            if entry.source not in self.used:
                yield Finding(
                    "target",
                    "warning",
                    f"an entry of the profile matches nothing in this stream ({entry.source})",
                    "correct its target, or remove it",
                )
