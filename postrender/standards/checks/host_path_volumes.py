"""hostPathVolumes, baseline: no folder of the node.

Through a path of the node a pod reads other pods' secrets and the kubelet's credentials, and writes what the
node will run.

Fields:
    spec.volumes[*].hostPath
Allowed:
    absent
Versions:
    1.0: as above
Source:
    policy/check_hostPathVolumes.go
"""

from __future__ import annotations

from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Pod
from postrender.standards.policy import BASELINE
from postrender.standards.wording import plural, quoted


def forbid(pod: Pod) -> Forbidden | None:
    """Names the volumes."""
    volumes = [volume for volume in pod.spec.nodes("volumes") if volume.child("hostPath")]
    if not volumes:
        return None
    return Forbidden(
        "hostPath volumes",
        f"{plural('volume', volumes)} {quoted(volume.text('name') or '' for volume in volumes)}",
        tuple(volume.at("hostPath") for volume in volumes),
    )


CHECK = Check("hostPathVolumes", BASELINE, (Revision(0, forbid),))
