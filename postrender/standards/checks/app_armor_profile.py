"""appArmorProfile, baseline: the runtime's AppArmor profile, or one of the node's own.

The API server copies a container's annotation into its field before it checks, and names both; here the
annotation is named alone.

Fields:
    spec.securityContext.appArmorProfile.type
    spec.containers[*].securityContext.appArmorProfile.type
    metadata.annotations["container.apparmor.security.beta.kubernetes.io/*"], any container's or none's
Allowed:
    fields: RuntimeDefault, Localhost, no profile at all
    annotations: runtime/default, localhost/*, "", absent
Versions:
    1.0: as above
Source:
    policy/check_appArmorProfile.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import escaped, plural, quoted, setters

FIELD = ("securityContext", "appArmorProfile")
TYPE = (*FIELD, "type")
ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"


def bad_annotations(pod: Pod) -> dict[str, str]:
    """The AppArmor annotations with other values than the allowed, by key."""
    values = {
        key: pod.annotations.text(key) or "" for key in pod.annotations.data if key.startswith(ANNOTATION)
    }
    return {
        key: value
        for key, value in values.items()
        if value not in ("", "runtime/default") and not value.startswith("localhost/")
    }


def forbid(pod: Pod) -> Forbidden | None:
    """Names who set a profile; then the types and the annotations, each sorted."""
    holders = [
        holder for holder in pod.holders(*FIELD) if holder.text(*TYPE) not in ("RuntimeDefault", "Localhost")
    ]
    annotations = bad_annotations(pod)
    if not holders and not annotations:
        return None
    values = sorted({holder.text(*TYPE) or "" for holder in holders})
    values += sorted(f"{key}={escaped(value)}" for key, value in annotations.items())
    who = setters(holders) + ([plural("annotation", annotations)] if annotations else [])
    return Forbidden(
        plural("forbidden AppArmor profile", values),
        f"{' and '.join(who)} must not set AppArmor profile type to {quoted(values)}",
        (*(holder.at(*TYPE) for holder in holders), *(pod.annotations.at(key) for key in annotations)),
    )


CHECK = Check("appArmorProfile", BASELINE, (Revision(0, forbid),))
