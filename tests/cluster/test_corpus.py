"""Every object of real charts, asked of a real API server before and after kharden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cluster.api import Json
from tests.cluster.conftest import Hardened
from tests.cluster.server import Server

pytestmark = pytest.mark.cluster

# Pods that need the host, and what `restricted` says against them.
LEFT = {
    "bitnami-cadvisor DaemonSet cadvisor": "hostPath",
    "bitnami-cilium DaemonSet cilium-agent": "hostNetwork",
    "bitnami-cilium Deployment cilium-operator": "hostNetwork",
    "bitnami-elasticsearch StatefulSet elasticsearch-coordinating": "privileged",
    "bitnami-elasticsearch StatefulSet elasticsearch-data": "privileged",
    "bitnami-elasticsearch StatefulSet elasticsearch-ingest": "privileged",
    "bitnami-elasticsearch StatefulSet elasticsearch-master": "privileged",
    "bitnami-fluentd DaemonSet fluentd": "hostPath",
    "bitnami-grafana-alloy DaemonSet grafana-alloy": "hostPath",
    "bitnami-grafana-loki DaemonSet grafanaalloy": "hostPath",
    "prom-kube-prometheus-stack DaemonSet prometheus-node-exporter": "hostNetwork",
    "prom-prometheus DaemonSet prometheus-node-exporter": "hostNetwork",
    "prom-prometheus-conntrack-stats-exporter DaemonSet prometheus-conntrack-stats-exporter": "privileged",
    "prom-prometheus-node-exporter DaemonSet prometheus-node-exporter": "hostNetwork",
    "prom-prometheus-pingmesh-exporter DaemonSet prometheus-pingmesh-exporter": "privileged",
    "prom-prometheus-smartctl-exporter DaemonSet prometheus-smartctl-exporter-0": "privileged",
    "prom-prometheus-systemd-exporter DaemonSet prometheus-systemd-exporter": "hostNetwork",
    "prom-prometheus-windows-exporter DaemonSet prometheus-windows-exporter": "hostProcess",
}


class Pair(NamedTuple):
    """An object of the corpus, as it came and as it became; whether kharden says that it was left."""

    name: str
    before: Json
    after: Json
    left: bool


@pytest.fixture(scope="module")
def pairs(
    shared: Path, harden: Callable[[str], Hardened], kubectl_reads: Callable[[str], list[Json]]
) -> list[Pair]:
    """Every object of every file, as kubectl reads it."""

    def read() -> Iterator[Pair]:
        for file in sorted(shared.glob("corpus/*/*.yaml")):
            # A chart may render to nothing, which kharden refuses.
            if not (text := file.read_text()).strip():
                continue
            hardened = harden(text)
            left = {identity(each) for each in hardened.report["objects"] if each["verdict"] == "left"}
            for before, after in zip(kubectl_reads(text), kubectl_reads(hardened.text), strict=True):
                kind, name = before["kind"], before["metadata"]["name"].removeprefix("rel-")
                was_left = identity({"kind": kind, **before["metadata"]}) in left
                yield Pair(f"{file.stem} {kind} {name}", before, after, was_left)

    return list(read())


def identity(fields: Json) -> tuple[str, str, str]:
    """What tells an object from the others."""
    return fields["kind"], fields.get("namespace", ""), fields["name"]


def kind_of(obj: Json) -> tuple[str, str]:
    """The group and the kind of an object."""
    return obj["apiVersion"].rpartition("/")[0], obj["kind"]


def definition(obj: Json) -> tuple[str, str] | None:
    """The group and the kind that an object defines, if it is a CRD."""
    if obj["kind"] != "CustomResourceDefinition":
        return None
    return obj["spec"]["group"], obj["spec"]["names"]["kind"]


def test_restricted_admits_every_pod_that_is_not_left(server: Server, pairs: list[Pair]) -> None:
    refused = {pair.name: said for pair in pairs if (said := server.refused([pair.after]))}
    assert {pair.name for pair in pairs if pair.left} == LEFT.keys()
    assert refused.keys() == LEFT.keys()
    assert [name for name, (said,) in refused.items() if LEFT[name] not in said] == []


def test_nothing_is_refused_that_was_accepted_nor_warned_of(server: Server, pairs: list[Pair]) -> None:
    changed = [pair for pair in pairs if pair.before != pair.after]
    definitions = {definition(pair.before): pair.before for pair in pairs}
    for custom in {kind_of(pair.after) for pair in changed} & definitions.keys():
        server.api.define(definitions[custom])
    accepted = 0
    for pair in changed:
        before, after = (
            server.api.create(each, "privileged", dry_run=True) for each in (pair.before, pair.after)
        )
        if before.accepted:
            accepted += 1
            assert after.accepted, f"{pair.name}: {after.message}"
            # The server warns of a field that it does not know, and drops it.
            assert set(after.warnings) <= set(before.warnings), pair.name
    assert accepted > 200
