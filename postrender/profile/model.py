"""The profile: everything that decides what kharden does to a stream, validated and compiled.

A profile is immutable. Reading one from YAML is `reading.py`'s business, the built-in ones are `builtin`'s.
Each entry that a user wrote into a list carries its `source` (`file:line:column`, or the built-in's name),
which names it in messages and tells entries apart, so that the caller can count which of them were used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from postrender.profile.annotation import EXEMPT, by_annotation
from postrender.profile.target import ObjectIdentity, Target, matches
from postrender.record import Record

GUARDRAILS = (
    "run-as-non-root",
    "identity",
    "no-privilege-escalation",
    "drop-capabilities",
    "read-only-root",
    "writable-paths",
    "seccomp",
)
MODES = ("off", "report", "fill", "enforce")
"""From the weakest to the strongest: nothing; only say; only what is absent; also what contradicts."""


class Identity(Record):
    """The ids that processes run with where neither the chart nor the image's facts say any."""

    user: int = 10001
    group: int | None = None
    fs_group: int | None = None
    scope: str = "both"
    """Where ids are set: "both", "pod" or "containers" (what others inject later then keeps its own)."""


class Entry(Record):
    """An entry of one of the profile's lists that holds for some objects and some of their containers."""

    source: str = ""
    target: Target = Target()
    container: str = ""
    """Anchored regular expression on the container's name; "" is every container."""

    def concerns(self, identity: ObjectIdentity, container: str | None = None) -> bool:
        """Whether it holds for the object and the container; None asks for the object alone."""
        return self.target.matches(identity) and (container is None or matches(self.container, container))


class WritablePath(Entry):
    """A path that gets an emptyDir where the root file system is read-only."""

    path: str
    """Absolute and normalised."""
    size_limit: str = ""
    medium: str = ""
    """The emptyDir's `medium`: "" (the node's disk), "Memory", "HugePages", "HugePages-2Mi"..."""
    name: str = ""
    """The volume's name; "" leaves it to the guardrail."""
    seed: bool = False
    """Whether the image ships files there, which an empty volume would hide."""


class Default(Entry):
    """Operational defaults for what a workload leaves out, by the names that Kubernetes gives the fields.

    On the object: `labels`, `annotations`, `strategy`, `revisionHistoryLimit`. On its pod template:
    `podLabels`, `podAnnotations`, `imagePullSecrets`, `automountServiceAccountToken`, `hostUsers`,
    `unprivilegedPorts` (a switch for the sysctl that admits ports below 1024). On each container:
    `imagePullPolicy`, `resources`, `env`, `livenessProbe`, `readinessProbe`, `startupProbe`. Of two entries
    that set the same, the later counts.
    """

    values: Mapping[str, Any] = {}


class Patch(Entry):
    """The user's own RFC 6902 operations; their paths start at the object's root."""

    operations: tuple[Mapping[str, Any], ...] = ()


class Exemption(Entry):
    """Guardrails that leave an object or a container of it as it is, and why."""

    guardrails: tuple[str, ...] = ()
    reason: str
    until: str = ""
    """The last day on which it counts, as YYYY-MM-DD; "" is forever. An expired one is no valid profile."""


class NamespaceRule(Record):
    """Modes for the namespaces that a glob names; of two rules that match, the later counts."""

    source: str = ""
    match: str
    mode: str = ""
    """"" leaves the profile's mode."""
    guardrails: Mapping[str, str] = {}

    def concerns(self, namespace: str) -> bool:
        """Whether the glob (`*` and `?`) matches the namespace."""
        expression = re.escape(self.match).replace(r"\*", ".*").replace(r"\?", ".")
        return re.fullmatch(expression, namespace) is not None


class Workload(Record):
    """A kind that holds pod templates: patterns of JSON Pointers to each; `*` is every element of a list."""

    source: str = ""
    group: str = ""
    kind: str
    paths: tuple[str, ...]


class Variables(Record):
    """Variables that are substituted: the allow-list, and the values that the profile itself gives."""

    names: frozenset[str] = frozenset()
    """Includes the names of `values`."""
    values: Mapping[str, str] = {}
    allow_missing: bool = False


