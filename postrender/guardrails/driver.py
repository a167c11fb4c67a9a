"""The driver: runs the guardrails over a pod, and turns what they want into operations.

Each operation is applied to a copy of the pod at once, so that the next setting is decided on what stands
there then.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from postrender.finding import Finding
from postrender.guardrails import host, windows
from postrender.guardrails.malformed import malformed, refused_ids
from postrender.guardrails.misplaced import misplaced
from postrender.guardrails.registry import REGISTRY
from postrender.guardrails.rules import REMOVED, Rules, Setting, exemption
from postrender.images import Catalogue
from postrender.places import Operation, find
from postrender.pods import Pod
from postrender.profile.model import GUARDRAILS, Profile
from postrender.profile.target import ObjectIdentity, identify
from postrender.record import Record

if TYPE_CHECKING:
    from postrender.standards import Violation

RESTRICTED = "restricted"
KEPT = "kept what the chart says, as the mode `fill` asks"
IMMUTABLE = (("batch", "Job"), ("", "Pod"))
"""Group and kind of objects whose pod cannot be changed once it exists."""
HOOK = "helm.sh/hook"
ELSEWHERE = (
    "leave the init container out by the chart's values, where the nodes' own setup (sysctl) or a mesh's CNI "
    "plugin does its work, or "
)


class Change(Record, kw_only=False):
    """One operation and why."""

    operation: dict[str, Any]
    """RFC 6902; its path starts at the root of the object."""
    finding: Finding


def harden(
    pod: Pod, profile: Profile, namespace: str = "", catalogue: Catalogue | None = None
) -> Iterator[Change | Finding]:
    """Yield the operations that harden a pod, in the order to apply them, and the other findings.

    `namespace` is where the host puts objects that name none; `catalogue` holds the facts about images. The
    pod is not changed. A finding of level `error` means that nothing was decided: the pod is malformed, or
    the exemption that its object carries is.
    """
    subject = identify(pod.object, namespace)
    modes = {module: profile.mode(module.ID, subject.namespace) for module in REGISTRY}
    active = [module for module in REGISTRY if modes[module] != "off"]
    if not active:
        return
    errors = list(_errors(pod, profile, subject))
    if errors:
        yield from errors
        return
    pod, facts_of = pod.copy(), cache((catalogue or Catalogue(profile.images)).facts)
    try:
        needs = host.reasons(pod, profile.pod_security)
    except ValueError as error:
        yield _refused(pod, error)
        return
    yield from misplaced(pod)
    for place, container in refused_ids(pod):
        message, remedy = (
            f"{place[-1]} must be an integer: the API server refuses this",
            "write a plain number",
        )
        yield Finding("malformed", "warning", message, remedy, pod.pointer(place), container)
    exempt = {module for module in active if profile.exempted(module.ID, subject)}
    yield from _left(pod, needs, subject, accepted=len(exempt) == len(active))
    # Where nothing but reports is asked for, each guardrail sees what the earlier ones would have done.
    pretend = {modes[module] for module in active} == {"report"}
    changed = told = False
    modes[windows] = profile.overall_mode(subject.namespace)
    for module in (windows, *active):
        rules = Rules(profile, subject, facts_of, module.ID, modes[module], bool(needs))
        yield from _exemptions(module, pod, rules)
        if module not in exempt:
            for step in _steps(module, pod, rules, pretend=pretend):
                if pretend and not told:
                    told = True
                    message = "only reported: in the mode `report` none of this is written"
                    yield Finding("mode", "note", message, "", pod.pointer())
                changed = changed or isinstance(step, Change)
                yield step
    if changed and (subject.group, subject.kind) in IMMUTABLE and HOOK not in subject.annotations:
        message = (
            "the pod of a Job, and a Pod, is immutable: an upgrade fails where it stands without the baseline"
        )
        yield Finding("immutable", "note", message, "delete the old one before the upgrade", pod.pointer())


def _errors(pod: Pod, profile: Profile, subject: ObjectIdentity) -> Iterator[Finding]:
    for place, expected in malformed(pod):
        yield Finding("malformed", "error", f"this must be {expected}", pointer=pod.pointer(place))
    try:
        profile.exempted("", subject)
    except ValueError as error:
        yield Finding("exemption", "error", str(error), pointer="/metadata/annotations")


def _refused(pod: Pod, error: ValueError) -> Finding:
    """What to say of a field that only the standards look at, and could not read."""
    from postrender.standards.pod import MalformedPod

    if not isinstance(error, MalformedPod):
        raise error
    place = pod.pointer(pod.of_manifest(error.pointer))
    return Finding("malformed", "error", f"this must be {error.expected}", pointer=place)


def _left(
    pod: Pod, needs: "Sequence[Violation]", subject: ObjectIdentity, *, accepted: bool
) -> Iterator[Finding]:
    """Say why a pod is left; the profile accepts that where it exempts the pod from everything."""
    for violation in needs:
        early = all(pointer.startswith("/spec/initContainers/") for pointer in violation.pointers)
        remedy = f"{ELSEWHERE * early}{exemption(GUARDRAILS, subject)}"
        yield Finding(
            host.ID,
            "note" if accepted else "left",
            f"it needs the host: {violation.reason} ({violation.detail})",
            "" if accepted else remedy,
            pod.pointer(pod.of_manifest(violation.pointers[0])),
        )


def _exemptions(module: ModuleType, pod: Pod, rules: Rules) -> Iterator[Finding]:
    for container in pod.containers:
        if found := rules.exemption(container):
            place = pod.pointer(container.tokens)
            yield Finding(module.ID, "note", f"exempt: {found.reason}", "", place, container.name)


def _steps(module: ModuleType, pod: Pod, rules: Rules, *, pretend: bool) -> Iterator[Change | Finding]:
    for step in module.check(pod, rules):
        finding = step if isinstance(step, Finding) else _finding(module, pod, step)
        if rules.mode == "report" and not pretend:
            if isinstance(step, Finding) or not _stands(pod, step):
                yield finding._replace(level="note", message=f"only reported: {finding.message}")
        elif isinstance(step, Finding):
            yield step
        elif rules.mode == "fill" and find(pod.data, step.tokens) is not None:
            if not _stands(pod, step):
                # A profile that aims lower than restricted is content with this, too.
                level = "left" if rules.profile.pod_security.level == RESTRICTED else "note"
                yield finding._replace(level=level, message=KEPT)
        elif operation := _applied(pod, step):
            yield finding if pretend else Change(operation, finding)


def _applied(pod: Pod, step: Setting) -> Operation | None:
    return pod.remove(step.tokens) if step.value is REMOVED else pod.assign(step.tokens, step.value)


def _stands(pod: Pod, step: Setting) -> bool:
    present = find(pod.data, step.tokens)
    return type(present) is type(step.value) and bool(present == step.value)


def _finding(module: ModuleType, pod: Pod, step: Setting) -> Finding:
    return Finding(
        module.ID,
        "may-break" if step.may_break else "change",
        f"{step.message}: {step.may_break}" if step.may_break else step.message,
        step.remedy if step.may_break else "",
        pod.pointer(step.tokens),
        step.container.name if step.container else "",
        module.SAFETY,
    )
