"""Stamps: what was hardened carries one on request, and what carries none is found."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from postrender.commands import kharden
from postrender.outcome import DocumentError
from postrender.pipeline import Pipeline
from postrender.profile import builtin
from postrender.profile.model import Annotations
from postrender.stamp import STAMP
from postrender.stream import chunks
from postrender.variables import Variables

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: c
        image: web
"""
LIST = "apiVersion: v1\nkind: List\nitems:\n- " + DEPLOYMENT.replace("\n", "\n  ").rstrip(" ")


def hardened(text: str, *, stamp: bool) -> str:
    profile = builtin("restricted").replace(annotations=Annotations(stamp=stamp))
    pipeline = Pipeline(profile, Variables((), {}))
    return "".join(pipeline.harden(chunk, 1).text for chunk in chunks([text.encode()]))


def test_users_row_34_an_upgrade_without_the_flag_is_seen() -> None:
    applied = hardened(DEPLOYMENT, stamp=True)
    assert f"  name: web\n  annotations:\n    {STAMP}: restricted@1\n" in applied
    assert CliRunner().invoke(kharden, ["unstamped"], input=applied).exit_code == 0
    without = CliRunner().invoke(kharden, ["unstamped"], input=hardened(DEPLOYMENT, stamp=False))
    assert (without.exit_code, without.stdout) == (1, "Deployment/web: no stamp\n")


def test_a_second_run_stamps_nothing() -> None:
    applied = hardened(DEPLOYMENT, stamp=True)
    assert hardened(applied, stamp=True) == applied


@pytest.mark.parametrize(
    ("metadata", "place"),
    [("x", "/metadata"), ("[x]", "/metadata"), ("{annotations: 5}", "/metadata/annotations")],
)
def test_where_no_stamp_can_stand_is_reported(metadata: str, place: str) -> None:
    text = DEPLOYMENT.replace("metadata:\n  name: web\n", f"metadata: {metadata}\n")
    with pytest.raises(DocumentError, match=f"^{place}: this must be a mapping$") as caught:
        hardened(text, stamp=True)
    assert caught.value.line == 3


def test_objects_without_pods_are_not_stamped() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n"
    assert hardened(text, stamp=True) == text
    assert CliRunner().invoke(kharden, ["unstamped"], input=text).exit_code == 0


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_nothing_is_no_all_clear(text: str) -> None:
    result = CliRunner().invoke(kharden, ["unstamped"], input=text)
    assert result.exit_code == 1
    assert "nothing came on stdin" in result.output


def test_a_cluster_without_workloads_is_one() -> None:
    assert (
        CliRunner().invoke(kharden, ["unstamped"], input="apiVersion: v1\nkind: List\nitems: []\n").exit_code
        == 0
    )


def test_a_list_from_kubectl() -> None:
    result = CliRunner().invoke(kharden, ["unstamped"], input=LIST)
    assert (result.exit_code, result.stdout) == (1, "Deployment/web: no stamp\n")


@pytest.mark.parametrize("mistake", ["a: [\n", "b: 1\n--- c\n"])
def test_a_mistake_is_reported_with_its_line(mistake: str) -> None:
    result = CliRunner().invoke(kharden, ["unstamped"], input=f"a: 1\n---\n{mistake}")
    assert result.exit_code == 1
    assert "kharden: line 4: " in result.output


@pytest.mark.parametrize(("baseline", "exit_code"), [("restricted@1", 0), ("restricted@2", 1)])
def test_an_older_stamp(baseline: str, exit_code: int) -> None:
    applied = hardened(DEPLOYMENT, stamp=True)
    result = CliRunner().invoke(kharden, ["unstamped", "--baseline", baseline], input=applied)
    assert result.exit_code == exit_code
