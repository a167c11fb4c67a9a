"""The guardrails: each a module that says what it wants of a pod, and one driver that makes it so.

A guardrail has an `ID`, a `SAFETY` and a generator `check(pod, rules)` of settings and findings; its
docstring is its page in the docs. It never changes anything. The driver turns each setting into an RFC 6902
operation, applies it to a copy of the pod, so that the next setting is decided on what stands there then,
and yields both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

from postrender.finding import Finding
from postrender.guardrails import (
    drop_capabilities,
    host,
    identity,
    no_privilege_escalation,
    read_only_root,
    run_as_non_root,
    seccomp,
    writable_paths,
)
from postrender.guardrails.malformed import malformed
from postrender.guardrails.rules import REMOVED, Rules, Setting
from postrender.images import Catalogue
from postrender.pods import Pod, find
from postrender.profile.model import GUARDRAILS, Profile
from postrender.profile.target import identify
from postrender.standards.pod import MalformedPod


def registry(modules: Iterable[ModuleType]) -> tuple[ModuleType, ...]:
    """The guardrails in the order in which they run.

    Raises ValueError where they are not exactly those that a profile can name.
    """
    modules = tuple(modules)
    if sorted(module.ID for module in modules) != sorted(GUARDRAILS):
        raise ValueError(f"guardrails must be exactly {', '.join(GUARDRAILS)}")
    return modules


REGISTRY = registry(
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


class Change(NamedTuple):
    """One operation and why."""

    operation: dict[str, Any]
    """RFC 6902; its path starts at the root of the object."""
    finding: Finding


def harden(
    pod: Pod, profile: Profile, namespace: str = "", catalogue: Catalogue | None = None
) -> Iterator[Change | Finding]:
    """Yield the operations that harden a pod, in the order to apply them, and what else there is to say.

    `namespace` is where the host puts objects that name none; `catalogue` holds the facts about images. The
    pod is not changed. A finding of level `error` means that nothing was decided: the pod is malformed, or
    the exemption that it carries is.
    """
    wrong = [
        Finding("malformed", "error", f"this must be {expected}", pointer=pod.pointer(place))
        for place, expected in malformed(pod)
    ]
    if wrong:
        yield from wrong
        return
    pod, subject = pod.copy(), identify(pod.object, namespace)
    catalogue = catalogue or Catalogue(profile.images)
    modes = {module.ID: profile.mode(module.ID, subject.namespace) for module in REGISTRY}
    try:
        needs_host = host.reasons(pod, profile.pod_security.version)
    except MalformedPod as error:
        yield Finding("malformed", "error", str(error), pointer=pod.pointer())
        return
    if set(modes.values()) != {"off"}:
        for _check, reason, detail, pointers in needs_host:
            yield Finding(
                "host", "left", f"it needs the host: {reason} ({detail})", pointer=pod.pointer() + pointers[0]
            )
    for module in REGISTRY:
        if modes[module.ID] != "off":
            rules = Rules(profile, subject, catalogue, module.ID, modes[module.ID], bool(needs_host))
            yield from _run(module, pod, rules)


def _run(module: ModuleType, pod: Pod, rules: Rules) -> Iterator[Change | Finding]:
    exemption = rules.profile.exempted(module.ID, rules.identity)
    for step in module.check(pod, rules):
        if exemption:
            yield Finding(module.ID, "note", f"left as it is: {exemption.reason}", pointer=pod.pointer())
            return
        yield from _done(step, module, pod, rules) if isinstance(step, Setting) else (step,)


def _done(step: Setting, module: ModuleType, pod: Pod, rules: Rules) -> Iterator[Change | Finding]:
    present = find(pod.data, step.tokens)
    finding = Finding(
        module.ID,
        "may-break" if step.may_break else "change",
        f"{step.message}: {step.may_break}" if step.may_break else step.message,
        step.remedy if step.may_break else "",
        pod.pointer(step.tokens),
        step.container.name if step.container else "",
        module.SAFETY,
    )
    if rules.mode == "report":
        if step.value is REMOVED or not (type(present) is type(step.value) and present == step.value):
            yield finding
    elif rules.mode == "fill" and present is not None:
        if present != step.value:
            yield finding._replace(
                level="left", message="the mode `fill` keeps what the chart says", remedy=""
            )
    else:
        operation = pod.remove(step.tokens) if step.value is REMOVED else pod.assign(step.tokens, step.value)
        if operation:
            yield Change(operation, finding)


def verdict(findings: Iterable[Finding]) -> str:
    """What became of a pod, by what was found: `hardened`, `hardened-may-break` or `left`."""
    levels = {finding.level for finding in findings}
    if "left" in levels:
        return "left"
    return "hardened-may-break" if "may-break" in levels else "hardened"
