"""What a namespace asks of its pods, and what the API server prints when one does not comply.

Labels: `pod-security.kubernetes.io/enforce` names the level, `pod-security.kubernetes.io/enforce-version` the
version. Without them a namespace is `privileged` and `latest`, unless the cluster's administrator has
configured other defaults for its admission.

Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/ and `admission/admission.go`,
`api/helpers.go` of `k8s.io/pod-security-admission`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postrender.standards import Violation
from postrender.standards.policy import PRIVILEGED, parse_level, parse_version

ENFORCE = "pod-security.kubernetes.io/enforce"
ENFORCE_VERSION = "pod-security.kubernetes.io/enforce-version"


def enforced(labels: Mapping[str, object]) -> tuple[str, str]:
    """Level and version that a namespace with these labels enforces.

    Raises:
        UnknownPolicy: a label says neither; the API server refuses such a namespace.
    """
    level = str(labels.get(ENFORCE, PRIVILEGED))
    version = str(labels.get(ENFORCE_VERSION, "latest"))
    parse_version(version)
    return parse_level(level), version


def details(violations: Sequence[Violation]) -> str:
    """All violations in one line, the details in parentheses: what follows the policy's name in a refusal."""
    return ", ".join(
        f"{found.reason} ({found.detail})" if found.detail else found.reason for found in violations
    )


def refusal(violations: Sequence[Violation], level: str, version: str) -> str:
    """Why a Pod is forbidden in a namespace that enforces this: what follows `pods "NAME" is forbidden: `."""
    return f'violates PodSecurity "{level}:{version}": {details(violations)}'
