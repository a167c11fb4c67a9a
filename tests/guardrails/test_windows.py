"""Pods that can only run on Windows nodes."""

from __future__ import annotations

from typing import Any

import pytest

from postrender.profile import builtin
from tests.guardrails.support import (
    BARE,
    deployment,
    hardened,
)


@pytest.mark.parametrize(
    "place",
    [
        {"nodeSelector": {"kubernetes.io/os": "windows"}},
        {"nodeSelector": {"beta.kubernetes.io/os": "windows"}},
        {
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {"key": "kubernetes.io/os", "operator": "In", "values": ["windows"]}
                                ]
                            }
                        ]
                    }
                }
            }
        },
    ],
    ids=["selector", "beta", "affinity"],
)
def test_a_pod_that_can_only_be_windows_says_so_and_stays_free_of_what_linux_has(
    place: dict[str, Any],
) -> None:
    outcome = hardened(deployment({**BARE, **place}), builtin("restricted"))
    spec = outcome.object["spec"]["template"]["spec"]
    assert spec["os"] == {"name": "windows"}
    assert spec["securityContext"] == {"runAsNonRoot": True}
    assert spec["containers"] == [{"name": "a", "image": "reg/a", "securityContext": {"runAsNonRoot": True}}]


@pytest.mark.parametrize(
    ("security", "level"),
    [
        ({"runAsUser": 5}, "left"),
        ({"runAsUser": 5, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}, "warning"),
        ({"runAsUser": 5, "allowPrivilegeEscalation": "no"}, "left"),
    ],
)
def test_a_windows_pod_with_fields_of_linux_is_told_which(security: dict[str, Any], level: str) -> None:
    spec = {
        "nodeSelector": {"kubernetes.io/os": "windows"},
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": "a", "image": "reg/a", "securityContext": security}],
    }
    outcome = hardened(deployment(spec), builtin("restricted"))
    assert "os" not in outcome.object["spec"]["template"]["spec"]
    (said,) = outcome.texts(level)
    assert said.startswith("it can only run on Windows, where it may not set ")
    assert said.endswith("runAsUser, seccompProfile")
    assert (outcome.verdict == "left") == (level == "left")


def test_linux_named_is_not_windows() -> None:
    spec = {"os": {"name": "linux"}, "nodeSelector": {"kubernetes.io/os": "windows"}, **BARE}
    outcome = hardened(deployment(spec), builtin("restricted"))
    assert outcome.object["spec"]["template"]["spec"]["securityContext"]["seccompProfile"]
