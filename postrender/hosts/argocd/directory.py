"""Render a folder of YAML and JSON: its manifests, one after the other, as Argo CD reads such a folder.

Upstream: findManifests in reposerver/repository/repository.go of argoproj/argo-cd. Files are taken in the
order of their names, folders below only with the parameter `recurse`, links only inside of the repository.
Jsonnet is not rendered: a folder that holds some is refused, since the objects that it lacks would be pruned.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError

SKIP_MARKER = "+argocd:skip-file-rendering"
"""Text that keeps a file out, by Argo CD's own rule."""

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)")
_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?\r?\n", re.MULTILINE)


def render(
    application: Application,
    home: Path,  # noqa: ARG001
    environment: Mapping[str, str],  # noqa: ARG001
    manifests: IO[bytes],
) -> str:
    """Write the folder's manifests, each document with its `# Source`; no warnings. Raises RenderError."""
    for name, text in files(application):
        manifests.write(_with_source(name, _as_yaml(text)).encode())
    return ""


def files(application: Application) -> Iterator[tuple[str, str]]:
    """(path relative to the source, text) of each file that holds manifests. Raises RenderError.

    A file that names no `apiVersion` and `kind` is somebody else's YAML, such as a chart's values.
    """
    paths = _walk(application.directory, application.parameters.flag("recurse"))
    names = [str(path.relative_to(application.directory)) for path in paths]
    for name in names:
        if name.endswith(".jsonnet"):
            raise RenderError(f"{name} is Jsonnet, which kharden does not render")
    for name in names:
        if name.endswith((".yaml", ".yml", ".json")):
            text = _read(application, name)
            if "apiVersion" in text and "kind" in text and SKIP_MARKER not in text:
                yield name, text


def _walk(directory: Path, recurse: bool) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.is_symlink() or not path.is_dir():
            yield path
        elif recurse:
            yield from _walk(path, recurse)


def _read(application: Application, name: str) -> str:
    path = application.file(name)
    if not path.is_file():
        raise RenderError(f"{name} is neither a file nor a link to one")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RenderError(f"{name} is not UTF-8") from error


def _as_yaml(text: str) -> str:
    """JSON without the escapes that YAML lacks, of slashes and by halves; any other text as it is.

    Alone Argo CD reads a file as JSON; in a stream that does not begin with it, as YAML.
    """
    if "\\" not in text or not text.lstrip().startswith("{"):
        return text
    try:
        json.loads(text)
    except ValueError:
        return text
    return _ESCAPE.sub(_without, text)


def _without(escape: "re.Match[str]") -> str:
    written: str = json.loads(f'"{escape[0]}"') if escape[0] == "\\/" or len(escape[0]) > 2 else escape[0]
    return written


def _with_source(name: str, text: str) -> str:
    """The documents of `text`, each between a separator and the next, headed by the name of their file."""
    source = f"# Source: {name}\n"
    text = _SEPARATOR.sub(lambda match: match[0] + source, text if text.endswith("\n") else f"{text}\n")
    return text if _SEPARATOR.match(text) else f"---\n{source}{text}"
