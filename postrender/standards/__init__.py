"""The Pod Security Standards: what keeps a pod from a level of theirs, in the words of Kubernetes.

Kubernetes publishes three levels - privileged, baseline, restricted - as a list of checks that grows from
one minor version to the next; its Pod Security admission refuses the pods that break them. Here are the same
checks as code and data of our own, for every version: one module each in `checks`, whose docstring is its
page, and `registry`, which knows which of them form a level at a version. Reasons and details are those of
the API server, byte for byte, so that what is read here can be searched for there.

Nothing is checked but the standards: the API server's validation refuses more, a pod without containers for
one. What its defaulting changes in a verdict is taken into account (see `checks.restricted_volumes`).

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ and the module
`k8s.io/pod-security-admission` v0.36.2.
"""

from typing import Any, NamedTuple

from postrender.standards.policy import parse_level, parse_version


class Violation(NamedTuple):
    """One check that a pod does not pass."""

    check: str
    """The check's ID as upstream names it: `hostPorts`."""
    reason: str
    """What is wrong, in a word or three: `hostPort`."""
    detail: str
    """Where, and which values: `container "web" uses hostPort 80`."""
    pointers: tuple[str, ...]
    """JSON Pointers, relative to the pod, of each field that offends or that has to be set and is absent."""


def check(pod: dict[str, Any], level: str, version: str = "latest") -> list[Violation]:
    """What keeps a pod from a level of the standards, in the order in which Kubernetes names it.

    `pod` is a Pod or a pod template as parsed YAML or JSON: a mapping whose `metadata` and `spec` are read.
    Fields that no check of the level needs are not looked at. `version` is `latest` or `v1.N`; one newer than
    the newest known (`policy.NEWEST`) is checked like that one, as API servers do.

    Raises:
        UnknownPolicy: no such level or version.
        MalformedPod: a field has a type that the API server refuses to decode.
    """
    minor = parse_version(version)
    # A run that reports nothing loads no checks.
    from postrender.standards.pod import Pod
    from postrender.standards.registry import rules

    view = Pod(pod)
    violations = []
    for check_id, revision in rules(parse_level(level), minor):
        if revision.unless and revision.unless(view):
            continue
        if forbidden := revision.forbid(view):
            violations.append(Violation(check_id, *forbidden))
    return violations
