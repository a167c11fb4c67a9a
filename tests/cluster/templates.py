"""The pod that Kubernetes's own controllers would make of an object.

A table of the tests' own: a kind that kharden forgot would be forgotten by a test that asks kharden.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.cluster.api import Json

TEMPLATE = {
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicationController": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


def pod(obj: Json) -> Json | None:
    """The pod of an object; None for an object that is no workload."""
    if obj["kind"] not in TEMPLATE:
        return None
    template = obj
    for key in TEMPLATE[obj["kind"]]:
        template = template[key]
    given = template.get("metadata") or {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "generateName": "of-template-",
            "labels": given.get("labels") or {},
            "annotations": given.get("annotations") or {},
        },
        "spec": {**template["spec"], "volumes": [*(template["spec"].get("volumes") or ()), *claims(obj)]},
    }


def claims(obj: Json) -> Iterator[Json]:
    """The volumes that a StatefulSet's controller adds to its pods, one for each claim's template."""
    if obj["kind"] == "StatefulSet":
        for claim in obj["spec"].get("volumeClaimTemplates") or ():
            name = claim["metadata"]["name"]
            yield {"name": name, "persistentVolumeClaim": {"claimName": f"{name}-of-template"}}
