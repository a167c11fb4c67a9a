"""The group of the files in a pod's volumes, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.finding import Finding
from postrender.guardrails.rules import MAY_BREAK, Rules, Setting
from postrender.places import Tokens
from postrender.pods import Pod

PERSISTENT = frozenset(("persistentVolumeClaim", "ephemeral"))
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
            source = volume.get(kind)
            if isinstance(source, dict):
                items = [item for item in source.get("items") or () if isinstance(item, dict)]
                modes = [source.get("defaultMode"), *(item.get("mode") for item in items)]
                private = [mode for mode in modes if isinstance(mode, int) and not mode & OTHERS]
                if private:
                    yield volume.get("name"), private[0]
