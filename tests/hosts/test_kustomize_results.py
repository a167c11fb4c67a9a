"""Findings as the results of a function: each with its severity, its object and its file."""

import pytest

from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.hosts.krm.results import results

DOCUMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    internal.config.kubernetes.io/path: 'web.yaml'
    internal.config.kubernetes.io/index: '3'
spec:
  template: {}
"""
WEB = Subject(document=1, kind="Deployment", namespace="shop", name="web")
WEB_REFERENCE = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "namespace": "shop"}
WEB_FILE = {"path": "web.yaml", "index": 3}


def test_findings_are_results() -> None:
    findings = [
        Finding("seccomp", "change", "set", pointer="/spec/template/spec/securityContext/seccompProfile"),
        Finding("identity", "change", "set"),
        Finding(
            "identity",
            "may-break",
            "set the user",
            "exempt it",
            "/spec/template/spec/containers/0/a.b~1c",
            "web",
        ),
        Finding("note", "note", "Good to know."),
    ]
    assert list(results([Placed(finding, WEB) for finding in findings], [DOCUMENT])) == [
        {
            "message": "container web: set the user; exempt it",
            "severity": "warning",
            "resourceRef": WEB_REFERENCE,
            "field": {"path": "spec.template.spec.containers[0][a.b/c]"},
            "file": WEB_FILE,
            "tags": {"rule": "identity", "level": "may-break"},
        },
        {
            "message": "Good to know.",
            "severity": "info",
            "resourceRef": WEB_REFERENCE,
            "file": WEB_FILE,
            "tags": {"rule": "note", "level": "note"},
        },
        {
            "message": "hardened: identity, seccomp",
            "severity": "info",
            "resourceRef": WEB_REFERENCE,
            "file": WEB_FILE,
            "tags": {"rule": "hardened", "level": "change"},
        },
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_severities_are_those_of_the_specification(level: str) -> None:
    (result,) = results([Placed(Finding("x", level, "m"), WEB)], ["kind: Deployment\n"])
    assert result["severity"] in ("error", "warning", "info")
    assert (result["severity"] == "error") == (level == "error")
    assert "file" not in result


@pytest.mark.parametrize("index", ["x", "-1", "9" * 5000, "\u0661"])
def test_a_strange_index_is_left_out(index: str) -> None:
    (result,) = results([Placed(Finding("x", "note", "m"), WEB)], [DOCUMENT.replace("'3'", f"'{index}'")])
    assert result["file"] == {"path": "web.yaml"}


def test_a_finding_on_the_whole_stream_has_no_object() -> None:
    (result,) = results([Placed(Finding("x", "warning", "m"), Subject(0))], [])
    assert result == {"message": "m", "severity": "warning", "tags": {"rule": "x", "level": "warning"}}
