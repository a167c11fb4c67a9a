"""A node that runs one pod: volumes and root file systems as the kubelet and containerd prepare them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.runtime.container import Container
from tests.runtime.images import LAYERS
from tests.runtime.oci import Json, configuration


class Node(NamedTuple):
    """Where a pod can run: the runtime, the base of all images, a folder that nobody else uses."""

    runc: Path
    base: Path
    folder: Path

    @contextmanager
    def run(self, pod: Json) -> Iterator[Container]:
        """Run the init containers of a pod's spec, then start its only container; nothing is left afterwards.

        Raises `oci.RefusedError` where the kubelet would not start one, AssertionError for an init container
        that fails.
        """
        group = (pod.get("securityContext") or {}).get("fsGroup")
        with ExitStack() as stack:
            volumes = {each["name"]: self._volume(stack, each, group) for each in pod.get("volumes") or ()}
            for first in pod.get("initContainers") or ():
                done = self._start(stack, pod, first, volumes)
                assert done.exited() == 0, done.log
            (container,) = pod["containers"]
            yield self._start(stack, pod, container, volumes)

    def _volume(self, stack: ExitStack, volume: Json, group: int | None) -> Path:
        """An empty volume of the node: an emptyDir with mode 0777, a claim's with 0755, both of root.

        With `fsGroup` it belongs to that group, which may write and whose files inherit it (the kubelet's
        `SetVolumeOwnership`).
        """
        path = self.folder / "volumes" / str(volume["name"])
        (kind,) = volume.keys() - {"name"}
        mode = {"emptyDir": 0o777, "persistentVolumeClaim": 0o755}[kind]
        mount(stack, "tmpfs", path, f"mode={mode:o}")
        if group is not None:
            os.chown(path, -1, group)
            path.chmod(mode | 0o2770)
        return path

    def _start(self, stack: ExitStack, pod: Json, container: Json, volumes: Mapping[str, Path]) -> Container:
        """Start a container on a root file system of its own, over the base that all share."""
        folder = self.folder / container["name"]
        root, upper, work = (folder / name for name in ("root", "upper", "work"))
        upper.mkdir(parents=True)
        work.mkdir()
        mount(stack, "overlay", root, f"lowerdir={self.base},upperdir={upper},workdir={work}")
        layer = LAYERS[container["image"].partition(":")[0]]
        layer.write(root)
        make_sub_paths(container, volumes)
        config = configuration(pod, container, layer.image, root, volumes)
        (folder / "config.json").write_text(json.dumps(config))
        started = Container(self.runc, folder)
        started.start()
        stack.callback(started.remove)
        return started


def make_sub_paths(container: Json, volumes: Mapping[str, Path]) -> None:
    """Make what `subPath` names inside a volume, with mode 0777 as the kubelet does."""
    for each in container.get("volumeMounts") or ():
        path = volumes[each["name"]]
        for part in Path(each.get("subPath", "")).parts:
            path /= part
            path.mkdir(exist_ok=True)
            path.chmod(0o777)


def mount(stack: ExitStack, kind: str, target: Path, options: str) -> None:
    """Mount a new file system, until the stack unwinds."""
    target.mkdir(parents=True)
    subprocess.run(("mount", "-t", kind, "-o", options, kind, target), check=True)
    stack.callback(subprocess.run, ("umount", "--lazy", target), check=True)
