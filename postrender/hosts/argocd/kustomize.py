"""Render a kustomization with the `kustomize` on PATH.

What an Application sets goes into an overlay of our own, written by `kustomize edit` in a private folder, so
that the source stays as it is. Build options can lift kustomize's guards (`--enable-exec`,
`--load-restrictor`), so they are the administrator's: KHARDEN_KUSTOMIZE_BUILD_OPTIONS in the sidecar.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import run

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names that kustomize looks for."""

EDITS = (
    ("namespace", "namespace"),
    ("kustomize-name-prefix", "nameprefix"),
    ("kustomize-name-suffix", "namesuffix"),
)
"""Parameters of one value, and the field of `kustomize edit set` that takes it."""

LIST_EDITS = (("kustomize-images", "image"), ("kustomize-replicas", "replicas"))
"""The same for parameters of several values."""


def render(application: Application, home: Path, environment: Mapping[str, str], manifests: IO[bytes]) -> str:
    """Write what `kustomize build` makes of the folder, return its warnings. Raises RenderError."""
    options = environment.get("KHARDEN_KUSTOMIZE_BUILD_OPTIONS", "").split()
    edits = list(_edits(application))
    directory = _overlay(application.directory, home) if edits else application.directory
    for field, values in edits:
        run(["kustomize", "edit", "set", field, "--", *values], directory, environment)
    return run(["kustomize", "build", *options, "--", "."], directory, environment, manifests)


def _edits(application: Application) -> Iterator[tuple[str, list[str]]]:
    parameters = application.parameters
    yield from ((field, [parameters.text(name)]) for name, field in EDITS if parameters.text(name))
    yield from ((field, parameters.items(name)) for name, field in LIST_EDITS if parameters.items(name))


def _overlay(base: Path, home: Path) -> Path:
    """A folder with a kustomization of `base`, which kustomize wants as a relative path."""
    directory = home.resolve() / "overlay"
    directory.mkdir()
    overlay = json.dumps({"resources": [os.path.relpath(base, directory)]})
    (directory / "kustomization.yaml").write_text(overlay, encoding="utf-8")
    return directory
