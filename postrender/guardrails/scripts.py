"""What a chart's own command writes: which the facts about the image cannot know.

A shell's script is not run here, only looked at: for the programs that write files, and for where they do. A
path that is spelled out and lies in a volume is no concern of the root file system; any other may be.
"""

from __future__ import annotations

import re

from postrender.guardrails.paths import is_seeded, is_under, needs, normalised
from postrender.guardrails.rules import Rules
from postrender.images import ANYBODY
from postrender.pods import Container

WRITERS = (
    r"(?:^|[\s;&|(`])(cp|mv|tee|mkdir|touch|ln|install|tar|unzip|git|wget|sed -i)(?=[\s;&|)`]|$)"
    r"|(?<![>&=-])(>)>?(?!>|&| ?/dev/)"
)
"""What writes files in a shell's script."""
WRITE_LAST = ("cp", "ln", "install", "sed -i")
"""Those that write to the last of their paths; the others here write to each."""
WRITE_EACH = ("mv", "tee", "mkdir", "touch")


def command_line(container: Container) -> str:
    """Its command and arguments as one text, in which a shell's script may stand."""
    return " ".join((*container.words("command"), *container.words("args")))


def writer(container: Container, rules: Rules) -> str:
    """The first program in the container's command that may write outside of its volumes, for a message.

    Arguments alone are a command where the image has a shell and no program.
    """
    facts = rules.facts(container)
    own = container.words("command") or (facts is not None and facts.no_ids == ANYBODY)
    if not own:
        return ""
    script = command_line(container)
    found = list(re.finditer(WRITERS, script))
    volumes = _writable(container, rules) if found else []
    for match in found:
        paths = _written(match[1] or match[2], script[match.end() :])
        if not paths or any(not _is_in(path, volumes) for path in paths):
            return f"`{match[1] or match[2]}`"
    return ""


def _writable(container: Container, rules: Rules) -> list[str]:
    own = [mount.get("mountPath") for mount in container.mounts if not mount.get("readOnly")]
    wanted = [need.path for need in needs(container, rules) if not is_seeded(need)]
    return [normalised(path) for path in (*own, *wanted) if isinstance(path, str)]


def _written(program: str, rest: str) -> list[str]:
    """The paths that a program writes to, by what follows it up to the next command; none if unknown."""
    words = [word.strip("'\"") for word in re.split(r"[;&|\n()`<>]", rest, maxsplit=1)[0].split()]
    paths = [word for word in words if not word.startswith("-")]
    if program == ">":
        return paths[:1]
    if program in WRITE_LAST and not any(word.startswith(("-t", "--target")) for word in words):
        return paths[-1:]
    return paths if program in WRITE_EACH else []


def _is_in(path: str, volumes: list[str]) -> bool:
    plain = path.startswith("/") and not set(path) & set("$*?[{")
    return plain and any(is_under(normalised(path), volume) for volume in volumes)
