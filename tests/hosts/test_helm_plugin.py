"""Helm 4's plugin: what is written, where, and what is left alone."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from postrender import __version__
from postrender.hosts.helm import ForeignPluginError, install, manifest, plugin_folder, uninstall
from postrender.hosts.helm import helm as commands

Run = Callable[..., tuple[object, str, str]]
ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "plugins/helm/kharden"


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"HOME": "/home/me"}, "linux", "/home/me/.local/share/helm/plugins/kharden"),
        ({"HOME": "/Users/me"}, "darwin", "/Users/me/Library/helm/plugins/kharden"),
        ({"APPDATA": "/AppData"}, "win32", "/AppData/helm/plugins/kharden"),
        ({"HOME": "/home/me", "XDG_DATA_HOME": "/data"}, "linux", "/data/helm/plugins/kharden"),
        ({"HOME": "/Users/me", "XDG_DATA_HOME": "/data"}, "darwin", "/data/helm/plugins/kharden"),
        ({"XDG_DATA_HOME": "/data", "HELM_DATA_HOME": "/helm"}, "linux", "/helm/plugins/kharden"),
        ({"HELM_DATA_HOME": "/helm", "HELM_PLUGINS": "/plugins"}, "linux", "/plugins/kharden"),
        ({"HELM_PLUGINS": os.pathsep.join(["/one", "/two"])}, "linux", "/one/kharden"),
        ({"HOME": "/home/me", "HELM_PLUGINS": ""}, "linux", "/home/me/.local/share/helm/plugins/kharden"),
    ],
)
def test_the_folder_is_where_helm_looks(environment: dict[str, str], platform: str, folder: str) -> None:
    assert plugin_folder(environment, platform) == Path(folder)


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/home/me"},
        {"HOME": "/home/me", "XDG_DATA_HOME": "/data"},
        {"HOME": "/home/me", "XDG_DATA_HOME": "/data", "HELM_DATA_HOME": "/helm"},
        {"HOME": "/home/me", "HELM_DATA_HOME": "/helm", "HELM_PLUGINS": "/plugins"},
    ],
)
def test_helm_env_names_the_same_folder(environment: dict[str, str], helm: Path) -> None:
    says = subprocess.run(
        [helm, "env", "HELM_PLUGINS"], env=environment, capture_output=True, text=True, check=True
    )
    assert plugin_folder(environment, "linux").parent == Path(says.stdout.strip())


def test_the_committed_plugin_is_the_one_that_is_written(tmp_path: Path) -> None:
    """After a change of version or text: `HELM_PLUGINS=plugins/helm kharden helm install-plugin`."""
    assert install(tmp_path / "kharden")
    written = {file.name: file.read_bytes() for file in (tmp_path / "kharden").iterdir()}
    assert written == {file.name: file.read_bytes() for file in COMMITTED.iterdir()}


@pytest.mark.parametrize(
    ("version", "semantic"),
    [("0.1.0", "0.1.0"), ("1.20.3", "1.20.3"), ("1.0.0rc1", "1.0.0-rc1"), ("1.0.0.dev4", "1.0.0-dev4")],
)
def test_the_version_is_semantic(version: str, semantic: str) -> None:
    assert f"\nversion: {semantic}\n" in manifest(version)


def test_users_row_02_only_keys_of_v1() -> None:
    keys = [line.split(":")[0] for line in manifest(__version__).splitlines() if line[0].isalpha()]
    assert keys == ["apiVersion", "type", "name", "version", "runtime", "runtimeConfig"]


def test_installing_twice_changes_nothing(tmp_path: Path) -> None:
    assert install(tmp_path / "a/kharden")
    assert not install(tmp_path / "a/kharden")


def test_an_older_plugin_of_ours_is_brought_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "plugin.yaml").write_text(manifest("0.0.1"))
    assert install(tmp_path)
    assert (tmp_path / "plugin.yaml").read_text() == manifest(__version__)


def foreign_file(folder: Path) -> None:
    folder.mkdir()
    (folder / "plugin.yaml").write_text("name: kharden\n")


def foreign_companion(folder: Path) -> None:
    install(folder)
    (folder / "notes.txt").write_text("mine\n")


def linked(folder: Path) -> None:
    folder.symlink_to(COMMITTED)


@pytest.mark.parametrize("make", [foreign_file, foreign_companion, linked])
def test_what_is_not_ours_is_left_alone(make: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "kharden"
    make(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(ForeignPluginError):
        install(folder)
    with pytest.raises(ForeignPluginError):
        uninstall(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    install(folder, force=True)
    assert (folder / "plugin.yaml").read_text() == manifest(__version__)
    assert not folder.is_symlink()


def test_uninstalling_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "kharden"
    install(folder)
    assert uninstall(folder)
    assert not folder.exists()
    assert not uninstall(folder)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("HELM_PLUGINS", str(tmp_path))

    def invoke(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as exited:
            commands(arguments)
        return exited.value.code, *capsys.readouterr()

    return invoke


def test_the_command_says_what_it_did(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("install-plugin")
    assert code == 0
    assert out.startswith(f"Wrote {tmp_path}/kharden/plugin.yaml (kharden {__version__})\n")
    assert "--post-renderer-args --namespace=NAME" in out
    assert run("install-plugin")[1].startswith("Already there: ")
    assert run("uninstall-plugin")[:2] == (0, f"Removed {tmp_path}/kharden\n")
    assert run("uninstall-plugin")[:2] == (0, f"Not there: {tmp_path}/kharden\n")


@pytest.mark.parametrize("command", ["install-plugin", "uninstall-plugin"])
def test_the_command_refuses_what_is_not_ours(run: Run, tmp_path: Path, command: str) -> None:
    foreign_file(tmp_path / "kharden")
    code, out, err = run(command)
    assert (code, out) == (1, "")
    assert "is not kharden's own" in err
    assert run("install-plugin", "--force")[0] == 0


def test_the_command_names_a_folder_that_cannot_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HELM_PLUGINS", str(tmp_path / "file"))
    code, out, err = run("install-plugin")
    assert (code, out) == (1, "")
    assert err.startswith("Error: cannot write the plugin: ")


def test_the_command_warns_where_helm_would_find_no_kharden(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    code, _, err = run("install-plugin")
    assert code == 0
    assert "kharden is not on PATH" in err
