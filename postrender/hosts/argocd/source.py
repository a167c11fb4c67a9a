"""Which kind of source an Application's folder holds, and rendering it."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from postrender.hosts.argocd import directory, helm, kustomize
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError

RENDERERS = {"helm": helm.render, "kustomize": kustomize.render, "directory": directory.render}
"""By kind of source. `helm` and `kustomize` are also the programs that have to be on PATH."""


def kind(application: Application) -> str:
    """The key of RENDERERS for the Application's folder, or "" where it holds nothing to render.

    Of a folder that is both a chart and a kustomization Argo CD takes the kustomization, and so do we. Raises
    RenderError where kharden itself lacks what is needed: a program, or a renderer of Jsonnet.
    """
    names = {path.name for path in application.directory.iterdir()}
    if not names.isdisjoint(kustomize.FILES):
        found = "kustomize"
    elif "Chart.yaml" in names:
        found = "helm"
    else:
        return "directory" if any(True for _ in directory.files(application)) else ""
    if not shutil.which(found):
        raise RenderError(f"this source needs {found}, which is not on PATH")
    return found


def render(
    application: Application,
    home: Path,
    environ: Mapping[str, str],
    manifests: IO[bytes],
    allow_empty: bool = False,
) -> str:
    """Write the Application's manifests, return what the renderer warned of.

    `home` is a private folder for what renderers keep; Helm's folders are put there, so that two renders at
    once share no cache, index or credential. Raises RenderError, also at a folder that holds nothing to
    render unless `allow_empty`; what stands in `manifests` is useless then.
    """
    found = kind(application)
    if not (found or allow_empty):
        raise RenderError("no Chart.yaml, no kustomization and no manifest in this folder")
    found = found or "directory"
    application.parameters.check_for(found)
    folders = {f"HELM_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA")}
    return RENDERERS[found](application, home, {**environ, **folders}, manifests)
