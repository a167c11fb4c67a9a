"""What a namespace enforces, and what is said of pods that it will refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from postrender.admission import AdmissionError
from postrender.finding import Finding
from postrender.hosts.cluster import namespace_labels
from postrender.outcome import DocumentError
from postrender.pipeline import Pipeline
from postrender.profile import Profile, builtin
from postrender.profile.model import PodSecurity
from postrender.stream import chunks
from postrender.variables import Variables

ENFORCE = "pod-security.kubernetes.io/enforce"
NAMESPACE = f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps\n  labels:\n    {ENFORCE}: %s\n---\n"
AGENT = """apiVersion: v1
kind: Pod
metadata:
  name: agent
  namespace: apps
spec:
  hostNetwork: true
  containers:
  - name: c
    image: agent
"""


def judged(text: str, profile: Profile | None = None, **more: Any) -> list[Finding]:
    pipeline = Pipeline(profile or builtin("restricted"), Variables((), {}), **more)
    outcomes = [pipeline.harden(chunk, number) for number, chunk in enumerate(chunks([text.encode()]), 1)]
    return [
        each.finding
        for outcome in outcomes
        for each in outcome.findings
        if each.finding.rule == "pod-security"
    ]


@pytest.mark.parametrize(
    ("level", "refused"), [("restricted", True), ("baseline", True), ("privileged", False)]
)
def test_a_namespace_of_the_stream(level: str, refused: bool) -> None:
    found = judged(NAMESPACE % level + AGENT)
    assert bool(found) == refused
    for finding in found:
        assert finding.level == "left"
        policy = f'violates PodSecurity "{level}:latest": host namespaces'
        assert finding.message.startswith(f"the namespace apps will refuse this pod: it {policy}")


def test_nothing_is_reported_where_nothing_is_known() -> None:
    assert judged(AGENT) == []


def test_a_pod_that_is_hardened_is_admitted() -> None:
    assert judged(NAMESPACE % "restricted" + AGENT.replace("  hostNetwork: true\n", "")) == []


def test_a_namespace_of_the_profile() -> None:
    profile = builtin("restricted").replace(pod_security=PodSecurity(namespaces={"apps": "baseline"}))
    assert len(judged(AGENT, profile)) == 1


@pytest.mark.parametrize(("labels", "refused"), [({ENFORCE: "restricted"}, 2), ({}, 0), (None, 0)])
def test_the_cluster_is_asked_once_for_each_namespace(labels: dict[str, str] | None, refused: int) -> None:
    asked: list[str] = []

    def ask(name: str) -> dict[str, str] | None:
        asked.append(name)
        return labels

    assert len(judged(f"{AGENT}---\n{AGENT}", ask=ask)) == refused
    assert asked == ["apps"]


def test_the_stream_s_own_namespace_counts_where_the_cluster_has_none() -> None:
    stream = f"{AGENT}---\n{NAMESPACE % 'restricted'}{AGENT}"
    assert len(judged(stream, ask=lambda _name: None)) == 1


def test_a_label_that_makes_no_sense_is_an_error() -> None:
    with pytest.raises(DocumentError, match="namespace apps: "):
        judged(NAMESPACE % "strict" + AGENT)


def test_namespaces_are_labelled_on_request() -> None:
    profile = builtin("restricted").replace(pod_security=PodSecurity(level="restricted", label=True))
    text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps\n"
    pipeline = Pipeline(profile, Variables((), {}))
    outcome = pipeline.harden(next(chunks([text.encode()])), 1)
    assert outcome.text == f"{text}  labels:\n    {ENFORCE}: restricted\n"
    assert pipeline.harden(next(chunks([outcome.text.encode()])), 1).text == outcome.text
    labelled = NAMESPACE % "baseline"
    assert pipeline.harden(next(chunks([labelled.encode()])), 1).text == labelled.removesuffix("---\n")


def kubectl(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "kubectl"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_kubectl_tells_the_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = json.dumps({"metadata": {"labels": {ENFORCE: "baseline"}}})
    kubectl(tmp_path, f"[ \"$1 $2 $3\" = 'get namespace apps' ] && echo '{answer}'", monkeypatch)
    assert namespace_labels("apps") == {ENFORCE: "baseline"}


def test_a_namespace_that_the_cluster_has_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kubectl(tmp_path, "exit 0", monkeypatch)
    assert namespace_labels("apps") is None


def test_a_cluster_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kubectl(tmp_path, "echo 'E1124 memcache.go:265' >&2; echo 'connection refused' >&2; exit 1", monkeypatch)
    with pytest.raises(AdmissionError, match=r"^kubectl failed: connection refused$"):
        namespace_labels("apps")
