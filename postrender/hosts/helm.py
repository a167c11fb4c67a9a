"""Helm 4's plugin: `kharden helm install-plugin` and `uninstall-plugin`.

Helm 3 runs any executable as a post-renderer; Helm 4 only plugins, which it reads from `$HELM_PLUGINS`, or
from `plugins/` in its data home (helm/helm `pkg/helmpath/lazypath.go`, `pkg/cli/environment.go`). The plugin
is one file and says no more than to call `kharden`, so that it is as new as the installed command.
"""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from postrender import __version__

_MARK = "# kharden's plugin for Helm 4"
_MANIFEST = (
    _MARK
    + """: `kharden helm install-plugin` writes this file.
# Helm refuses keys that it does not know, and then only says that the plugin was not found.
apiVersion: v1
type: postrenderer/v1
name: kharden
version: {version}
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: kharden
"""
)
_USE = """
Use it:  helm install RELEASE CHART --post-renderer kharden
Helm does not tell a post-renderer the namespace. Charts that hold ${NAMESPACE} need it as an argument:
         --post-renderer-args --namespace=NAME
Helm 4 hides what a post-renderer says. To read it, name a file:  export KHARDEN_LOG_FILE=kharden.log
Helm 3 needs no plugin (--post-renderer kharden is the executable) and warns of one that it finds:
where both are used, give each a HELM_PLUGINS of its own.
"""


class ForeignPluginError(Exception):
    """A plugin folder named `kharden` holds what kharden did not write."""


def manifest(version: str) -> str:
    """The text of plugin.yaml. Helm takes semantic versions: a Python pre-release is rewritten as one."""
    return _MANIFEST.format(version=re.sub(r"^(\d+\.\d+\.\d+)\.?([a-z])", r"\1-\2", version))


def plugin_folder(environment: Mapping[str, str], platform: str) -> Path:
    """Where Helm looks for this plugin; `platform` is `sys.platform`'s word."""
    if environment.get("HELM_PLUGINS"):
        return Path(environment["HELM_PLUGINS"].split(os.pathsep)[0], "kharden")
    if environment.get("HELM_DATA_HOME"):
        data = Path(environment["HELM_DATA_HOME"])
    elif environment.get("XDG_DATA_HOME"):
        data = Path(environment["XDG_DATA_HOME"], "helm")
    elif platform == "win32":
        data = Path(environment.get("APPDATA", ""), "helm")
    else:
        home = Path(environment.get("HOME", ""))
        data = home / ("Library" if platform == "darwin" else ".local/share") / "helm"
    return data / "plugins" / "kharden"


def install(folder: Path, force: bool = False) -> bool:
    """Write the plugin, and say whether anything changed.

    Raises ForeignPluginError where the folder is not ours and `force` is not given, OSError as files do.
    """
    if not (force or _ours(folder)):
        raise ForeignPluginError
    if folder.is_symlink():
        folder.unlink()
    file, text = folder / "plugin.yaml", manifest(__version__)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return True


def uninstall(folder: Path) -> bool:
    """Remove the plugin, and say whether it was there.

    Raises ForeignPluginError where the folder is not ours, OSError as files do.
    """
    if not folder.exists():
        return False
    if not _ours(folder):
        raise ForeignPluginError
    shutil.rmtree(folder)
    return True


def _ours(folder: Path) -> bool:
    """Whether the folder is absent, or holds nothing but our plugin.yaml; a link is its owner's."""
    if folder.is_symlink():
        return False
    if not folder.exists():
        return True
    file = folder / "plugin.yaml"
    return list(folder.iterdir()) == [file] and file.read_text(encoding="utf-8").startswith(_MARK)


@click.group()
def helm() -> None:
    """Install or remove Helm 4's plugin (Helm 3 needs none)."""


@helm.command("install-plugin")
@click.option("--force", is_flag=True, help="Replace a plugin named kharden that kharden did not write.")
def install_plugin(force: bool) -> None:
    """Write the plugin `kharden` into Helm 4's plugin folder.

    That is the first folder of HELM_PLUGINS, else plugins/ in Helm's data home, as `helm env` says.
    """
    folder = plugin_folder(os.environ, sys.platform)
    try:
        changed = install(folder, force)
    except ForeignPluginError:
        raise click.ClickException(f"{folder} is not kharden's own: look at it, then add --force") from None
    except OSError as error:
        raise click.ClickException(f"cannot write the plugin: {error}") from error
    click.echo(f"{'Wrote' if changed else 'Already there:'} {folder / 'plugin.yaml'} (kharden {__version__})")
    click.echo(_USE, nl=False)
    if shutil.which("kharden") is None:
        click.echo("Warning: kharden is not on PATH, and there Helm will look for it.", err=True)


@helm.command("uninstall-plugin")
def uninstall_plugin() -> None:
    """Remove the plugin that install-plugin wrote."""
    folder = plugin_folder(os.environ, sys.platform)
    try:
        removed = uninstall(folder)
    except ForeignPluginError:
        raise click.ClickException(f"{folder} is not kharden's own: left as it is") from None
    except OSError as error:
        raise click.ClickException(f"cannot remove the plugin: {error}") from error
    click.echo(f"Removed {folder}" if removed else f"Not there: {folder}")
