"""An init container that fills an empty volume with the files that the image ships at a path.

It runs the container's own image as the container's own user, so it reads what that one could read, and the
copies belong to whoever will write to them. `cp -RP`, not `-a`: the volume belongs to root, and whoever is
not root cannot give it the folder's times and mode, at which `cp -a` fails. There is no shell in between; an
image without `cp` does not start, of which a finding warns. A single file is mounted by its name, since a
volume is a folder; one that the image does not ship is made empty.
"""

from __future__ import annotations

import posixpath
from typing import Any

from postrender.guardrails.names import shortened
from postrender.guardrails.paths import Need
from postrender.guardrails.rules import Rules
from postrender.places import copied
from postrender.pods import Container, Pod

FOLDER = "/kharden-seed"
"""Where the volume is mounted while it is filled."""
LIKE_THE_CONTAINER = ("image", "imagePullPolicy", "resources")


def seeds(pod: Pod, container: Container, rules: Rules) -> bool:
    """Whether an init container fills the volumes of this one, if the profile chooses that.

    For another init container there is no place before it that leaves the others where they stand.
    """
    chosen = rules.profile.seeds == "init-container" and container.kind == "containers"
    return chosen and pod.layout.spec is not None


def seeder(container: Container, need: Need, volume: str) -> dict[str, Any]:
    """The init container that fills the volume for the container."""
    source = f"{need.path}/." if not need.is_file else need.path if need.seeded else "/dev/null"
    target = f"{FOLDER}/{posixpath.basename(need.path)}" if need.is_file else FOLDER
    security = {
        **copied(container.security),
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    return {
        "name": shortened(f"seed-{volume}"),
        **{field: copied(container.data[field]) for field in LIKE_THE_CONTAINER if field in container.data},
        "command": ["cp", "-RP", source, target],
        "securityContext": security,
        "volumeMounts": [{"name": volume, "mountPath": FOLDER}],
    }


def mount(need: Need, volume: str) -> dict[str, str]:
    """How the container mounts the volume: at the path, or the file in it."""
    plain = {"name": volume, "mountPath": need.path}
    return {**plain, "subPath": posixpath.basename(need.path)} if need.is_file else plain
