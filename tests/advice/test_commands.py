"""`kharden explain` and `kharden diagnose`: what they print, and that the pages name only what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from postrender.advice.symptoms import SYMPTOMS
from postrender.advice.terminal import shown
from postrender.advice.topics import PAGES, topics
from postrender.profile.model import GUARDRAILS
from postrender.reports.style import PLAIN, Style
from postrender.settings import OPTIONS

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-c", "from postrender.cli import main; main()"]
LOG = "open /var/cache/app/x: read-only file system\n"


def kharden(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_diagnose_prints_what_to_paste() -> None:
    done = kharden("diagnose", "--target", "Deployment/web", "--container", "app", text=LOG)
    assert (done.returncode, done.stderr) == (0, "")
    assert "line 1: open /var/cache/app/x" in done.stdout
    assert done.stdout.endswith(
        "apiVersion: kharden.dev/v1alpha1\nkind: Profile\nspec:\n  writablePaths:\n"
        "    - {path: /var/cache/app, target: {kind: Deployment, name: web}, container: app}\n"
    )


def test_diagnose_says_where_else_to_look() -> None:
    done = kharden("diagnose", text="all is well\n\xff")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--previous" in done.stderr


@pytest.mark.parametrize("target", ["web", "/web", "Deployment/"])
def test_a_target_is_a_kind_and_a_name(target: str) -> None:
    done = kharden("diagnose", "--target", target, text=LOG)
    assert (done.returncode, done.stdout) == (2, "")
    assert "KIND/NAME" in done.stderr


def test_explain_lists_every_topic() -> None:
    done = kharden("explain")
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()[2:]} == topics().keys()


@pytest.mark.parametrize("topic", topics())
def test_each_topic_has_a_page_that_fits(topic: str) -> None:
    summary, page = topics()[topic]
    text = shown(page, PLAIN)
    assert summary
    assert len(text) > len(summary)
    assert max(len(line) for line in text.splitlines() if "    " not in line[:4]) <= 100
    assert not any(line.startswith("|") for line in text.splitlines())
    narrow = shown(page, Style(60, colour=True))
    assert "`" not in re.sub(r"(?m)^    .*$", "", narrow).replace("``", "")


def test_guardrails_come_in_the_order_in_which_they_run() -> None:
    assert set(GUARDRAILS) < topics().keys()
    assert kharden("explain", "read-only-root").stdout.startswith(
        "read-only-root\n\nMake the container's root"
    )


def test_a_topic_that_is_misspelt_is_guessed() -> None:
    done = kharden("explain", "read-only-rot")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'read-only-root'?" in done.stderr


def test_the_page_about_the_start_tells_what_to_look_for_and_what_outlives_a_restart() -> None:
    page = (PAGES / "start.md").read_text(encoding="utf-8")
    for words in (
        "Read-only file system",
        "EROFS",
        "Permission denied",
        "image has non-numeric user",
        "bind: permission denied",
    ):
        assert words.removeprefix("image has ") in page
        assert any(re.search(symptom.pattern, words, re.IGNORECASE) for symptom in SYMPTOMS)
    assert "outlives a restart" in page
    assert "pid file" in page


def test_the_next_steps_name_the_neighbours() -> None:
    page = (PAGES / "next.md").read_text(encoding="utf-8")
    assert "NetworkPolicy" in page
    assert "LimitRange" in page


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_the_pages_name_only_what_there_is(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    for option in re.findall(r"kharden[^`\n]*?--([a-z-]+)", page):
        assert option in {each.name for each in OPTIONS}
    for topic in re.findall(r"kharden explain ([a-z-]+)", page):
        assert topic in topics()
