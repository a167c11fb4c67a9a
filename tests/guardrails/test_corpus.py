"""Every pod of the public charts: what becomes of it, and why some are left."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonpatch import apply_patch

from postrender.finding import Finding
from postrender.guardrails import Change, harden, verdict
from postrender.guardrails.paths import is_under, normalised
from postrender.images import Catalogue
from postrender.layout import TEMPLATE
from postrender.lossless import Document
from postrender.places import find
from postrender.pods import Pod
from postrender.profile import builtin
from postrender.standards import check
from postrender.triage import kinds
from postrender.workloads import pods

RESTRICTED, CATALOGUE = builtin("restricted"), Catalogue()

LEFT = {
    "bitnami-cadvisor DaemonSet rel-cadvisor": "hostPath",
    "bitnami-cilium DaemonSet rel-cilium-agent": "host namespaces",
    "bitnami-cilium Deployment rel-cilium-operator": "host namespaces",
    "bitnami-elasticsearch StatefulSet rel-elasticsearch-coordinating": "privileged",
    "bitnami-elasticsearch StatefulSet rel-elasticsearch-data": "privileged",
    "bitnami-elasticsearch StatefulSet rel-elasticsearch-ingest": "privileged",
    "bitnami-elasticsearch StatefulSet rel-elasticsearch-master": "privileged",
    "bitnami-fluentd DaemonSet rel-fluentd": "hostPath",
    "bitnami-grafana-alloy DaemonSet rel-grafana-alloy": "hostPath",
    "bitnami-grafana-loki DaemonSet rel-grafanaalloy": "hostPath",
    "prom-kube-prometheus-stack DaemonSet rel-prometheus-node-exporter": "host namespaces",
    "prom-prometheus DaemonSet rel-prometheus-node-exporter": "host namespaces",
    "prom-prometheus-conntrack-stats-exporter DaemonSet "
    "rel-prometheus-conntrack-stats-exporter": "privileged",
    "prom-prometheus-node-exporter DaemonSet rel-prometheus-node-exporter": "host namespaces",
    "prom-prometheus-pingmesh-exporter DaemonSet rel-prometheus-pingmesh-exporter": "privileged",
    "prom-prometheus-smartctl-exporter DaemonSet rel-prometheus-smartctl-exporter-0": "privileged",
    "prom-prometheus-systemd-exporter DaemonSet rel-prometheus-systemd-exporter": "host namespaces",
    "prom-prometheus-windows-exporter DaemonSet rel-prometheus-windows-exporter": "host namespaces",
}
"""The pods that need the host, each with one reason."""


class Run(NamedTuple):
    """One pod of the corpus, before and after."""

    name: str
    pod: Pod
    after: Pod
    findings: list[Finding]
    verdict: str


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[Run]:
    found, known = [], {kind for _, kind in kinds(())}
    for path in sorted((shared / "corpus").glob("*/*.yaml")):
        for text in re.split(r"(?m)^---.*$", path.read_text()):
            kind = re.search(r"(?m)^kind: *\"?(\w+)", text)
            if kind and kind[1] in known:
                obj: Any = Document(text).data
                found += [
                    run(f"{path.stem} {kind[1]} {obj['metadata']['name']}", pod) for pod in pods(obj, ())
                ]
    return found


def run(name: str, pod: Pod) -> Run:
    steps = list(harden(pod, RESTRICTED, "apps", CATALOGUE))
    operations = [step.operation for step in steps if isinstance(step, Change)]
    after = Pod(apply_patch(pod.object, operations), pod.base, pod.layout)
    assert not [step for step in harden(after, RESTRICTED, "apps", CATALOGUE) if isinstance(step, Change)], (
        name
    )
    findings = [step.finding if isinstance(step, Change) else step for step in steps]
    return Run(name, pod, after, findings, verdict(findings))


def test_verdicts(corpus: list[Run]) -> None:
    assert Counter(pod.verdict for pod in corpus) == {"hardened": 213, "hardened-may-break": 14, "left": 18}


def test_the_pods_that_are_left_are_named_with_a_reason(corpus: list[Run]) -> None:
    left = {pod.name: pod for pod in corpus if pod.verdict == "left"}
    assert left.keys() == LEFT.keys()
    for name, pod in left.items():
        reasons = [finding.message for finding in pod.findings if finding.level == "left"]
        assert any(LEFT[name] in reason for reason in reasons), (name, reasons)


def test_every_other_pod_meets_the_restricted_standard(corpus: list[Run]) -> None:
    for pod in corpus:
        # An operator merges a patch with a pod of its own, of which nobody here can tell.
        if pod.verdict != "left" and pod.after.layout == TEMPLATE:
            assert check(find(pod.after.object, pod.after.base), "restricted") == [], pod.name


def test_a_pod_that_is_left_loses_nothing(corpus: list[Run]) -> None:
    """What a pod that needs the host gains is its own wish, or what cannot hurt it."""
    for pod in corpus:
        if pod.verdict != "left":
            continue
        for before, after in zip(pod.pod.containers, pod.after.containers, strict=True):
            assert after.security.get("privileged") == before.security.get("privileged")
            assert after.capabilities.get("add") == before.capabilities.get("add")
            own = before.entries("volumeMounts")
            assert after.entries("volumeMounts")[: len(own)] == own
            assert pod.after.effective(after, "runAsUser") == pod.pod.effective(before, "runAsUser")
            if after.security.get("runAsNonRoot") and not before.security.get("runAsNonRoot"):
                assert pod.pod.effective(before, "runAsUser"), pod.name


def test_every_read_only_root_has_a_writable_tmp(corpus: list[Run]) -> None:
    roots = Counter[str]()
    for pod in corpus:
        for container in pod.after.containers:
            read_only = container.security.get("readOnlyRootFilesystem") is True
            mounts = [normalised(mount["mountPath"]) for mount in container.entries("volumeMounts")]
            roots["read-only" if read_only else f"writable: {pod.verdict}"] += 1
            if read_only:
                assert any(is_under("/tmp", mount) for mount in mounts), pod.name  # noqa: S108
    writable = [
        (pod.name, finding.container)
        for pod in corpus
        for finding in pod.findings
        if finding.rule == "read-only-root" and finding.level == "warning"
    ]
    assert writable == []
    # The operator of Grafana merges the one with its own.
    assert roots == {"read-only": 351, "writable: left": 8, "writable: hardened-may-break": 1}


def test_ids_of_charts_are_kept(corpus: list[Run]) -> None:
    for pod in corpus:
        for before, after in zip(pod.pod.containers, pod.after.containers, strict=True):
            if user := pod.pod.effective(before, "runAsUser"):
                assert pod.after.effective(after, "runAsUser") == user, pod.name
