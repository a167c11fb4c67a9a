"""What the API server will say of pods: the Pod Security Standard that their namespace enforces.

It is known from a Namespace object earlier in the stream, from the profile, or from the cluster where the
user asks for that. Only where it is known are pods held against it, since that costs a run as much as
hardening does.

Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from postrender.finding import Finding
from postrender.places import assign, copied, find

if TYPE_CHECKING:
    from postrender.guardrails import Change
    from postrender.pods import Pod
    from postrender.profile.model import PodSecurity


class AdmissionError(ValueError):
    """It is unclear what a namespace enforces: its label makes no sense, or the cluster does not answer."""


Ask = Callable[[str], Mapping[str, str] | None]
"""The labels of a namespace of the cluster; None where it has none of that name. Raises AdmissionError."""


class Admission:
    """What is known of the namespaces of one run."""

    def __init__(self, known: PodSecurity, ask: Ask | None = None) -> None:
        self._known = known
        self._ask = ask
        self._levels = {name: (level, known.version) for name, level in known.namespaces.items()}
        self._asked: set[str] = set()

    def learn(self, obj: Mapping[str, Any]) -> None:
        """Note the level that a Namespace object of the stream asks for. Raises AdmissionError."""
        labels = find(obj, ("metadata", "labels")) if _is_namespace(obj) else None
        if isinstance(labels, dict):
            self._note(str(find(obj, ("metadata", "name"))), labels, assume=False)

    def level(self, namespace: str) -> tuple[str, str] | None:
        """Level and version that a namespace enforces; None where that is unknown. Raises AdmissionError."""
        if self._ask and namespace and namespace not in self._levels.keys() | self._asked:
            self._asked.add(namespace)
            labels = self._ask(namespace)
            if labels is not None:
                self._note(namespace, labels, assume=True)
        return self._levels.get(namespace)

    def _note(self, namespace: str, labels: Mapping[str, object], *, assume: bool) -> None:
        """Note what a namespace enforces. `assume`: where no label says, it is nothing."""
        from postrender.standards.namespace import ENFORCE, enforced
        from postrender.standards.policy import UnknownPolicy

        if assume or ENFORCE in labels:
            try:
                self._levels[namespace] = enforced(labels)
            except UnknownPolicy as error:
                raise AdmissionError(f"namespace {namespace}: {error}") from None

    def judge(self, pod: Pod, changes: Iterable[Change], namespace: str) -> Iterator[Finding]:
        """Say where a pod, with its changes made, will be refused. Raises AdmissionError."""
        known = self.level(namespace)
        if known is None or known[0] == "privileged":
            return
        from jsonpatch import apply_patch

        from postrender.pods import Pod
        from postrender.standards import check
        from postrender.standards.namespace import refusal

        obj = apply_patch(copied(pod.object), [change.operation for change in changes], in_place=True)
        violations = check(Pod(obj, pod.base, pod.layout).manifest(), *known)
        if violations:
            yield Finding(
                "pod-security",
                "left",
                f"the namespace {namespace} will refuse this pod: it {refusal(violations, *known)}",
                "give it a namespace with a weaker level, or set chart values that need less",
                pod.pointer(),
            )

    def labels(self, obj: Mapping[str, Any]) -> Iterator[Change]:
        """The label that makes a Namespace object enforce the profile's level, if the profile asks for it."""
        if not self._known.label or not _is_namespace(obj):
            return
        from postrender.guardrails import Change
        from postrender.standards.namespace import ENFORCE

        if find(obj, ("metadata", "labels", ENFORCE)) is None:
            level = self._known.level
            operation = assign(copied(obj), ("metadata", "labels", ENFORCE), level)
            finding = Finding("pod-security", "change", f"labelled to enforce {level}", pointer="/metadata")
            if operation:
                yield Change(operation, finding)


def _is_namespace(obj: Mapping[str, Any]) -> bool:
    return obj.get("kind") == "Namespace" and obj.get("apiVersion") == "v1"
