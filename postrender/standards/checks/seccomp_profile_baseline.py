"""seccompProfile_baseline, baseline: the system call filter is not switched off.

Fields, until 1.18:
    metadata.annotations["seccomp.security.alpha.kubernetes.io/pod"]
    metadata.annotations["container.seccomp.security.alpha.kubernetes.io/NAME"] of the pod's containers
Allowed, until 1.18:
    runtime/default, docker/default, localhost/*, absent
Fields:
    spec.securityContext.seccompProfile.type
    spec.containers[*].securityContext.seccompProfile.type
Allowed:
    RuntimeDefault, Localhost, no profile at all
Versions:
    1.0: the annotations
    1.19: the fields; superseded by seccompProfile_restricted where that holds
Source:
    policy/check_seccompProfile_baseline.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import escaped, plural, quoted, setters

FIELD = ("securityContext", "seccompProfile")
TYPE = (*FIELD, "type")
REASON = "seccompProfile"
POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"


def forbid_annotations(pod: Pod) -> Forbidden | None:
    """Names the annotations and their values, sorted."""
    keys = [POD_ANNOTATION, *(CONTAINER_ANNOTATION + container.name for container in pod.containers)]
    values = {key: pod.annotations.text(key) or "" for key in keys if key in pod.annotations.data}
    bad = {
        key: value
        for key, value in values.items()
        if value not in ("runtime/default", "docker/default") and not value.startswith("localhost/")
    }
    if not bad:
        return None
    named = sorted(f"{key}={escaped(value)}" for key, value in bad.items())
    return Forbidden(
        REASON,
        f"forbidden {plural('annotation', named)} {', '.join(named)}",
        tuple(pod.annotations.at(key) for key in bad),
    )


def forbid(pod: Pod) -> Forbidden | None:
    """Names who set a profile and, sorted, the types."""
    holders = [
        holder for holder in pod.holders(*FIELD) if holder.text(*TYPE) not in ("RuntimeDefault", "Localhost")
    ]
    if not holders:
        return None
    values = sorted({holder.text(*TYPE) or "" for holder in holders})
    return Forbidden(
        REASON,
        f"{' and '.join(setters(holders))} must not set securityContext.seccompProfile.type "
        f"to {quoted(values)}",
        tuple(holder.at(*TYPE) for holder in holders),
    )


CHECK = Check(
    "seccompProfile_baseline",
    BASELINE,
    (Revision(0, forbid_annotations), Revision(19, forbid)),
)
