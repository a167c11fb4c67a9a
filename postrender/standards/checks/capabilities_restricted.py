"""capabilities_restricted, restricted: every capability is dropped, and only NET_BIND_SERVICE added again.

Fields:
    spec.containers[*].securityContext.capabilities.drop
    spec.containers[*].securityContext.capabilities.add
Allowed:
    drop: has ALL among its values, exactly so
    add: NET_BIND_SERVICE, empty, absent
Versions:
    1.22: as above, in place of capabilities_baseline
    1.25: Windows pods (spec.os.name) are spared, which may not set capabilities
Source:
    policy/check_capabilities_restricted.go
"""

from __future__ import annotations

from postrender.standards.checks import capabilities_baseline
from postrender.standards.checks.capabilities_baseline import added
from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import named, quoted

DROP = ("securityContext", "capabilities", "drop")
ADDABLE = frozenset(("NET_BIND_SERVICE",))


def forbid(pod: Pod) -> Forbidden | None:
    """Names the containers that keep capabilities; then those that add some, and, sorted, which."""
    keeping = [container for container in pod.containers if "ALL" not in container.texts(*DROP)]
    adding = [container for container in pod.containers if added(container, ADDABLE)]
    extra = {pointer: name for container in adding for pointer, name in added(container, ADDABLE).items()}
    details = []
    if keeping:
        details.append(f'{named(keeping)} must set securityContext.capabilities.drop=["ALL"]')
    if adding:
        names = quoted(sorted(set(extra.values())))
        details.append(f"{named(adding)} must not include {names} in securityContext.capabilities.add")
    if not details:
        return None
    return Forbidden(
        "unrestricted capabilities",
        "; ".join(details),
        (*(container.at(*DROP) for container in keeping), *extra),
    )


CHECK = Check(
    "capabilities_restricted",
    RESTRICTED,
    (
        Revision(22, forbid, overrides=capabilities_baseline.CHECK.id),
        Revision(25, forbid, unless=Pod.is_windows, overrides=capabilities_baseline.CHECK.id),
    ),
)
