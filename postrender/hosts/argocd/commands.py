"""`kharden cmp discover` and `kharden cmp generate`: what plugin.yaml calls in the folder of a source."""

import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from types import FrameType

import click

from postrender.cli import BLOCK, EXIT_ERROR, EXIT_USAGE
from postrender.hosts.argocd import settings, source
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError
from postrender.session import filter_stream
from postrender.settings import SettingsError, from_environment


@click.group()
def cmp() -> None:
    """Argo CD's config management plugin (see examples/argocd)."""


@cmp.command()
def discover() -> None:
    """Say which kind of source this folder holds, if kharden can render it.

    Argo CD takes any output for yes and none for no; a program that is missing is said on stderr.
    """
    try:
        found = source.kind(Application(os.environ, Path.cwd()))
    except RenderError as error:
        click.echo(f"kharden: not for this plugin: {error}", err=True)
    else:
        click.echo(found, nl=bool(found))


@cmp.command()
def generate() -> None:
    """Render the source in this folder with helm, kustomize or as it is, and write it hardened.

    The folder is a chart, a kustomization, or holds YAML and JSON. What Argo CD knows of the Application
    comes in ARGOCD_APP_*, ARGOCD_ENV_* and KUBE_*.
    """
    signal.signal(signal.SIGTERM, _exit)
    try:
        sys.exit(_generate())
    except (RenderError, SettingsError) as error:
        click.echo(f"kharden: {error}", err=True)
        sys.exit(EXIT_ERROR if isinstance(error, RenderError) else EXIT_USAGE)


def _generate() -> int:
    application = Application(os.environ, Path.cwd())
    environment = settings.environment(application, os.environ)
    asked = from_environment(environment)
    with tempfile.TemporaryDirectory(prefix="kharden-") as home, tempfile.TemporaryFile() as manifests:
        click.echo(source.render(application, Path(home), os.environ, manifests), err=True, nl=False)
        manifests.seek(0)
        return filter_stream(iter(partial(manifests.read, BLOCK), b""), asked, environment)


def _exit(number: int, _: FrameType | None) -> None:
    """Unwind, which ends a renderer, and exit as a shell counts signals."""
    sys.exit(128 + number)