class PodSecurity(Record):
    """What the cluster enforces, as far as the profile knows, and whether to label namespaces with it."""

    level: str = "privileged"
    version: str = "latest"
    namespaces: Mapping[str, str] = {}
    label: bool = False


class Annotations(Record):
    """What annotations on objects may do: exempt the object (a chart must not by itself), carry a stamp."""

    exempt: bool = False
    stamp: bool = False


class Profile(Record):
    """A profile as the rest of kharden sees it."""

    name: str
    lineage: tuple[str, ...] = ()
    """What it extends, nearest first; the last is a built-in such as `restricted@1`."""
    overall: str = "enforce"
    """The mode as a whole."""
    guardrails: Mapping[str, str] = {}
    """The mode of each guardrail of GUARDRAILS."""
    namespaces: tuple[NamespaceRule, ...] = ()
    identity: Identity = Identity()
    writable_paths: tuple[WritablePath, ...] = ()
    seeds: str = "keep-root-writable"
    """Where a volume would hide the image's files: "keep-root-writable" or "init-container"."""
    variables: Variables = Variables()
    defaults: tuple[Default, ...] = ()
    patches: tuple[Patch, ...] = ()
    workloads: tuple[Workload, ...] = ()
    images: tuple[Mapping[str, Any], ...] = ()
    """Facts about the user's own images, in the form of the built-in ones (`images/facts.yaml`)."""
    exemptions: tuple[Exemption, ...] = ()
    annotations: Annotations = Annotations()
    safe_to_evict: bool = False
    """Whether the pods' annotation tells the Cluster Autoscaler that our volumes may be lost."""
    pod_security: PodSecurity = PodSecurity()
    strict: bool = False

    @property
    def baseline(self) -> str:
        """The built-in profile that it comes from, such as `restricted@1`: what a stamp names."""
        return self.lineage[-1] if self.lineage else self.name

    def mode(self, guardrail: str, namespace: str = "") -> str:
        """The guardrail's mode in the namespace: the weaker of its own and of that as a whole."""
        modes = dict(self.guardrails)
        for rule in self._rules(namespace):
            modes.update(rule.guardrails)
        return min(modes[guardrail], self.overall_mode(namespace), key=MODES.index)

    def overall_mode(self, namespace: str = "") -> str:
        """The mode as a whole in the namespace: what also holds for defaults and patches."""
        modes = [rule.mode for rule in self._rules(namespace) if rule.mode]
        return modes[-1] if modes else self.overall

    def with_mode(self, mode: str) -> Profile:
        """The same profile with another mode as a whole, everywhere; a guardrail's own may be weaker."""
        rules = tuple(rule.replace(mode="") for rule in self.namespaces)
        return self.replace(overall=mode, namespaces=rules)

    def exempted(
        self, guardrail: str, identity: ObjectIdentity, container: str | None = None
    ) -> Exemption | None:
        """The first exemption from the guardrail for the container, or (None) for the pod as a whole.

        Raises ValueError where the object's own annotation counts and cannot be read.
        """
        for exemption in self._exemptions(identity):
            if guardrail in exemption.guardrails and exemption.target.matches(identity):
                whole = container is None and not exemption.container
                if whole or (container is not None and matches(exemption.container, container)):
                    return exemption
        return None

    def entries(self) -> Iterator[Entry]:
        """Every entry with a target or a container: one that concerns nothing is worth a finding."""
        lists: tuple[Iterable[Entry], ...] = (
            self.exemptions,
            self.writable_paths,
            self.defaults,
            self.patches,
        )
        for entry in (entry for entries in lists for entry in entries):
            if entry.target != Target() or entry.container:
                yield entry

    def _rules(self, namespace: str) -> Iterator[NamespaceRule]:
        return (rule for rule in self.namespaces if rule.concerns(namespace))

    def _exemptions(self, identity: ObjectIdentity) -> Iterator[Exemption]:
        yield from self.exemptions
        if self.annotations.exempt and EXEMPT in identity.annotations:
            guardrails, reason = by_annotation(identity.annotations[EXEMPT], GUARDRAILS)
            yield Exemption(source=f"annotation {EXEMPT}", guardrails=guardrails, reason=reason)
