"""Give each container an empty volume wherever it has to write and otherwise could not.

| | |
|---|---|
| Fields | container: `volumeMounts`; pod: `volumes`, an annotation for the Cluster Autoscaler |
| Value | an `emptyDir` for `/tmp`, each path of the profile, and each that the image is known to write to |
| May break | no |

Every container with `readOnlyRootFilesystem: true` gets them, whether the chart or kharden set that, and even
in a pod that needs the host, which an empty volume cannot break. The paths that the image writes to are added
only where kharden set it, since a chart knows its own paths. A container whose root stays writable gets
volumes, too, if kharden runs it as another user, to whom the image's folders may not belong; it needs none
for `/tmp`, which is everybody's then.

Paths are compared normalised (`/tmp/`, `/var/../tmp`; `/var/run` is `/run`). Nothing is mounted at or under a
path where the container has a volume or a device already; above one is fine, the runtime mounts parents
first. Two containers get two volumes: what was not shared is not shared afterwards.

A volume is named after its path, `tmp`, for the pod's first container and `tmp-NAME` for the others; names
are at most 63 characters and collide with no other volume or claim, and they are the same in each run.

An emptyDir keeps the Cluster Autoscaler from removing the node, unless the pod's annotation names it. Ours
are added to it, except where the pod has local volumes of its own that it does not name, or where
`safe-to-evict` decides already.

Under `seeds: init-container` an init container with the same image and user first copies what the image ships
at the path (`cp -RP`). Init containers themselves can have no such copy. Windows pods are left as they are.

Source: kubernetes.io, "Volumes" (emptyDir); kubernetes/autoscaler, FAQ, "What types of pods can prevent CA
from removing a node?".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.finding import Finding
from postrender.guardrails.names import volume_name
from postrender.guardrails.paths import Need, is_seeded, is_under, needs
from postrender.guardrails.rules import SAFE, Rules, Setting
from postrender.guardrails.seeding import mount, seeder, seeds
from postrender.guardrails.users import READ_ONLY, TMP, USER, is_another, of_chart
from postrender.pods import Container, Pod

ID = "writable-paths"
SAFETY = SAFE

EVICTION = "cluster-autoscaler.kubernetes.io/safe-to-evict"
EVICTABLE = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield a volume and its mount for each path, then the annotation."""
    if pod.is_windows:
        return
    local = {volume.get("name") for volume in pod.volumes if volume.keys() & {"emptyDir", "hostPath"}}
    taken, added = set(_names(pod)), list[str]()
    containers = list(pod.containers)
    for container in containers:
        reason, read_only = _reason(pod, container, rules), container.security.get(READ_ONLY) is True
        place = pod.volumes_at(container)
        if place is None or rules.exemption(container) or container.mirrors or not reason:
            continue
        own, seeded = of_chart(pod, container, READ_ONLY) is True, seeds(pod, container, rules)
        for need in needs(container, rules, of_image=not own, seeded=seeded):
            if not read_only and is_under(need.path, TMP):
                continue
            name = volume_name(need, pod, container, taken)
            taken.add(name)
            added.append(name)
            why = f"mounted an empty volume at {need.path}: {reason} ({need.source})"
            yield Setting((*place, "-"), _volume(name, need), why, container)
            if is_seeded(need) and pod.layout.spec is not None:
                data = seeder(container, need, name)
                where = (*pod.layout.spec, "initContainers")
                message = f"added an init container that copies what the image ships at {need.path}"
                yield Setting((*where, "-"), data, message, container, "its image must have `cp`")
                # It has a read-only root itself, and what the profile makes writable.
                index = len(pod.get(where) or [data]) - 1
                containers.append(Container(data, "initContainers", data["name"], (*where, index)))
            yield Setting((*container.tokens, "volumeMounts", "-"), mount(need, name), why, container)
    if added and rules.profile.safe_to_evict:
        yield from _evictable(pod, local, added)


def _names(pod: Pod) -> Iterator[str]:
    """The names that volumes of the pod have: its own, and those that come from elsewhere and are mounted."""
    yield from (volume.get("name", "") for volume in pod.volumes)
    yield from (mount.get("name", "") for one in pod.containers for mount in one.mounts)
    yield from pod.claims


def _reason(pod: Pod, container: Container, rules: Rules) -> str:
    """Why the container may not write where it has to; empty where nothing keeps it from that."""
    if container.security.get(READ_ONLY) is True:
        return "the root file system is read-only"
    # One without an image is an operator's, whose file system is unknown here.
    another = container.image and is_another(pod, container, rules, pod.effective(container, USER))
    return "the folder in the image may belong to another user" if another else ""


def _volume(name: str, need: Need) -> dict[str, Any]:
    options = {"medium": need.medium, "sizeLimit": need.size_limit}
    return {"name": name, "emptyDir": {key: value for key, value in options.items() if value}}


def _evictable(pod: Pod, own: set[Any], added: list[str]) -> Iterator[Setting]:
    """Name our volumes to the Cluster Autoscaler, where that frees the node."""
    present = pod.annotations.get(EVICTABLE)
    named = present.split(",") if isinstance(present, str) and present else []
    free = own <= {name.strip() for name in named}
    if pod.layout.metadata is not None and free and EVICTION not in pod.annotations:
        yield Setting(
            (*pod.layout.metadata, "annotations", EVICTABLE),
            ",".join([*named, *added]),
            "told the Cluster Autoscaler that the volumes may be lost with the pod",
        )
