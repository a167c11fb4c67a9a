"""The registry: every guardrail, in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from postrender.guardrails import (
    drop_capabilities,
    identity,
    no_privilege_escalation,
    read_only_root,
    run_as_non_root,
    seccomp,
    writable_paths,
)
from postrender.profile.model import GUARDRAILS


def validated(modules: Iterable[ModuleType]) -> tuple[ModuleType, ...]:
    """The guardrails; raises ValueError where they are not exactly those that a profile can name."""
    modules = tuple(modules)
    if sorted(module.ID for module in modules) != sorted(GUARDRAILS):
        raise ValueError(f"guardrails must be exactly {', '.join(GUARDRAILS)}")
    return modules


REGISTRY = validated(
    (
        # Reads the chart's own runAsNonRoot, so it comes before the one that sets it everywhere.
        identity,
        run_as_non_root,
        no_privilege_escalation,
        drop_capabilities,
        seccomp,
        read_only_root,
        # Looks at which roots are read-only by then.
        writable_paths,
    )
)
