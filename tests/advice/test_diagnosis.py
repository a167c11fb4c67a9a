"""What programs print is understood, and what is advised is a profile."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from postrender.advice.diagnosis import LONGEST_QUOTE, diagnose, profile
from postrender.advice.remedies import REMEDIES
from postrender.advice.symptoms import SYMPTOMS
from postrender.profile.reading import read

MESSAGES: list[dict[str, Any]] = YAML(typ="safe").load(
    (Path(__file__).parent / "messages.yaml").read_text("utf-8")
)


def understood(entries: str) -> Any:
    return read(entries, "advice", today=datetime.date(2026, 1, 1), load=lambda _: "")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["says"][:60])
def test_a_message_is_understood(message: dict[str, Any]) -> None:
    found = diagnose(f"starting\n{message['says']}\n")
    if "kind" not in message:
        assert found == []
        return
    (advice,) = found
    (evidence,) = advice.evidence
    assert (advice.kind, evidence.line) == (message["kind"], 2)
    if REMEDIES[advice.kind].entries or "folder" in message:
        assert evidence.port == message.get("port", "")
        assert "folder" not in message or evidence.folder == message["folder"]
    assert "\x1b" not in evidence.text


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["says"][:60])
def test_what_is_advised_can_be_pasted_into_a_profile(message: dict[str, Any]) -> None:
    found = diagnose(message["says"])
    entries = profile(found, ("StatefulSet", "db-0"), "main")
    if not entries:
        assert not any(REMEDIES[each.kind].entries for each in found)
        return
    result = understood(entries)
    if "folder" in message and message["kind"] in ("read-only", "denied"):
        assert message["folder"] in [entry.path for entry in result.writable_paths]
    if message["kind"] == "port":
        assert [each.values["unprivilegedPorts"] for each in result.defaults] == [True]


def test_each_kind_is_met_and_has_a_remedy() -> None:
    kinds = {symptom.kind for symptom in SYMPTOMS}
    assert kinds == REMEDIES.keys()
    assert kinds == {message["kind"] for message in MESSAGES if "kind" in message}


def test_each_pattern_matches_one_of_the_messages() -> None:
    texts = [message["says"] for message in MESSAGES]
    idle = [
        s.pattern for s in SYMPTOMS if not any(re.search(s.pattern, text, re.IGNORECASE) for text in texts)
    ]
    assert idle == []


def test_a_folder_covers_those_inside_it() -> None:
    (advice,) = diagnose("open /a/b/c/x: read-only file system\nopen /a/b/y: read-only file system\n")
    assert advice.folders == ["/a/b"]


def test_a_repeated_message_is_reported_once() -> None:
    (advice,) = diagnose("open /a/b/x: read-only file system\n" * 3)
    assert len(advice.evidence) == 1


def test_without_a_target_only_an_exemption_names_one() -> None:
    entries = profile(diagnose("open /a/b/x: read-only file system\nsu: set_groups: Operation not permitted"))
    assert "{path: /a/b}" in entries
    assert "target: {kind: Deployment, name: NAME}, reason: say why}" in entries


def test_a_long_line_is_quoted_in_part() -> None:
    (advice,) = diagnose("x" * 1000 + " open /a/b/c: read-only file system")
    assert len(advice.evidence[0].text) == LONGEST_QUOTE + 3


PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=1, max_size=20)


@given(PATHS, st.sampled_from(["read-only file system", "permission denied"]), PATHS)
def test_advice_on_any_path_is_a_profile(path: str, words: str, name: str) -> None:
    found = diagnose(f"open '/data/{path}/x': {words}")
    entries = profile(found, ("Deployment", re.escape(name)), re.escape(name))
    if entries:
        understood(entries)
