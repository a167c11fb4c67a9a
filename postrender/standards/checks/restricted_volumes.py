"""restrictedVolumes, restricted: only volumes that Kubernetes manages, or an administrator through a claim.

The types whose plugins are gone from Kubernetes (`flocker`, `quobyte`, ...) are named still, as upstream
does. A volume without any source passes: the API server makes it an emptyDir before it checks.

Fields:
    spec.volumes[*]
Allowed:
    the types in ALLOWED; a volume that has one of them may have others beside it, which validation refuses
Versions:
    1.0: as above, in place of hostPathVolumes
Source:
    policy/check_restrictedVolumes.go
"""

from __future__ import annotations

from postrender.pods import MANAGED_VOLUMES
from postrender.standards.checks import host_path_volumes
from postrender.standards.model import Check, Forbidden, Revision
from postrender.standards.pod import Node, Pod
from postrender.standards.policy import RESTRICTED
from postrender.standards.wording import plural, quoted

ALLOWED = MANAGED_VOLUMES
FORBIDDEN = (
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
)
"""In the order in which the first one found names a volume's type."""


def type_of(volume: Node) -> str:
    """What a volume is taken for; "unknown" where it has a source that is on neither list."""
    if all(value is None for key, value in volume.data.items() if key != "name"):
        return "emptyDir"
    return next((kind for kind in (*ALLOWED, *FORBIDDEN) if volume.child(kind)), "unknown")


def forbid(pod: Pod) -> Forbidden | None:
    """Names the volumes and, sorted, their types."""
    volumes = [(volume, type_of(volume)) for volume in pod.spec.nodes("volumes")]
    bad = [(volume, kind) for volume, kind in volumes if kind not in ALLOWED]
    if not bad:
        return None
    kinds = sorted({kind for _, kind in bad})
    return Forbidden(
        "restricted volume types",
        f"{plural('volume', bad)} {quoted(volume.text('name') or '' for volume, _ in bad)} "
        f"{'uses' if len(bad) == 1 else 'use'} {plural('restricted volume type', kinds)} {quoted(kinds)}",
        tuple(volume.pointer if kind == "unknown" else volume.at(kind) for volume, kind in bad),
    )


CHECK = Check(
    "restrictedVolumes",
    RESTRICTED,
    (Revision(0, forbid, overrides=host_path_volumes.CHECK.id),),
)
