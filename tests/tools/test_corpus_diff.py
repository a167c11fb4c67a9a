"""What reviewers see of a change: the difference that it makes to a chart, as git shows it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import corpus_diff

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostPID: false
  restartPolicy: Always
  containers:
  - {name: a, image: b}
"""
PROGRAM = "import sys\n\n\ndef main():\n    sys.stdout.write(sys.stdin.read())\n"


def git(*arguments: str, cwd: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a program of its own that is called as kharden is, and a corpus of one chart."""
    package = tmp_path / "checkout" / "postrender"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "cli.py").write_text(PROGRAM)
    git("init", "--quiet", cwd=package.parent)
    git("add", ".", cwd=package.parent)
    git("commit", "--quiet", "--message=first", cwd=package.parent)
    corpus = tmp_path / "corpus" / "charts"
    corpus.mkdir(parents=True)
    (corpus / "web.yaml").write_text(POD)
    monkeypatch.setattr(corpus_diff, "CHECKOUT", package.parent)
    monkeypatch.setattr(corpus_diff, "CORPUS", corpus.parent)
    return package.parent


def test_a_change_is_seen_under_the_name_of_its_object(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = PROGRAM.replace("read()", "read().replace('image: b', 'image: c')") + "    return 3\n"
    (checkout / "postrender" / "cli.py").write_text(program)
    assert corpus_diff.main(["HEAD"]) == 0
    shown = capfd.readouterr().out
    assert "--- then/charts/web.yaml\n+++ now/charts/web.yaml\n" in shown
    assert "-  - {name: a, image: b}\n+  - {name: a, image: c}\n" in shown
    assert "+exit code 3\n" in shown
    assert " @@   name: web\n" in shown


def test_without_a_change_nothing_is_shown(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert checkout.is_dir()
    assert corpus_diff.main(["HEAD"]) == 0
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("checkout")
def test_an_unknown_revision_is_reported(capfd: pytest.CaptureFixture[str]) -> None:
    assert corpus_diff.main(["nosuch"]) == 1
    assert "nosuch" in capfd.readouterr().err
