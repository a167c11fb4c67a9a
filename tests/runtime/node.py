"""A node that runs one pod: volumes and root file systems as the kubelet and containerd prepare them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
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
        """Start the only container of a pod's spec; nothing of it is left afterwards.

        Raises `oci.RefusedError` where the kubelet would not start it.
        """
        (container,) = pod["containers"]
        layer = LAYERS[container["image"].partition(":")[0]]
        group = (pod.get("securityContext") or {}).get("fsGroup")
        with ExitStack() as stack:
            volumes = {each["name"]: self._volume(stack, each, group) for each in pod.get("volumes") or ()}
            make_sub_paths(container, volumes)
            root = self._overlay(stack)
            layer.write(root)
            config = configuration(pod, container, layer.image, root, volumes)
            (self.folder / "config.json").write_text(json.dumps(config))
            running = Container(self.runc, self.folder)
            running.start(self.folder)
            stack.callback(running.remove)
            yield running

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

    def _overlay(self, stack: ExitStack) -> Path:
        """A root file system of its own for a container, over the base that all share."""
        root, upper, work = (self.folder / name for name in ("root", "upper", "work"))
        upper.mkdir()
        work.mkdir()
        mount(stack, "overlay", root, f"lowerdir={self.base},upperdir={upper},workdir={work}")
        return root


def make_sub_paths(container: Json, volumes: dict[str, Path]) -> None:
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
