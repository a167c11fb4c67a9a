"""Root in a user namespace of the pod's own, which is nobody on the node.

With `hostUsers: false` the Pod Security Standards since 1.35 admit root, so a container that is known to
need it may keep it there: the chart says so, or its image is known to.

Source: Pod Security Standards, "Running as Non-root user"; kubernetes.io, "User Namespaces".
"""

from __future__ import annotations

from postrender.guardrails.rules import Rules
from postrender.images import NEEDS_ROOT
from postrender.pods import Container, Pod

SINCE = 35
"""The minor version of Kubernetes whose standards look at user namespaces first."""


def may_be_root(pod: Pod, container: Container, rules: Rules) -> bool:
    """Whether the container keeps root, because it needs it and has it in a user namespace only."""
    if pod.get(pod.layout.spec, "hostUsers") is not False or not _is_looked_at(rules):
        return False
    user, non_root = pod.effective(container, "runAsUser"), pod.effective(container, "runAsNonRoot")
    if user is not None or non_root is not None:
        return user in (0, None) and not non_root
    facts = rules.facts(container)
    return facts is not None and facts.no_ids == NEEDS_ROOT


def _is_looked_at(rules: Rules) -> bool:
    # Few pods have such a namespace, and the others need not wait for the module.
    from postrender.standards.policy import parse_version

    return parse_version(rules.profile.pod_security.version) >= SINCE
