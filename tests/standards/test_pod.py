"""How a pod is read: as Kubernetes decodes it, wrong types refused by their place and without their value."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given

from postrender.standards import check
from postrender.standards.pod import MalformedPod
from postrender.standards.policy import LEVELS
from tests.standards.pods import TYPED, malformed_pods, pods

MALFORMED = [
    ([], "", "a mapping"),
    ("pod", "", "a mapping"),
    ({"spec": []}, "/spec", "a mapping"),
    ({"metadata": "x"}, "/metadata", "a mapping"),
    ({"metadata": {"annotations": ["x"]}}, "/metadata/annotations", "a mapping"),
    (
        {"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/a": True}}},
        "/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1a",
        "a string",
    ),
    ({"spec": {"containers": {}}}, "/spec/containers", "a list"),
    ({"spec": {"containers": ["x"]}}, "/spec/containers/0", "a mapping"),
    ({"spec": {"containers": [{"name": 1}]}}, "/spec/containers/0/name", "a string"),
    ({"spec": {"containers": [{"securityContext": []}]}}, "/spec/containers/0/securityContext", "a mapping"),
    (
        {"spec": {"containers": [{"securityContext": {"capabilities": {"drop": "ALL"}}}]}},
        "/spec/containers/0/securityContext/capabilities/drop",
        "a list",
    ),
    (
        {"spec": {"containers": [{"securityContext": {"capabilities": {"drop": ["ALL", 7]}}}]}},
        "/spec/containers/0/securityContext/capabilities/drop/1",
        "a string",
    ),
    ({"spec": {"hostNetwork": "true"}}, "/spec/hostNetwork", "true or false"),
    ({"spec": {"hostNetwork": 1}}, "/spec/hostNetwork", "true or false"),
    ({"spec": {"securityContext": {"runAsUser": True}}}, "/spec/securityContext/runAsUser", "an integer"),
    ({"spec": {"securityContext": {"runAsUser": 0.5}}}, "/spec/securityContext/runAsUser", "an integer"),
    ({"spec": {"securityContext": {"runAsUser": "0"}}}, "/spec/securityContext/runAsUser", "an integer"),
    (
        {"spec": {"securityContext": {"runAsUser": float("inf")}}},
        "/spec/securityContext/runAsUser",
        "an integer",
    ),
    ({"spec": {"volumes": [{"hostPath": "/"}]}}, "/spec/volumes/0/hostPath", "a mapping"),
]


@pytest.mark.parametrize(("pod", "pointer", "expected"), MALFORMED)
def test_a_wrong_type_is_refused(pod: Any, pointer: str, expected: str) -> None:
    with pytest.raises(MalformedPod) as raised:
        check(pod, "restricted")
    assert raised.value.pointer == pointer
    assert str(raised.value) == f"{pointer or 'the pod'} must be {expected}"


@pytest.mark.parametrize("empty", [{}, {"spec": None}, {"metadata": None, "spec": {"containers": None}}])
def test_what_is_null_or_absent_is_empty(empty: dict[str, Any]) -> None:
    assert check(empty, "restricted") == []


def test_a_null_container_is_an_empty_one() -> None:
    found = check({"spec": {"containers": [None]}}, "restricted")
    assert [violation.check for violation in found] == [
        "allowPrivilegeEscalation",
        "capabilities_restricted",
        "runAsNonRoot",
        "seccompProfile_restricted",
    ]


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_zero_is_zero_however_it_is_written(zero: float) -> None:
    found = check({"spec": {"securityContext": {"runAsUser": zero}}}, "restricted")
    assert [violation.check for violation in found] == ["runAsUser"]


def test_names_of_fields_are_case_sensitive() -> None:
    assert check({"spec": {"hostnetwork": True, "Volumes": [{"hostPath": {}}]}}, "restricted") == []


def test_fields_that_no_check_reads_are_not_looked_at() -> None:
    assert check({"spec": {"nodeName": [], "terminationGracePeriodSeconds": "x"}}, "restricted") == []


def test_a_volume_of_a_type_that_is_not_known_is_refused() -> None:
    (found,) = check({"spec": {"volumes": [{"name": "a", "invented": {}}]}}, "restricted")
    assert found.detail == 'volume "a" uses restricted volume type "unknown"'
    assert found.pointers == ("/spec/volumes/0",)


@given(pods())
def test_a_pod_is_read_and_never_changed(pod: dict[str, Any]) -> None:
    before = copy.deepcopy(pod)
    for level in LEVELS:
        check(pod, level)
    assert pod == before


@given(malformed_pods())
def test_what_is_refused_is_told_by_its_place(pod: dict[str, Any]) -> None:
    try:
        found = check(pod, "restricted")
    except MalformedPod as error:
        places = [error.pointer]
    else:
        places = [pointer for violation in found for pointer in violation.pointers]
    assert [place for place in places if not place.startswith(("/spec", "/metadata"))] == []


# Of a volume with two sources upstream's restricted, which overrides the baseline check, sees an allowed one.
@given(pods(TYPED))
def test_what_baseline_refuses_restricted_refuses_too(pod: dict[str, Any]) -> None:
    for version in ("v1.0", "v1.24", "v1.34", "latest"):
        if check(pod, "baseline", version):
            assert check(pod, "restricted", version)


@given(pods())
def test_violations_are_told_in_upstreams_order(pod: dict[str, Any]) -> None:
    baseline, restricted = (check(pod, level) for level in ("baseline", "restricted"))
    assert baseline == sorted(baseline)
    kept = [violation for violation in baseline if violation in restricted]
    assert restricted[: len(kept)] == kept
    assert restricted[len(kept) :] == sorted(restricted[len(kept) :])
