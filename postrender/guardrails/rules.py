"""What a guardrail is given and what it yields."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from postrender.images import ImageFacts
from postrender.lossless.emit import string
from postrender.places import Tokens
from postrender.pods import Container
from postrender.profile.model import Exemption, Profile
from postrender.profile.target import ObjectIdentity
from postrender.record import Record

SAFE, RARELY, MAY_BREAK = "safe", "rarely", "may-break"
"""How likely a guardrail's change breaks an application that no one has looked at."""

REMOVED: Any = object()
"""The value of a setting that takes something away."""


class Setting(Record, kw_only=False):
    """A value that a guardrail wants at a place of the pod."""

    tokens: Tokens
    """Relative to the pod's base; `-` at the end appends to a list."""
    value: Any
    message: str
    """What is done, in a sentence."""
    container: Container | None = None
    may_break: str = ""
    """Why the application may not run with it; empty where nothing suggests that."""
    remedy: str = ""
    """What to do about it."""


class Doubt(Record, kw_only=False):
    """Why the application may not run with a setting, and what to do about it."""

    reason: str
    remedies: tuple[str, ...]
    """One of them is enough; an exemption is the last."""


class Rules:
    """What the profile says about one object and one guardrail."""

    __slots__ = ("_facts_of", "guardrail", "host", "identity", "mode", "profile")

    def __init__(
        self,
        profile: Profile,
        identity: ObjectIdentity,
        facts_of: Callable[[str], ImageFacts | None],
        guardrail: str,
        mode: str,
        host: bool,
    ) -> None:
        self.profile = profile
        self.identity = identity
        self.guardrail = guardrail
        self.mode = mode
        self.host = host
        """Whether the pod needs the host, so that only what cannot hurt it is set."""
        self._facts_of = facts_of

    @property
    def overrides(self) -> bool:
        """Whether a value that contradicts is replaced (`enforce`), or would be (`report`)."""
        return self.mode != "fill"

    def exemption(self, container: Container) -> Exemption | None:
        """The exemption that a container has from the guardrail."""
        return self.profile.exempted(self.guardrail, self.identity, container.name)

    def is_on(self, guardrail: str) -> bool:
        """Whether another guardrail changes pods, or at least reports where this one only reports."""
        return self.profile.mode(guardrail, self.identity.namespace) in ("fill", "enforce", self.mode)

    def is_active(self, guardrail: str, container: Container) -> bool:
        """Whether another guardrail is on, and the container not exempt from it."""
        exempt = self.profile.exempted(guardrail, self.identity, container.name)
        return self.is_on(guardrail) and not exempt

    def is_enforced(self, guardrail: str, container: Container) -> bool:
        """Whether another guardrail replaces what the chart says of the container."""
        enforced = self.profile.mode(guardrail, self.identity.namespace) == "enforce"
        return enforced and not self.profile.exempted(guardrail, self.identity, container.name)

    def facts(self, container: Container) -> ImageFacts | None:
        """What is known of the container's image."""
        return self._facts_of(container.image)

    def remedy(self, container: Container | None = None, *others: str) -> str:
        """The exemption to write, from this guardrail and others, in a form to paste into a profile."""
        return exemption((self.guardrail, *others), self.identity, container)


def exemption(guardrails: Sequence[str], identity: ObjectIdentity, container: Container | None = None) -> str:
    """An exemption as a profile writes it, in one line."""
    named = f", container: {string(container.name, flow=True)}" if container else ""
    return f"exemptions: [{{guardrails: [{', '.join(guardrails)}], {target(identity)}{named}, reason: ...}}]"


def target(identity: ObjectIdentity) -> str:
    """The target of a profile's entry that means one object."""
    name = f", name: {string(identity.name, flow=True)}" if identity.name else ""
    return f"target: {{kind: {string(identity.kind, flow=True)}{name}}}"


def combined(doubts: Iterable[Doubt]) -> tuple[str, str]:
    """The reasons in one text; in another the remedies, each once, and exemptions after the others."""
    doubts = list(doubts)
    each = dict.fromkeys(remedy for doubt in doubts for remedy in doubt.remedies)
    remedies = sorted(each, key=lambda remedy: remedy.startswith("exemptions"))
    return "; ".join(doubt.reason for doubt in doubts), ", or ".join(remedies)
