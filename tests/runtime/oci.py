"""One container of a pod as the OCI runtime configuration that a node makes of it.

What the kubelet decides (who runs it, whether it may) and what containerd decides (namespaces, mounts,
capabilities, seccomp) is put into one `config.json`. Sources: the OCI runtime specification, the kubelet's
`securitycontext` package, containerd's `pkg/oci` and its CRI plugin. Left out is what no security context can
say: the cgroup's mount and limits of resources, so that the tests run inside a container, too.

A field of a security context that this file does not know raises KeyError: better no answer than a wrong one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.runtime import containerd

Json = dict[str, Any]

BOTH = {"runAsNonRoot", "runAsUser", "runAsGroup", "seccompProfile"}
POD = BOTH | {"fsGroup", "fsGroupChangePolicy", "supplementalGroups", "sysctls"}
CONTAINER = BOTH | {"capabilities", "readOnlyRootFilesystem", "allowPrivilegeEscalation"}


class RefusedError(Exception):
    """The kubelet would not start this container; the message is the kubelet's."""


class Image(NamedTuple):
    """What a container takes from its image, as far as a pod can leave it open."""

    command: Sequence[str]
    entrypoint: Sequence[str] = ()
    environment: Mapping[str, str] = {}
    directory: str = "/"
    user: int = 0


def configuration(pod: Json, container: Json, image: Image, root: Path, volumes: Mapping[str, Path]) -> Json:
    """The `config.json` of one container.

    `pod` is the pod's spec, `root` the container's root file system; `volumes` says where on the node each
    volume of the pod lies.

    Raises:
        RefusedError: the kubelet would not start it.
        KeyError: a field that is not known here.
    """
    outer, inner = pod.get("securityContext") or {}, container.get("securityContext") or {}
    if unknown := (outer.keys() - POD) | (inner.keys() - CONTAINER):
        raise KeyError(f"not translated: {sorted(unknown)}")
    # What both can say, the container decides.
    said = outer | inner
    user = said.get("runAsUser", image.user)
    if said.get("runAsNonRoot") and user == 0:
        raise RefusedError("container has runAsNonRoot and image will run as root")
    return {
        "ociVersion": "1.0.2",
        "root": {"path": str(root), "readonly": inner.get("readOnlyRootFilesystem", False)},
        "process": {
            # Group 0 is what a user without an entry in the image's /etc/passwd gets.
            "user": {"uid": user, "gid": said.get("runAsGroup", 0), "additionalGids": groups(outer)},
            "args": arguments(container, image),
            "env": environment(container, image),
            "cwd": container.get("workingDir", image.directory),
            # Neither ambient nor inheritable: a user other than root starts without any.
            "capabilities": dict.fromkeys(
                ("bounding", "effective", "permitted"), capabilities(inner.get("capabilities") or {})
            ),
            "noNewPrivileges": not inner.get("allowPrivilegeEscalation", True),
        },
        "mounts": [
            *containerd.MOUNTS,
            *(bind(mount, volumes) for mount in container.get("volumeMounts") or ()),
        ],
        "linux": {
            "namespaces": [{"type": kind} for kind in containerd.NAMESPACES],
            "maskedPaths": containerd.MASKED,
            "readonlyPaths": containerd.READ_ONLY,
            "sysctl": {entry["name"]: entry["value"] for entry in outer.get("sysctls") or ()},
            **seccomp(said.get("seccompProfile") or {"type": "Unconfined"}),
        },
    }


def groups(outer: Json) -> list[int]:
    """The additional groups: those that the pod names, and the owner of its volumes."""
    owner = [outer["fsGroup"]] if "fsGroup" in outer else []
    return [*(outer.get("supplementalGroups") or ()), *owner]


def arguments(container: Json, image: Image) -> list[str]:
    """The argument vector: a pod's `command` replaces both parts of the image's, its `args` the second."""
    default = () if "command" in container else image.command
    return [*container.get("command", image.entrypoint), *container.get("args", default)]


def environment(container: Json, image: Image) -> list[str]:
    """The environment: the image's, then the container's literal values."""
    own = {variable["name"]: variable["value"] for variable in container.get("env") or ()}
    return [
        f"{name}={value}" for name, value in {"PATH": containerd.PATH, **image.environment, **own}.items()
    ]


def capabilities(wanted: Json) -> list[str]:
    """The capabilities that a container is left with, as the kernel spells them: first `drop`, then `add`.

    Unlike Pod Security, containerd takes `all` for `ALL`.
    """
    drop, add = ({name.upper() for name in wanted.get(key) or ()} for key in ("drop", "add"))
    kept = set() if "ALL" in drop else containerd.CAPABILITIES - drop
    return sorted(f"CAP_{name}" for name in kept | add)


def bind(mount: Json, volumes: Mapping[str, Path]) -> Json:
    """A volume's mount: the node's directory, or the part of it that `subPath` names."""
    return {
        "destination": mount["mountPath"],
        "type": "bind",
        "source": str(volumes[mount["name"]] / mount.get("subPath", "")),
        "options": ["rbind", "rprivate", "ro" if mount.get("readOnly") else "rw"],
    }


def seccomp(profile: Json) -> Json:
    """The system calls that a container may make; `Unconfined` is also what a cluster does unasked."""
    if profile["type"] == "Unconfined":
        return {}
    if profile["type"] == "RuntimeDefault":
        return {"seccomp": json.loads(containerd.SECCOMP.read_text())}
    raise KeyError(f"not translated: seccomp profile {profile['type']}")
