"""The API server of these tests, started once, with a namespace for each level of Pod Security."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.server import Server, serve

LEVELS = ("privileged", "baseline", "restricted")
LABEL = "pod-security.kubernetes.io"


@pytest.fixture(scope="session")
def server(etcd: Path, kube_apiserver: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server; each namespace refuses pods, and warns of templates, that do not meet its level."""
    with serve(etcd, kube_apiserver, tmp_path_factory.mktemp("server")) as running:
        for level in LEVELS:
            labels = {f"{LABEL}/enforce": level, f"{LABEL}/warn": level}
            namespace = {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": level, "labels": labels},
            }
            answer = running.api.create(namespace, "")
            assert answer
            assert answer.accepted, answer.message
        yield running
