"""The life of a Helm release on a real API server: what is hardened, what un-hardens it, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.api import Json
from tests.cluster.corpus import CHARTS, manifests
from tests.cluster.helm import Helm, chart
from tests.cluster.hooks import ending
from tests.cluster.live import Live
from tests.cluster.server import Server

pytestmark = pytest.mark.cluster

SHOP = Path(__file__).parent / "chart"

JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: busybox}]
"""

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  containers: [{name: bare, image: busybox}]
"""


@pytest.fixture
def release(server: Server, helm_release: Helm) -> Live:
    """The workloads of the release."""
    return Live(server, helm_release.namespace)


@pytest.fixture
def hooks(server: Server, helm_release: Helm) -> Iterator[list[Json]]:
    """The hooks that have run so far."""
    with ending(server.api.another(), helm_release.namespace) as ended:
        yield ended


def test_the_same_upgrade_again_restarts_nothing(
    helm_release: Helm, release: Live, hooks: list[Json]
) -> None:
    helm_release("install", "shop", SHOP, hardened=True)
    assert release.hardened
    before = release.generations
    helm_release("upgrade", "shop", SHOP, hardened=True)
    assert release.hardened
    assert release.generations == before
    assert len(hooks) == 4


def test_an_upgrade_without_the_flag_unhardens_and_a_rollback_hardens(
    helm_release: Helm, release: Live, hooks: list[Json]
) -> None:
    helm_release("install", "shop", SHOP, hardened=True)
    helm_release("upgrade", "shop", SHOP)
    assert not release.hardened
    helm_release("rollback", "shop", "1")
    assert release.hardened
    assert [each["metadata"]["name"] for each in hooks][-1] == "shop-post-rollback"


@pytest.mark.usefixtures("hooks")
def test_a_release_that_was_not_hardened_is_by_the_next_upgrade(helm_release: Helm, release: Live) -> None:
    helm_release("install", "shop", SHOP)
    assert not release.hardened
    helm_release("upgrade", "shop", SHOP, hardened=True)
    assert release.hardened


def test_hooks_are_hardened_by_the_helm_that_sends_them(
    helm_release: Helm, server: Server, hooks: list[Json]
) -> None:
    helm_release("install", "shop", SHOP, hardened=True)
    helm_release("uninstall", "shop")
    assert [each["metadata"]["name"] for each in hooks] == [
        "shop-pre-upgrade",
        "shop-post-rollback",
        "shop-pre-delete",
    ]
    assert len(server.refused(hooks)) == (0 if helm_release.sends_hooks else 3)


def test_a_test_pod_is_admitted_by_the_helm_that_sends_it(helm_release: Helm, hooks: list[Json]) -> None:
    helm_release("install", "shop", SHOP, hardened=True)
    done = helm_release.ask("test", "shop")
    if helm_release.sends_hooks:
        assert done.returncode == 0, done.stderr
        assert hooks[-1]["kind"] == "Pod"
    else:
        assert "violates PodSecurity" in done.stderr


def test_what_lies_in_crds_is_never_sent(helm_release: Helm, tmp_path: Path) -> None:
    with_pod = chart(tmp_path / "chart", "")
    (with_pod / "crds").mkdir()
    (with_pod / "crds" / "pod.yaml").write_text(POD)
    done = helm_release.ask("install", "x", with_pod, hardened=True)
    assert "violates PodSecurity" in done.stderr


def test_a_job_of_the_release_cannot_be_hardened_later(helm_release: Helm, tmp_path: Path) -> None:
    job = chart(tmp_path / "chart", JOB)
    helm_release("install", "job", job)
    done = helm_release.ask("upgrade", "job", job, hardened=True)
    assert "field is immutable" in done.stderr


@pytest.mark.usefixtures("hooks")
@pytest.mark.parametrize("name", CHARTS)
def test_real_charts(name: str, helm_release: Helm, release: Live, shared: Path, tmp_path: Path) -> None:
    real = chart(tmp_path / "chart", manifests(shared / "corpus", name, helm_release.namespace))
    helm_release("install", "rel", real, hardened=True)
    assert release.hardened
    before = release.generations
    helm_release("upgrade", "rel", real, hardened=True)
    assert release.generations == before
    helm_release("upgrade", "rel", real)
    helm_release("upgrade", "rel", real, hardened=True)
    assert release.hardened
    helm_release("uninstall", "rel")
    assert not release.workloads
