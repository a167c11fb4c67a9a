"""The corpus of real charts, filtered once with the default profile, and the table of what became of it.

`make golden` writes the table to `golden/corpus.txt`: a reviewer sees what a change does to real charts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from typing import Any, NamedTuple
from unittest.mock import patch

from postrender import hardening
from postrender.finding import Placed
from postrender.lossless import Document, Operation
from postrender.lossless import patch as apply
from postrender.lossless.patch import Patched
from postrender.pods import Container, Pod
from postrender.profile import GUARDRAILS
from postrender.workloads import pods
from tests.filtered import Filtered, filtered

ROOT = Path(__file__).parent.parent
FOLDER = ROOT.parent / "shared" / "corpus"
GOLDEN = ROOT / "tests/golden/corpus.txt"


class Edit(NamedTuple):
    """A document that was read, the operations on it, and its text after them."""

    document: Document
    operations: list[Operation]
    text: str


class File(NamedTuple):
    """A file of the corpus, and what became of it."""

    name: str
    result: Filtered
    patched: list[Edit]


def read(path: Path) -> File:
    """Filter a file. An empty one is an empty render, which only the command refuses."""
    edits: list[Edit] = []

    def recorded(document: Document, operations: list[Operation], anew: Any) -> Patched:
        patched = apply(document, operations, anew)
        edits.append(Edit(document, operations, patched.text))
        return patched

    with patch.object(hardening, "patch", recorded):
        return File(path.stem, filtered(path.read_bytes()), edits)


def files(folder: Path = FOLDER) -> list[File]:
    return [read(path) for path in sorted(folder.glob("*/*.yaml"))]


def objects(text: str) -> Iterator[tuple[dict[str, Any], list[Pod]]]:
    """Every object of a document with its pods, those of a list one by one."""
    data = Document(text).data
    waiting = [data] if isinstance(data, dict) else []
    while waiting:
        found = waiting.pop(0)
        items = found.get("items")
        if isinstance(items, list):
            waiting += [item for item in items if isinstance(item, dict)]
        else:
            yield found, list(pods(found, ()))


def lacking(pod: Pod, container: Container) -> list[str]:
    """The guardrails that a container does not hold after the filter, judged by the fields alone."""
    security = container.security
    profile = pod.effective(container, "seccompProfile") or {}
    mounts = [normpath(str(mount.get("mountPath"))) for mount in container.entries("volumeMounts")]
    holds = {
        "run-as-non-root": pod.effective(container, "runAsNonRoot") is True,
        "identity": bool(pod.effective(container, "runAsUser")),
        "no-privilege-escalation": security.get("allowPrivilegeEscalation") is False,
        "drop-capabilities": "ALL" in (container.capabilities.get("drop") or ()),
        "read-only-root": security.get("readOnlyRootFilesystem") is True,
        "writable-paths": not security.get("readOnlyRootFilesystem") or "/tmp" in mounts,  # noqa: S108
        "seccomp": profile.get("type") in ("RuntimeDefault", "Localhost"),
    }
    assert holds.keys() == set(GUARDRAILS)
    return [guardrail for guardrail in GUARDRAILS if not holds[guardrail]]


def reason(pod: Pod, missing: list[str], said: list[Placed]) -> str:
    """Why a container lacks guardrails, in the filter's own words; "" where nothing explains it."""
    if pod.is_windows:
        return "Windows"
    own = (pod.object.get("kind"), pod.object.get("metadata", {}).get("name"))
    about = [each for each in said if (each.subject.kind, each.subject.name) == own]
    host = [each.finding.message for each in about if each.finding.rule == "host"]
    if host:
        return "; ".join(dict.fromkeys(host))
    merged = [
        each.finding.message
        for each in about
        if each.finding.rule == "read-only-root" and "an operator merges it" in each.finding.message
    ]
    if missing == ["read-only-root"] and merged:
        return "; ".join(merged)
    if missing == ["identity"]:
        return "the user is its image's own, a number, as the chart relies on"
    return ""


class Lack(NamedTuple):
    """A container that lacks guardrails, and why."""

    file: str
    container: str
    missing: list[str]
    reason: str

    def __str__(self) -> str:
        return f"{self.file} {self.container}: {' '.join(self.missing)}\n    {self.reason}"


def judged(all_files: list[File]) -> tuple[Counter[str], list[Lack]]:
    """How many containers hold each guardrail, and those that lack any."""
    held: Counter[str] = Counter()
    exceptions: list[Lack] = []
    for file in all_files:
        for _, after in file.result.documents:
            if not after.verdicts:
                continue
            for found, held_pods in objects(after.text.removeprefix("---\n")):
                for pod in held_pods:
                    for container in pod.containers:
                        missing = lacking(pod, container)
                        held.update(["containers", *(name for name in GUARDRAILS if name not in missing)])
                        if missing:
                            name = f"{found['kind']}/{found['metadata']['name']} {container.name}"
                            why = reason(pod, missing, file.result.outcome.findings)
                            exceptions.append(Lack(file.name, name, missing, why))
    return held, exceptions


def table(all_files: list[File]) -> str:
    """What became of the corpus, for people to read and to compare."""
    held, exceptions = judged(all_files)
    verdicts: Counter[str] = Counter()
    lines = ["# What the default profile makes of the corpus. Written by `make golden`.", ""]
    for file in all_files:
        outcome = file.result.outcome
        verdicts.update(outcome.verdicts)
        made = ", ".join(f"{count} {verdict}" for verdict, count in sorted(outcome.verdicts.items()))
        changed = f"{outcome.changed} of {outcome.documents} documents changed"
        lines.append(f"{file.name}: {changed}; {made or 'no pods'}")
    lines += ["", *(f"pods {verdict}: {count}" for verdict, count in sorted(verdicts.items()))]
    lines += ["", f"containers: {held['containers']}", *(f"  {name}: {held[name]}" for name in GUARDRAILS)]
    lines += ["", f"containers that lack any: {len(exceptions)}", *map(str, exceptions)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    GOLDEN.write_text(table(files()), encoding="utf-8")
