"""The group of the files in a pod's volumes, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.finding import Finding
from postrender.guardrails.rules import MAY_BREAK, Rules, Setting
from postrender.places import Tokens
from postrender.pods import Pod

PERSISTENT = frozenset(("persistentVolumeClaim", "ephemeral"))
OF_KUBELET = "serviceAccountToken"
OTHERS = 0o077
"""The bits of a file's mode that let group and others in."""


def fs_group(pod: Pod, place: Tokens, group: int, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `fsGroup`, how it is applied to persistent volumes, and which files it opens."""
    message = f"set fsGroup to {group}, so that the pod can write to its volumes"
    yield Setting((*place, "fsGroup"), group, message)
    if persistent_volumes(pod) and pod.security.get("fsGroupChangePolicy") is None:
        message = "set fsGroupChangePolicy to OnRootMismatch, since a persistent volume is mounted"
        yield Setting((*place, "fsGroupChangePolicy"), "OnRootMismatch", message)
    for name, mode in _private_files(pod):
        message = (
            f"fsGroup makes files of volume {name!r} readable to the group: mode {mode:04o} becomes "
            f"{mode | 0o440:04o}, which ssh and some databases refuse"
        )
        yield Finding(rules.guardrail, "may-break", message, rules.remedy(), pod.pointer(), safety=MAY_BREAK)


def persistent_volumes(pod: Pod) -> set[Any]:
    """The names of the volumes that outlive the pod."""
    return {volume.get("name") for volume in pod.volumes if volume.keys() & PERSISTENT} | pod.claims


def _private_files(pod: Pod) -> Iterator[tuple[object, int]]:
    """Yield each volume whose files are their owner's alone, with the first such mode."""
    for volume in pod.volumes:
        for kind in ("secret", "configMap", "projected"):
            if isinstance(source := volume.get(kind), dict):
                private = [mode for mode in _modes(source) if isinstance(mode, int) and not mode & OTHERS]
                if private:
                    yield volume.get("name"), private[0]


def _modes(source: dict[str, Any]) -> Iterator[object]:
    """The modes of a volume's files, but those of tokens, to which the kubelet gives its own."""
    projected = [inner for each in _mappings(source.get("sources")) for inner in each.items()]
    if not projected or any(kind != OF_KUBELET for kind, _ in projected):
        yield source.get("defaultMode")
    for part in (
        source,
        *(inner for kind, inner in projected if kind != OF_KUBELET and isinstance(inner, dict)),
    ):
        yield from (item.get("mode") for item in _mappings(part.get("items")))


def _mappings(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
