"""Which paths a container has to be able to write to, and which of them need a volume for that."""

import posixpath

from postrender.guardrails.rules import Rules
from postrender.pods import Container
from postrender.record import Record


class Need(Record, kw_only=False):
    """A path that has to be writable."""

    path: str
    """Absolute and normalised."""
    source: str
    """Who says so, for people."""
    seeded: bool = False
    """Whether the image ships files there, which an empty volume would hide."""
    is_file: bool = False
    """Whether it is a single file, where an empty volume would be a folder."""
    name: str = ""
    """The volume's name, where somebody chose one."""
    medium: str = ""
    size_limit: str = ""


def is_seeded(need: Need) -> bool:
    """Whether an empty volume at the path would not do."""
    return need.seeded or need.is_file


def normalised(path: str) -> str:
    """The path in its shortest form; `/var/run` is a link to `/run` in most images."""
    path = posixpath.normpath("/" + path.lstrip("/"))
    return path.removeprefix("/var") if path == "/var/run" or path.startswith("/var/run/") else path


def is_under(path: str, folder: str) -> bool:
    """Whether a normalised path is the folder or inside it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def mounted(container: Container) -> list[str]:
    """Every path where something is mounted, normalised: volumes, and devices of volumes."""
    places = [mount.get("mountPath") for mount in container.mounts]
    places += [device.get("devicePath") for device in container.entries("volumeDevices")]
    return [normalised(place) for place in places if isinstance(place, str)]


def needs(container: Container, rules: Rules, *, of_image: bool = True, seeded: bool = True) -> list[Need]:
    """The paths that need a volume of their own: none at or under what is mounted, or inside another of them.

    The profile's come first. `of_image` adds those that the image is known to write to; without `seeded`
    those are left out that an empty volume would not do for.
    """
    taken, found = mounted(container), list[Need]()
    known = [*_of_profile(container, rules), *(_of_image(container, rules) if of_image else ())]
    wanted = [need for need in known if seeded or not is_seeded(need)]
    for need in wanted:
        inside = any(is_under(need.path, other.path) and need.path != other.path for other in wanted)
        covered = any(is_under(need.path, place) for place in taken)
        if not inside and not covered and need.path not in [other.path for other in found]:
            found.append(need)
    return found


def _of_profile(container: Container, rules: Rules) -> list[Need]:
    """The profile's paths for the container; where two entries name one path, the later counts."""
    facts = rules.facts(container)
    shipped = facts.seed if facts else ()
    found = {}
    for entry in rules.profile.writable_paths:
        if entry.concerns(rules.identity, container.name):
            path, seeded = normalised(entry.path), entry.seed or entry.path in shipped
            found[path] = Need(path, "the profile", seeded, False, entry.name, entry.medium, entry.size_limit)
    return list(found.values())


def _of_image(container: Container, rules: Rules) -> list[Need]:
    facts = rules.facts(container)
    if facts is None:
        return []
    places, variables = mounted(container), container.variables
    conditional = [
        path
        for condition, paths in facts.conditional
        if condition in variables or any(is_under(place, condition) for place in places)
        for path in paths
    ]
    return [
        Need(normalised(path), facts.pattern, path in facts.seed, path in facts.files)
        for path in (*(facts.writable or ()), *conditional, *facts.inferred, *facts.data)
    ]
