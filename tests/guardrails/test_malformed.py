"""Pods that the API server would refuse, and fields that stand where it does not look."""

from __future__ import annotations

from typing import Any

import pytest

from postrender.profile import builtin
from tests.guardrails.support import (
    BARE,
    ROOT,
    deployment,
    hardened,
)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("securityContext", "x", "a mapping"),
        ("volumes", {}, "a list"),
        ("volumes", [None], "a mapping"),
        ("containers", {"name": "a", "image": "i"}, "a list"),
        ("initContainers", {"a": {"image": "i"}}, "a list"),
        ("containers", [{"name": "a", "image": 1}], "a string"),
        ("containers", [7], "a mapping"),
        ("containers", [{"name": "a", "securityContext": []}], "a mapping"),
        ("containers", [{"name": "a", "securityContext": {"capabilities": {"drop": "ALL"}}}], "a list"),
        ("securityContext", {"runAsUser": [0]}, "a single value"),
        ("containers", [{"name": "a", "volumeMounts": [{"mountPath": 1}]}], "a string"),
    ],
)
def test_a_malformed_pod_is_an_error_that_says_where(path: str, value: Any, expected: str) -> None:
    outcome = hardened(deployment({**BARE, path: value}), builtin("restricted"))
    assert outcome.operations == []
    assert {(finding.rule, finding.level) for finding in outcome.findings} == {("malformed", "error")}
    (error,) = outcome.findings
    assert error.message == f"this must be {expected}"
    assert error.pointer.startswith(f"/spec/template/spec/{path}")


def test_an_id_that_is_no_integer_is_reported_where_it_stands() -> None:
    contexts = ({"runAsUser": "1000"}, {"runAsUser": 1000.5}, {"runAsUser": True}, {"runAsGroup": "${GID}"})
    containers = [
        {"name": f"c{number}", "image": "reg/a", "securityContext": context}
        for number, context in enumerate(contexts)
    ]
    spec = {"securityContext": {"fsGroup": "7", "runAsUser": 5}, "containers": containers}
    outcome = hardened(deployment(spec), builtin("restricted"))
    said = [finding for finding in outcome.findings if finding.rule == "malformed"]
    places = [("/securityContext/fsGroup", "")]
    places += [(f"/containers/{number}/securityContext/runAsUser", f"c{number}") for number in range(3)]
    assert [(f.pointer, f.container) for f in said] == [
        (f"/spec/template/spec{p}", name) for p, name in places
    ]
    assert {finding.level for finding in said} == {"warning"}
    assert said[0].message == "fsGroup must be an integer: the API server refuses this"


@pytest.mark.parametrize(
    ("spec", "message", "remedy", "pointer"),
    [
        (
            {"securityContext": {"capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True}},
            "capabilities, readOnlyRootFilesystem",
            "each container's securityContext",
            "/securityContext/capabilities",
        ),
        ({"runAsUser": 5}, "runAsUser", "a securityContext", "/runAsUser"),
        (
            {
                "containers": [
                    {"name": "a", "image": "reg/a", "securityContext": {"fsGroup": 5, "sysctls": None}}
                ]
            },
            "fsGroup",
            "the pod's securityContext",
            "/containers/0/securityContext/fsGroup",
        ),
        (
            {"initContainers": [{"name": "i", "image": "reg/i", "privileged": False}]},
            "privileged",
            "a securityContext",
            "/initContainers/0/privileged",
        ),
    ],
)
def test_a_field_that_does_nothing_where_it_stands_is_reported(
    spec: dict[str, Any], message: str, remedy: str, pointer: str
) -> None:
    (warning,) = (
        f
        for f in hardened(deployment({**BARE, **spec}), builtin("restricted")).findings
        if f.rule == "misplaced"
    )
    assert warning.message == f"{message} does nothing here: Kubernetes does not know it at this place"
    assert warning.remedy == f"move it to {remedy}"
    assert warning.pointer == f"/spec/template/spec{pointer}"


def test_fields_in_their_places_are_not_said_to_do_nothing() -> None:
    spec = {"securityContext": {"fsGroup": 5, "runAsUser": 5}, **ROOT}
    assert "misplaced" not in {
        finding.rule for finding in hardened(deployment(spec), builtin("restricted")).findings
    }


def test_what_only_the_standards_look_at_is_an_error_too() -> None:
    outcome = hardened(deployment({**BARE, "hostPID": "yes"}), builtin("restricted"))
    (finding,) = outcome.findings
    assert (finding.level, finding.message) == ("error", "this must be true or false")
    assert finding.pointer == "/spec/template/spec/hostPID"
