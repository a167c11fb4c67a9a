"""The filter in this process: a stream in, what came out and what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import normpath
from typing import Any, NamedTuple

from postrender.filter import Outcome, RunOptions, run
from postrender.outcome import Hardened
from postrender.pipeline import Pipeline
from postrender.profile import Profile, builtin
from postrender.variables import Variables

RESTRICTED = builtin("restricted")
VALUES = {"NAMESPACE": "apps", "ENVIRONMENT": "test", "LOG_LEVEL": "info", "cluster_name": "here"}


class Filtered(NamedTuple):
    """`output` is None where the run failed; `documents`: each of the stream, with what became of it."""

    output: bytes | None
    outcome: Outcome
    documents: list[tuple[str, Hardened]]

    @property
    def errors(self) -> str:
        return "\n".join(placed.finding.message for placed in self.outcome.errors)

    def messages(self, rule: str) -> list[str]:
        return [placed.finding.message for placed in self.outcome.findings if placed.finding.rule == rule]


def filtered(
    stream: str | bytes | Iterable[bytes],
    profile: Profile = RESTRICTED,
    values: dict[str, str] = VALUES,
    **how: Any,
) -> Filtered:
    """Filter a stream with a profile; `how` are fields of RunOptions."""
    blocks = (
        [stream.encode()] if isinstance(stream, str) else [stream] if isinstance(stream, bytes) else stream
    )
    pipeline = Pipeline(profile, Variables(profile.variables.names, values))
    written: list[bytes] = []
    documents: list[tuple[str, Hardened]] = []

    def observe(before: str, after: Hardened) -> None:
        documents.append((before, after))

    outcome = run(blocks, pipeline, written.append, RunOptions(observe=observe, **how))
    assert how.get("stream") or not (outcome.errors and written), "something was written in spite of an error"
    return Filtered(None if outcome.errors else b"".join(written), outcome, documents)


PLACES = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"),
        ("spec", "template", "spec"),
    ),
}


def pod_specs(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pod spec of an object of Kubernetes' own kinds, written down here once more."""
    spec: Any = found
    for token in PLACES.get(found.get("kind", ""), ("",)):
        spec = spec.get(token) if isinstance(spec, dict) else None
    if isinstance(spec, dict) and spec.get("containers"):
        yield spec


def containers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The containers of a pod spec, of every kind."""
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        found = spec.get(kind) or []
        yield from [found] if isinstance(found, dict) else found


def is_hardened(container: dict[str, Any]) -> bool:
    """Whether a container carries what no container may lack, whatever the pod says."""
    security = container.get("securityContext") or {}
    return (
        security.get("allowPrivilegeEscalation") is False
        and security.get("readOnlyRootFilesystem") is True
        and security.get("runAsNonRoot") is True
        and "ALL" in security.get("capabilities", {}).get("drop", [])
        and not security.get("privileged")
        and "/tmp" in [normpath(mount["mountPath"]) for mount in container.get("volumeMounts", [])]  # noqa: S108
    )
