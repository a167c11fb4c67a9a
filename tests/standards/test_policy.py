"""Levels, versions, namespaces' labels and what a namespace prints."""

from __future__ import annotations

import pytest

from postrender.standards import check
from postrender.standards.namespace import ENFORCE, ENFORCE_VERSION, details, enforced, refusal
from postrender.standards.policy import LEVELS, NEWEST, UnknownPolicy, parse_level, parse_version

WRONG_LEVELS = ["", "Restricted", "restricted ", "default"]
WRONG_VERSIONS = [
    "",
    "1.31",
    "v1.31.2",
    "v2.0",
    "v1.",
    "v1.07",
    "v1.31\n",
    "Latest",
    "v1.٣",
    "v1." + "9" * 19,
]
BARE = {"spec": {"containers": [{"name": "web"}]}}
BARE_DETAILS = (
    'allowPrivilegeEscalation != false (container "web" must set '
    "securityContext.allowPrivilegeEscalation=false), "
    'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), '
    'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), '
    'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type '
    'to "RuntimeDefault" or "Localhost")'
)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_itself(level: str) -> None:
    assert parse_level(level) == level


@pytest.mark.parametrize("level", WRONG_LEVELS)
def test_no_level_is_guessed(level: str) -> None:
    with pytest.raises(UnknownPolicy, match="must be one of privileged, baseline, restricted"):
        check({}, level)


@pytest.mark.parametrize(
    ("version", "minor"),
    [
        ("v1.0", 0),
        ("v1.9", 9),
        ("v1.31", 31),
        (f"v1.{NEWEST}", NEWEST),
        ("v1.999", NEWEST),
        ("latest", NEWEST),
    ],
)
def test_a_version_is_its_minor_number(version: str, minor: int) -> None:
    assert parse_version(version) == minor


@pytest.mark.parametrize("version", WRONG_VERSIONS)
def test_no_version_is_guessed(version: str) -> None:
    for level in LEVELS:
        with pytest.raises(UnknownPolicy, match=r'must be "latest" or "v1\.x"'):
            check({}, level, version)


@pytest.mark.parametrize(
    ("labels", "policy"),
    [
        ({}, ("privileged", "latest")),
        ({"pod-security.kubernetes.io/warn": "restricted"}, ("privileged", "latest")),
        ({ENFORCE: "baseline"}, ("baseline", "latest")),
        ({ENFORCE: "restricted", ENFORCE_VERSION: "v1.31"}, ("restricted", "v1.31")),
        ({ENFORCE_VERSION: "v1.31"}, ("privileged", "v1.31")),
    ],
)
def test_a_namespace_enforces_what_its_labels_say(labels: dict[str, object], policy: tuple[str, str]) -> None:
    assert enforced(labels) == policy


@pytest.mark.parametrize(
    "labels",
    [
        {ENFORCE: "strict"},
        {ENFORCE: None},
        {ENFORCE: "baseline", ENFORCE_VERSION: 1.31},
        {ENFORCE_VERSION: ""},
    ],
)
def test_labels_that_the_api_server_refuses_are_errors(labels: dict[str, object]) -> None:
    with pytest.raises(UnknownPolicy):
        enforced(labels)


def test_a_namespace_tells_every_violation() -> None:
    violations = check(BARE, "restricted", "v1.36")
    assert details(violations) == BARE_DETAILS
    assert (
        refusal(violations, "restricted", "v1.36")
        == f'violates PodSecurity "restricted:v1.36": {BARE_DETAILS}'
    )


def test_a_violation_without_detail_has_no_parentheses() -> None:
    assert details(check({"spec": {"securityContext": {"sysctls": [{}]}}}, "baseline")) == "forbidden sysctls"
