"""What a chart's own commands write, which the facts about the image cannot know.

A shell's script is not run here, only looked at: for the programs that write files, and for where they do. A
path that is spelled out and lies in a volume is no concern of the root file system; any other may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postrender.guardrails.paths import is_seeded, is_under, needs, normalised
from postrender.guardrails.rules import Rules
from postrender.images import ANYBODY
from postrender.places import find
from postrender.pods import Container

WRITERS = (
    r"(?:^|[\s;&|(`])(cp|mv|tee|mkdir|touch|ln|install|tar|unzip|git|wget|curl|sed -i"
    r"|pip3?|gem|composer|pecl|docker-php-ext-\w+)(?=[\s;&|)`]|$)"
    r"|(?<![>&=-])(>)>?(?!>|&| ?/(?:dev|proc)/)"
)
"""What writes files in a shell's script."""
WRITE_LAST = ("cp", "ln", "install", "sed -i")
"""Those that write to the last of their paths; the others here write to each."""
WRITE_EACH = ("mv", "tee", "mkdir", "touch")
FETCHED = {
    "wget": r"(?:^| )(?:-[a-zA-Z]*O ?|--output-document[= ])(\S+)",
    "curl": r"(?:^| )(?:-[a-zA-Z]*o ?|--output[= ])(\S+)",
}
"""The file that those write which fetch one."""
FETCH_NOTHING = {"wget": r"--spider", "curl": r"^(?!.*(?:^| )(?:-[a-zA-Z]*O|--remote-name))"}
"""What says that they write none, where no file is named."""
STORES = (
    r"(?:^|\s)--?[\w.-]*(?:data[-_.]?(?:dir|path)|db[-_.]?path|storage\.(?:tsdb\.)?path|store[-_.]dir|log[-_.]?dir"
    r"|pid[-_.]?file)[= ](/[^\s'\",;]+)"
)
"""Options that name where a server keeps its data, its logs or its process id."""
STORE_VARIABLES = r"PGDATA|GF_PATHS_(?:DATA|LOGS)|\w*(?:DATA_?(?:DIR|PATH)|LOG_?DIR|PID_?FILE)"
"""Variables that do."""
HOOKS = ("postStart", "preStop")


def commands(container: Container) -> str:
    """Its command with the arguments and those of its hooks, a line each; a shell's script may be one."""
    return "\n".join((_command(container), *_hooks(container)))


def writer(container: Container, rules: Rules) -> str:
    """The first program in the chart's commands that may write outside of the volumes, for a message.

    Arguments alone are a command where the image has a shell and no program.
    """
    facts = rules.facts(container)
    own = container.words("command") or (facts is not None and facts.no_ids == ANYBODY)
    script = commands(container) if own else "\n".join(_hooks(container))
    found = list(re.finditer(WRITERS, script)) if script else []
    volumes = _writable(container, rules) if found else []
    for match in found:
        paths = _written(match[1] or match[2], script[match.end() :])
        if paths is None or any(not _is_in(path, volumes) for path in paths):
            return f"`{match[1] or match[2]}`"
    return ""


def store(container: Container, rules: Rules) -> str:
    """The first path outside of its volumes at which an option or a variable has it keep something."""
    options = commands(container)
    found = re.finditer(STORES, options, re.IGNORECASE) if "/" in options else ()
    paths = [match[1] for match in found]
    absolute = ((name, value) for name, value in container.variables.items() if str(value)[:1] == "/")
    paths += [value for name, value in absolute if re.fullmatch(STORE_VARIABLES, str(name))]
    volumes = _writable(container, rules) if paths else []
    return next((path for path in paths if not path.startswith("/dev/") and not _is_in(path, volumes)), "")


def _command(container: Container) -> str:
    return " ".join((*container.words("command"), *container.words("args")))


def _hooks(container: Container) -> Iterator[str]:
    """The kubelet kills a container whose `postStart` fails."""
    for hook in HOOKS:
        command = find(container.data, ("lifecycle", hook, "exec", "command"))
        if isinstance(command, list):
            yield " ".join(word for word in command if isinstance(word, str))


def _writable(container: Container, rules: Rules) -> list[str]:
    own = [mount.get("mountPath") for mount in container.mounts if not mount.get("readOnly")]
    wanted = [need.path for need in needs(container, rules) if not is_seeded(need)]
    return [normalised(path) for path in (*own, *wanted) if isinstance(path, str)]


def _written(program: str, rest: str) -> list[str] | None:
    """The paths that a program writes to, by what follows it up to the next command; None if unknown."""
    end = min((at for at in map(rest.find, ";&|\n()`<>") if at >= 0), default=len(rest))
    words = [word.strip("'\"") for word in rest[:end].split()]
    if program in FETCHED:
        return _fetched(program, " ".join(words))
    paths = [word for word in words if not word.startswith("-")]
    if program == ">":
        return paths[:1] or None
    if program in WRITE_LAST and not any(word.startswith(("-t", "--target")) for word in words):
        return paths[-1:] or None
    return (paths or None) if program in WRITE_EACH else None


def _fetched(program: str, options: str) -> list[str] | None:
    if named := re.search(FETCHED[program], options):
        return [] if named[1] == "-" or named[1].startswith("/dev/") else [named[1]]
    return [] if re.search(FETCH_NOTHING[program], options) else None


def _is_in(path: str, volumes: list[str]) -> bool:
    plain = path.startswith("/") and not set(path) & set("$*?[{")
    return plain and any(is_under(normalised(path), volume) for volume in volumes)
