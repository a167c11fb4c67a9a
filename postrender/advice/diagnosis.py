"""From what a program printed to what it lacks, and to the profile's entries that give it that."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from postrender.advice.remedies import REMEDIES
from postrender.advice.symptoms import PORT, READ_ONLY, SYMPTOMS
from postrender.guardrails.paths import is_under, normalised
from postrender.lossless.emit import string
from postrender.profile.schema import API_VERSION, KIND

LONGEST_QUOTE = 160
"""Characters of a line that are quoted."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PATH = re.compile(r"(?<![\w:/.~])/[^\s\x00-\x1f\x7f-\x9f'\"`()\[\]{}<>,;:|*?]+")
_PATTERNS = tuple((symptom.kind, re.compile(symptom.pattern, re.IGNORECASE)) for symptom in SYMPTOMS)
_TEMPORARY = "/tmp"  # noqa: S108
_SHARED = frozenset(("/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/opt", "/proc", "/root"))
_SHARED |= {"/sbin", "/srv", "/sys", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/share", "/var"}
"""Folders that an empty volume must not hide."""


class Evidence(NamedTuple):
    """A line that tells something: its kind of symptom, its number from 1, and the path or port in it."""

    kind: str
    line: int
    text: str
    path: str = ""
    port: str = ""

    @property
    def folder(self) -> str:
        """The folder that has to be writable; "" where none can be."""
        if not self.path:
            return ""
        path = normalised(self.path)
        parent = posixpath.dirname(path)
        if parent not in _SHARED:
            return parent
        # A folder that is to be made right there can be one; a file cannot.
        is_file = "." in posixpath.basename(path).lstrip(".")
        return "" if is_file or path in _SHARED else path


class Advice(NamedTuple):
    """What to do about one kind of symptom, and the lines that show it."""

    kind: str
    evidence: list[Evidence]

    @property
    def folders(self) -> list[str]:
        """The folders that have to be writable, none inside another."""
        found = list(dict.fromkeys(each.folder for each in self.evidence if each.folder))
        return [path for path in found if not any(is_under(path, other) for other in found if other != path)]


def diagnose(text: str) -> list[Advice]:
    """The advice for a log, or for what `kubectl describe pod` says: by kind, in the order of the lines."""
    found: dict[str, dict[tuple[str, str], Evidence]] = {}
    for evidence in _evidence(text.splitlines()):
        found.setdefault(evidence.kind, {}).setdefault(
            (evidence.folder or evidence.path, evidence.port), evidence
        )
    return [Advice(kind, list(lines.values())) for kind, lines in found.items()]


def profile(advice: Iterable[Advice], target: tuple[str, str] | None = None, container: str = "") -> str:
    """The profile that helps, as YAML, or entries to paste into one; empty where none helps.

    `target` is kind and name of the object; an exemption, which needs one, gets a name to be replaced.
    """
    entries: dict[str, list[str]] = {}
    for each in advice:
        remedy = REMEDIES[each.kind]
        without_folder = any(not evidence.folder for evidence in each.evidence)
        for key, form in (*remedy.entries, *(remedy.otherwise if without_folder else ())):
            kind, name = (string(part, flow=True) for part in target or ("Deployment", "NAME"))
            named = target is not None or key == "exemptions"
            whose = (
                f", container: {string(container, flow=True)}" if container and "{container}" in form else ""
            )
            fills = {"target": f", target: {{kind: {kind}, name: {name}}}" * named, "container": whose}
            for path in each.folders if "{path}" in form else [""]:
                entry = form.format(path=string(path, flow=True), **fills)
                entries.setdefault(key, []).append(entry)
    lines = [line for key, values in entries.items() for line in (f"  {key}:", *_items(values))]
    head = (f"apiVersion: {API_VERSION}", f"kind: {KIND}", "spec:")
    return "\n".join([*head, *lines]) + "\n" if lines else ""


def _items(values: list[str]) -> Iterator[str]:
    return (f"    - {value}" for value in dict.fromkeys(values))


def _evidence(lines: Iterable[str]) -> Iterator[Evidence]:
    for number, raw in enumerate(lines, 1):
        line = _COLOUR.sub("", raw).strip()
        for kind, pattern in _PATTERNS:
            if match := pattern.search(line):
                groups = match.groupdict()
                path = "" if kind == PORT else _path(line, match)
                if kind == READ_ONLY and not path and "temp" in match[0].lower():
                    path = f"{_TEMPORARY}/x"
                quote = line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "..."
                yield Evidence(kind, number, quote, path, groups.get("port") or "")
                break


def _path(line: str, match: "re.Match[str]") -> str:
    """The path that a line is about: the first behind what matched, else the last before it, else in it."""
    after = _PATH.search(line, match.end())
    if after:
        return after[0].rstrip(".")
    found = _PATH.findall(line, 0, match.start()) or _PATH.findall(match[0])
    return found[-1].rstrip(".") if found else ""
