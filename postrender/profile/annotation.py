"""An exemption that an object carries itself, which counts only where the profile allows it.

kharden.dev/exempt: "read-only-root, seccomp: the vendor's agent writes beside its binary"
"""

from __future__ import annotations

from collections.abc import Sequence

EXEMPT = "kharden.dev/exempt"


def by_annotation(value: str, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The guardrails that the annotation's value names, and the reason it gives.

    Raises ValueError where a name is not `known` or the reason is missing.
    """
    names, _, reason = value.partition(":")
    guardrails = tuple(name.strip() for name in names.split(","))
    for name in guardrails:
        if name not in known:
            raise ValueError(f"{EXEMPT} names an unknown guardrail {name!r}; known are {', '.join(known)}")
    if not reason.strip():
        raise ValueError(f"{EXEMPT} needs a reason: '{names.strip()}: why'")
    return guardrails, reason.strip()
