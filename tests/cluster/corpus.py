"""Real charts as they were rendered, made to fit a namespace of a test."""

from __future__ import annotations

import re
from pathlib import Path

OUTSIDE = re.compile(
    r"^kind: (CustomResourceDefinition|ClusterRole|ClusterRoleBinding|IngressClass)$", re.MULTILINE
)

# Without webhooks, which would answer for the server, without pods that need the host, and without Jobs that
# are no hooks, since a Job's template cannot change.
CHARTS = (
    "argo-argo-cd",
    "bitnami-apisix",
    "bitnami-etcd",
    "bitnami-grafana-mimir",
    "prom-alertmanager",
    "prom-prometheus-mongodb-exporter",
)


def manifests(corpus: Path, name: str, namespace: str) -> str:
    """The manifests of one of the charts for a namespace, without what lies outside of any."""
    text = (corpus / "charts" / f"{name}.yaml").read_text()
    documents = re.split(r"^---\n(?=# Source: )", text, flags=re.MULTILINE)
    kept = "---\n".join(each for each in documents if not OUTSIDE.search(each))
    return re.sub(r"""namespace: (['"]?)apps\b\1""", f"namespace: {namespace}", kept)
