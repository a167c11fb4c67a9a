"""seLinuxOptions, baseline: no SELinux user or role, and only the types made for containers.

Another type can lift the confinement altogether (`spc_t`); users and roles are the node's affair.

Fields:
    spec.securityContext.seLinuxOptions: type, user, role
    spec.containers[*].securityContext.seLinuxOptions: type, user, role
Allowed:
    type: the values in TYPES, "", absent
    user, role: "", absent
Versions:
    1.0: container_t, container_init_t, container_kvm_t
    1.31: also container_engine_t
Source:
    policy/check_seLinuxOptions.go
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import plural, quoted, setters

FIELD = ("securityContext", "seLinuxOptions")
TYPES = {"container_t": 0, "container_init_t": 0, "container_kvm_t": 0, "container_engine_t": 31}
"""Allowed types, each with the first minor version that allows it."""


def forbid(pod: Pod, types: Collection[str]) -> Forbidden | None:
    """Names who set options; then the types, sorted, and whether a user or a role is among the options."""
    offences = [
        (holder, key, value)
        for holder in pod.holders()
        for key in ("type", "user", "role")
        if (value := holder.text(*FIELD, key)) and not (key == "type" and value in types)
    ]
    if not offences:
        return None
    bad_types = sorted({value for _, key, value in offences if key == "type"})
    wrong = [f"{plural('type', bad_types)} {quoted(bad_types)}"] if bad_types else []
    set_keys = {key for _, key, _ in offences}
    wrong += [f"{key} may not be set" for key in ("user", "role") if key in set_keys]
    holders = list(dict.fromkeys(holder for holder, _, _ in offences))
    return Forbidden(
        "seLinuxOptions",
        f"{' and '.join(setters(holders))} set forbidden securityContext.seLinuxOptions: {'; '.join(wrong)}",
        tuple(holder.at(*FIELD, key) for holder, key, _ in offences),
    )


CHECK = Check(
    "seLinuxOptions",
    BASELINE,
    tuple(
        Revision(minor, partial(forbid, types=[name for name, since in TYPES.items() if since <= minor]))
        for minor in sorted(set(TYPES.values()))
    ),
)
