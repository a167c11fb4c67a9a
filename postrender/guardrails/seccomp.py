"""Keep rare and dangerous system calls from the pod: the runtime's default seccomp profile.

| | |
|---|---|
| Fields | pod and container: `seccompProfile.type`; the old annotations |
| Value | `RuntimeDefault` for the pod; for a container only in place of `Unconfined` |
| May break | rarely: nested sandboxes, debuggers, io_uring |

A `Localhost` profile stays: it is the stricter choice of somebody who knows the application. `Unconfined` is
replaced under `enforce`. The annotations from before 1.19 are read only by API servers before 1.27, which
refuse a pod whose annotation and field disagree: `unconfined` there becomes `runtime/default`, and a profile
of the node that one names goes into the field.

Where a container is exempt and would inherit the pod's profile, the others get it one by one. Windows pods
may not have it. In a pod that needs the host it goes to the containers that are neither privileged nor add
capabilities; `Unconfined` stays there.

Source: Pod Security Standards, "Seccomp" and "Seccomp (v1.19+)"; kubernetes.io, "Restrict a Container's
Syscalls with seccomp"; pkg/apis/core/validation (validateSeccompAnnotationsAndFieldsMatch, v1.26).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postrender.finding import Finding
from postrender.guardrails.rules import RARELY, Rules, Setting
from postrender.pods import Container, Pod

ID = "seccomp"
SAFETY = RARELY

FIELD, DEFAULT, LOCALHOST, UNCONFINED = "seccompProfile", "RuntimeDefault", "Localhost", "Unconfined"
POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"
DOUBT = "the chart asks for no seccomp profile"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield a profile for the pod, and for the containers that have none or say otherwise."""
    if pod.is_windows:
        return
    if not rules.host:
        yield from _annotations(pod, rules)
    able = [container for container in pod.containers if _can(container, rules)]
    present = _type(pod.security)
    inherited = present
    alone = all(c in able or _type(c.security) is not None for c in pod.containers)
    if pod.layout.security is not None and alone and _replaceable(present, rules):
        inherited = DEFAULT
        yield Setting(
            (*pod.layout.security, *_path(annotation := pod.annotations.get(POD_ANNOTATION))),
            _value(annotation),
            "set the pod's seccomp profile, which blocks rare system calls",
            None,
            DOUBT if present else "",
            rules.remedy(),
        )
    for container in able:
        own = _type(container.security)
        present = inherited if own is None else own
        if _replaceable(present, rules) and (own is not None or rules.overrides or not present):
            annotation = pod.annotations.get(CONTAINER_ANNOTATION + container.name)
            yield Setting(
                (*container.tokens, "securityContext", *_path(annotation)),
                _value(annotation),
                "set its seccomp profile, which blocks rare system calls",
                container,
                DOUBT if present else "",
                rules.remedy(container),
            )


def _can(container: Container, rules: Rules) -> bool:
    powerful = container.security.get("privileged") or container.capabilities.get("add")
    return not rules.exemption(container) and not (rules.host and powerful)


def _type(security: dict[str, Any]) -> Any:
    """The type of the profile; None where there is none, empty where it is incomplete."""
    profile = security.get(FIELD)
    return None if profile is None else profile.get("type") or ""


def _replaceable(kind: object, rules: Rules) -> bool:
    """Whether a profile's type is missing, or one that is replaced; under `fill` the driver keeps it."""
    return not kind or (kind == UNCONFINED and not rules.host)


def _path(annotation: object) -> tuple[str, ...]:
    return (FIELD,) if _of_the_node(annotation) else (FIELD, "type")


def _value(annotation: object) -> str | dict[str, str]:
    """The field that says the same as an old annotation, RuntimeDefault where that is none."""
    name = _of_the_node(annotation)
    return {"type": LOCALHOST, "localhostProfile": name} if name else DEFAULT


def _of_the_node(annotation: object) -> str:
    kind, _, name = str(annotation).partition("/")
    return name if kind == "localhost" else ""


def _annotations(pod: Pod, rules: Rules) -> Iterator[Setting]:
    for name, value in list(pod.annotations.items()):
        ours = name == POD_ANNOTATION or name.startswith(CONTAINER_ANNOTATION)
        if ours and value == "unconfined" and pod.layout.metadata is not None:
            place = (*pod.layout.metadata, "annotations", name)
            yield Setting(
                place,
                "runtime/default",
                "made the old annotation agree with the field",
                None,
                DOUBT,
                rules.remedy(),
            )
