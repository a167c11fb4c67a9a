"""`kharden cmp discover` and `kharden cmp generate`: what plugin.yaml calls in the folder of a source."""

import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from types import FrameType

import click

from postrender import exit_codes
from postrender.hosts.argocd import source
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError


@click.group()
def cmp() -> None:
    """Argo CD's config management plugin (see examples/argocd)."""


@cmp.command()
def discover() -> None:
    """Print which kind of source this folder holds.

    For one that kharden cannot render nothing is printed: Argo CD takes any output for yes and none for no.
    A missing program is named on stderr.
    """
    try:
        found = source.kind(Application(os.environ, Path.cwd()))
    except (OSError, RenderError) as error:
        click.echo(f"kharden: not for this plugin: {error}", err=True)
    else:
        click.echo(found, nl=bool(found))


@cmp.command()
def generate() -> None:
    """Render the source in this folder, and write it hardened.

    The folder is a chart or a kustomization, which helm or kustomize renders, or holds YAML and JSON. What
    Argo CD knows of the Application comes in ARGOCD_APP_*, ARGOCD_ENV_* and KUBE_*.
    """
    # Argo CD discovers for each source that names no plugin, and `discover` needs none of this.
    from postrender.hosts.argocd.settings import environment
    from postrender.session import BLOCK, filter_stream
    from postrender.settings import SettingsError, from_environment

    signal.signal(signal.SIGTERM, _exit)
    try:
        application = Application(os.environ, Path.cwd())
        variables = environment(application, os.environ)
        settings = from_environment(variables)
        with tempfile.TemporaryDirectory(prefix="kharden-") as home, tempfile.TemporaryFile() as manifests:
            said = source.render(application, Path(home), os.environ, manifests, settings.allow_empty)
            click.echo(said, err=True, nl=False)
            manifests.seek(0)
            blocks = iter(partial(manifests.read, BLOCK), b"")
            # The repository's own profiles may not extend files of the sidecar.
            root = str(application.root) if settings.profile.startswith(str(application.root)) else ""
            sys.exit(filter_stream(blocks, settings, variables, profile_root=root))
    except (OSError, RenderError, SettingsError) as error:
        click.echo(f"kharden: {error}", err=True)
        sys.exit(exit_codes.USAGE if isinstance(error, SettingsError) else exit_codes.ERROR)


def _exit(_number: int, _frame: FrameType | None) -> None:
    """Unwind, which ends a renderer."""
    sys.exit(exit_codes.TERMINATED)
