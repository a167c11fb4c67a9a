"""What helps against each kind of symptom: data, like the symptoms."""

from typing import NamedTuple

from postrender.advice.symptoms import (
    DENIED,
    EXEC,
    FULL,
    IS_ROOT,
    NO_NAME,
    NOT_NUMERIC,
    OWNER,
    PORT,
    READ_ONLY,
    REFUSED,
    SANDBOX,
    STALE,
    SWITCH,
    SYSCTL,
)

Entries = tuple[tuple[str, str], ...]
"""Entries of a profile: the key below `spec`, and an item of it.

There `{path}` is a folder, and `{target}` and `{container}` say whom it is for.
"""


class Remedy(NamedTuple):
    """What is going on, what to do about it, and the entries of a profile that do it.

    `otherwise`: the entries where the symptom is about no folder that could have a volume.
    """

    title: str
    advice: str
    entries: Entries = ()
    otherwise: Entries = ()


def _exemption(guardrails: str) -> Entries:
    return (("exemptions", f"{{{{guardrails: [{guardrails}]{{target}}{{container}}, reason: say why}}}}"),)


_PATH = (("writablePaths", "{{path: {path}{target}{container}}}"),)
_ROOT = "run-as-non-root, identity, drop-capabilities, no-privilege-escalation"

REMEDIES = {
    READ_ONLY: Remedy(
        "it writes to a read-only file system",
        "Give it an empty volume there. If the image ships files in that folder, an empty volume would hide "
        "them: add `seed: true` to the entry, and `seeds: init-container` to the profile, which copies them "
        "first. A path without a leading slash is in the folder where the container starts (`docker inspect "
        "IMAGE`, WorkingDir). A file that stands in a folder with others of the system, such as /etc, can "
        "have no volume: let the program write it elsewhere, or exempt the container.",
        _PATH,
        _exemption("read-only-root"),
    ),
    DENIED: Remedy(
        "it may not open or write a file",
        "The file belongs to another user than the one that the pod runs as. Where it need not outlast the "
        "pod, give it an empty volume. Where the image is made for an id of its own (`docker run --rm "
        "--entrypoint id IMAGE`), say so in the profile's `images` (`runAs`). A persistent volume becomes "
        "writable by the pod's `fsGroup`, if its driver supports that.",
        _PATH,
    ),
    OWNER: Remedy(
        "it changes the owner or the mode of files",
        "Only root may do that, and it is not needed where the files belong to the right user from the "
        "start: the image's own id (`images`, `runAs`) and `fsGroup` for volumes. Most entrypoints skip it "
        "when they do not run as root; some have a variable that turns it off.",
    ),
    PORT: Remedy(
        "it listens on a port below 1024",
        "Let it listen above 1023, which its configuration usually allows (the Service keeps its port), or "
        "let the pod's kernel allow every port. The sysctl is among those that the restricted standard "
        "allows.",
        (("defaults", "{{unprivilegedPorts: true{target}}}"),),
    ),
    SWITCH: Remedy(
        "it wants to start as root and become another user",
        "Give it that user's id at once: the profile's `images` (`runAs: {user: ..., group: ...}`), with "
        "which most entrypoints skip the switch. Where there is no way around it, exempt the container.",
        _exemption(_ROOT),
    ),
    EXEC: Remedy(
        "a program with file capabilities may not be executed",
        "Its file asks for a capability (`getcap FILE`) that the container may not have. Usually that is "
        "NET_BIND_SERVICE, for a port below 1024: use a port above, or an image without it. Else exempt the "
        "container.",
        _exemption("drop-capabilities, no-privilege-escalation"),
    ),
    NOT_NUMERIC: Remedy(
        "the image names its user by a name, not by a number",
        "The kubelet cannot tell whether that user is root. State the number: `docker run --rm --entrypoint "
        "id IMAGE`, then in the profile `images: [{image: IMAGE, runAs: {user: ..., group: ...}}]`.",
    ),
    IS_ROOT: Remedy(
        "the image runs as root",
        "No user is set, and the image's own is root. The guardrail `identity` sets one: see whether the "
        "profile turns it off. Where the image cannot run without root, exempt the container.",
        _exemption("run-as-non-root, identity"),
    ),
    NO_NAME: Remedy(
        "its user has no name in the image",
        "Some programs look up the name of the user that they run as. Run it as an id that the image knows "
        "(`docker run --rm --entrypoint cat IMAGE /etc/passwd`), by the profile's `images` (`runAs`).",
    ),
    STALE: Remedy(
        "a file of its last run is still there",
        "An emptyDir lives as long as the pod: it survives a restart of the container, and so do a pid "
        "file, a lock and a socket in it. Delete the file in the container's start command, or point the "
        "program to a file that it may overwrite. Deleting the pod helps once.",
    ),
    FULL: Remedy(
        "a volume is full",
        "Give the path a larger `sizeLimit`, or none, or the node's disk in place of `medium: Memory`.",
    ),
    SANDBOX: Remedy(
        "it builds a sandbox of its own",
        "Browsers and build tools make namespaces or use system calls that the runtime's seccomp profile "
        "blocks. Turn their own sandbox off, since the container is one, or exempt the container.",
        _exemption("seccomp"),
    ),
    REFUSED: Remedy(
        "the namespace's Pod Security Standard refuses the pod",
        "The message names each field. Was it applied without kharden (an upgrade without the flag, a pod "
        "made by an operator)? Otherwise `kharden -v` says why the pod was left.",
    ),
    SYSCTL: Remedy(
        "a kernel parameter is not allowed",
        "The node's kubelet allows it by --allowed-unsafe-sysctls, or is too old for a safe one "
        "(net.ipv4.ip_unprivileged_port_start: 1.22).",
    ),
}
