"""What may fail when an image runs as another user than it is made for: folders, data, ports, root's tools.

A container whose user is neither the chart's choice nor the image's own meets files that belong to somebody
else; what it is known to write to needs a volume then, even if its root file system is writable.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from postrender.guardrails.fs_group import persistent_volumes
from postrender.guardrails.paths import is_seeded, is_under, mounted, needs, normalised
from postrender.guardrails.ports import trouble_with_ports
from postrender.guardrails.rules import Doubt, Rules, target
from postrender.guardrails.scripts import commands
from postrender.guardrails.seeding import seeds
from postrender.images import ImageFacts
from postrender.lossless.emit import string
from postrender.places import find
from postrender.pods import Container, Pod

USER, READ_ONLY = "runAsUser", "readOnlyRootFilesystem"
WRITABLE_PATHS = "writable-paths"
PGDATA = "/var/lib/postgresql/data"
"""Where a PostgreSQL server keeps its data, unless the variable of that name says otherwise."""
TMP = "/tmp"  # noqa: S108 - every user may write there
SEEDS = "`seeds: init-container` in the profile, which copies the files first"
FS_GROUP = "leave that out by the chart's values, since `fsGroup` gives the pod its volumes"
OWNERS = ("chown", "chgrp", "chmod")
ROOT_TOOLS = (
    *OWNERS, "gosu", "su-exec", "su", "sudo", "runuser", "setpriv", "chroot", "useradd", "adduser",
    "usermod", "groupadd", "addgroup", "groupmod", "apt-get", "apk", "yum", "dnf", "microdnf", "mount",
    "sysctl", "setcap", "update-ca-certificates", "crond", "sshd",
)  # fmt: skip
"""Programs that change owners, users, packages or the system, or act for all users."""
_BETWEEN_WORDS = str.maketrans(dict.fromkeys(";&|()`'\"", " "))


def is_another(pod: Pod, container: Container, rules: Rules, user: object) -> bool:
    """Whether `user` is neither the chart's choice for the container nor the one that its image has."""
    chosen = of_chart(pod, container, USER)
    if chosen is None and (inherited := pod.layout.security) is not None:
        chosen = find(pod.object, (*pod.base, *inherited, USER))
    if user == chosen:
        return False
    return chosen is not None or user != _own_user(rules.facts(container))


def of_chart(pod: Pod, container: Container, field: str) -> object:
    """What the container's security context said before anything was changed."""
    own = find(pod.object, (*pod.base, *container.tokens, "securityContext", field))
    return find(container.inherited, ("securityContext", field)) if own is None else own


def _own_user(facts: ImageFacts | None) -> int | None:
    """The number of the user that the image has; None where it is root, or not known."""
    if facts is None or facts.default_user in ("", "root"):
        return None
    return int(facts.default_user.partition(":")[0]) if facts.numeric_user else facts.user


def root_tool(container: Container) -> str:
    """The first program in its commands that usually needs root; empty where none does."""
    words = commands(container).translate(_BETWEEN_WORDS).split()
    programs = (word.rpartition("/")[2] for word in words)
    return next((program for program in programs if program in ROOT_TOOLS), "")


def troubles(pod: Pod, container: Container, rules: Rules, user: int, exemption: str) -> Iterator[Doubt]:
    """Why the container may not work as `user`, if that is another one than so far."""
    if not is_another(pod, container, rules, user):
        return
    if ports := trouble_with_ports(pod, container, rules):
        yield ports
    if tool := root_tool(container):
        remedies = (FS_GROUP, exemption) if tool in OWNERS else (exemption,)
        yield Doubt(f"its command runs {tool}, which usually needs root", remedies)
    if facts := rules.facts(container):
        yield from _with_data(pod, container, rules, facts, exemption)
    if of_chart(pod, container, READ_ONLY) is not True:
        yield from _with_folders(pod, container, rules, exemption)


def _with_data(
    pod: Pod, container: Container, rules: Rules, facts: ImageFacts, exemption: str
) -> Iterator[Doubt]:
    """Why it may not work with a server's data in volumes."""
    if path := _data(pod, container, facts):
        reason = f"the data in {path} belong to another user so far"
        yield Doubt(f"{reason}, and some servers (PostgreSQL) insist on owning theirs", (exemption,))
    if folder := _folder_of_postgres(container, facts):
        reason = f"PostgreSQL has to own its data folder, and {folder} is a volume, which belongs to root"
        variable = f"env: [{{name: PGDATA, value: {string(f'{folder}/pgdata', flow=True)}}}]"
        name = string(container.name, flow=True)
        below = f"defaults: [{{{variable}, {target(rules.identity)}, container: {name}}}]"
        yield Doubt(reason, (below, exemption))


def _with_folders(pod: Pod, container: Container, rules: Rules, exemption: str) -> Iterator[Doubt]:
    """Why it may not be able to write to the image's folders, where no volume stands in for them."""
    paths = [need for need in needs(container, rules) if not is_under(need.path, TMP)]
    remedies: tuple[str, ...] = (exemption,)
    gets_volumes = rules.is_active(WRITABLE_PATHS, container) and pod.volumes_at(container) is not None
    if gets_volumes and not container.mirrors:
        paths = [need for need in paths if is_seeded(need) and not seeds(pod, container, rules)]
        if container.kind == "containers":
            remedies = (SEEDS, exemption)
    if paths:
        names = ", ".join(need.path for need in paths)
        yield Doubt(f"{names} in its image may belong to another user, and no volume stands in", remedies)


def _folder_of_postgres(container: Container, facts: ImageFacts) -> str:
    """The folder that initdb changes the mode of, where a volume stands at it and not above it."""
    if posixpath.dirname(PGDATA) not in facts.data:
        return ""
    chosen = [entry.get("value") for entry in container.entries("env") if entry.get("name") == "PGDATA"]
    folder = normalised(chosen[0] or "") if chosen else PGDATA
    return folder if folder in mounted(container) else ""


def _data(pod: Pod, container: Container, facts: ImageFacts) -> str:
    """Where data of a server are mounted, which whoever the image ran as until now has written."""
    for mount in container.mounts:
        path = normalised(mount.get("mountPath") or "")
        related = any(is_under(path, data) or is_under(data, path) for data in facts.data)
        if related and mount.get("name") in persistent_volumes(pod):
            return path
    return ""
