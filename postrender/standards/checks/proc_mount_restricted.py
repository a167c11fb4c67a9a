"""procMount_restricted, restricted: the masks over /proc stay, in a user namespace too.

The baseline was loosened for user namespaces in 1.35; restricted keeps what it had until then.

Fields:
    spec.containers[*].securityContext.procMount
Allowed:
    Default, absent
Versions:
    1.35: as above, in place of the baseline's check
Source:
    policy/check_procMount_restricted.go
"""

from __future__ import annotations

from postrender.standards.checks import proc_mount
from postrender.standards.model import Check, Revision
from postrender.standards.policy import RESTRICTED

CHECK = Check(
    "procMount_restricted",
    RESTRICTED,
    (Revision(35, proc_mount.forbid, overrides=proc_mount.CHECK.id),),
)
