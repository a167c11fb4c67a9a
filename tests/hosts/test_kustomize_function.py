"""kharden as a KRM function, without a host: a ResourceList goes in, the same one comes out hardened."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Function = Callable[..., "subprocess.CompletedProcess[str]"]

LIST = """\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: scripts
    namespace: one
  data:
    # kept
    run.sh: |
      echo ${1:?cmd is missing} "${datasource}"

      exit
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web # kept too
    namespace: two
    annotations:
      internal.config.kubernetes.io/path: 'web.yaml'
      internal.config.kubernetes.io/index: '0'
      config.k8s.io/id: '7'
  spec:
    template:
      spec:
        containers:
        - name: web
          image: registry.example.com/web:1
          env:
          - name: NAMESPACE
            value: '${NAMESPACE}'
functionConfig:
  apiVersion: kharden.dev/v1alpha1
  kind: Profile
  metadata:
    name: mine
  spec:
    extends: baseline@1
"""
OTHER_LAYOUT = LIST.replace("items:\n", "items: # as a person writes it\n")


@pytest.fixture
def function(kharden_folder: Path, tmp_path: Path) -> Function:
    """A function that runs kharden on a ResourceList, in an empty folder."""

    def run(listed: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        command = [kharden_folder / "kharden"]
        return subprocess.run(
            command, input=listed, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def read(text: str) -> Any:
    return YAML(typ="safe").load(text)


@pytest.mark.parametrize("listed", [LIST, OTHER_LAYOUT], ids=["host's", "other"])
@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha1"])
def test_the_same_list_comes_out_hardened(function: Function, listed: str, version: str) -> None:
    listed = listed.replace("kubernetes.io/v1", f"kubernetes.io/{version}", 1)
    done = function(listed, NAMESPACE="two")
    assert done.returncode == 0
    before, after = read(listed), read(done.stdout)
    assert (after["apiVersion"], after["kind"]) == (f"config.kubernetes.io/{version}", "ResourceList")
    assert after["functionConfig"] == before["functionConfig"]
    assert after["items"][0] == before["items"][0]
    assert after["items"][1]["metadata"] == before["items"][1]["metadata"]
    (container,) = after["items"][1]["spec"]["template"]["spec"]["containers"]
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["env"] == [{"name": "NAMESPACE", "value": "two"}]
    assert {result["severity"] for result in after["results"]} <= {"info", "warning"}
    assert {result["resourceRef"]["name"] for result in after["results"]} == {"web"}


@pytest.mark.parametrize("listed", [LIST, OTHER_LAYOUT], ids=["host's", "other"])
def test_no_other_line_changes(function: Function, listed: str) -> None:
    lines = iter(function(listed, NAMESPACE="two").stdout.splitlines())
    assert all(line in lines for line in listed.replace("${NAMESPACE}", "two").splitlines())


@pytest.mark.parametrize("listed", [LIST, OTHER_LAYOUT], ids=["host's", "other"])
def test_a_second_run_changes_no_item(function: Function, listed: str) -> None:
    once = function(listed, NAMESPACE="two").stdout
    twice = function(once).stdout
    assert twice[: twice.index("\nresults:")] == once[: once.index("\nresults:")]


def test_each_item_knows_its_own_namespace(function: Function) -> None:
    done = function(LIST.replace("${datasource}", "${NAMESPACE}"))
    assert 'echo ${1:?cmd is missing} "one"' in done.stdout
    assert "value: 'two'" in done.stdout


def test_users_row_07_an_item_opts_out(function: Function) -> None:
    mark = "    annotations:\n      kustomize.toolkit.fluxcd.io/substitute: disabled\n"
    done = function(LIST.replace("${datasource}", "${NAMESPACE}").replace("    namespace: one\n", mark))
    assert 'echo ${1:?cmd is missing} "${NAMESPACE}"' in done.stdout
    assert "value: 'two'" in done.stdout


def test_the_profile_is_the_functions_and_else_the_runs(function: Function) -> None:
    without = LIST[: LIST.index("functionConfig:")]
    restricted = read(function(without).stdout)["items"]
    baseline = read(function(without, KHARDEN_PROFILE="baseline").stdout)["items"]
    assert read(function(LIST).stdout)["items"] == baseline != restricted
    assert read(function(LIST, KHARDEN_PROFILE="restricted").stdout)["items"] == baseline


def test_arguments_can_stand_for_a_profile(function: Function) -> None:
    config = "functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  data:\n    mode: report\n"
    done = function(LIST[: LIST.index("functionConfig:")] + config)
    assert (
        read(done.stdout)["items"][1]["spec"] == read(LIST.replace("${NAMESPACE}", "two"))["items"][1]["spec"]
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    namespace: two\n", "", "variable NAMESPACE has no value"),
        ("extends: baseline@1", "extend: baseline@1", "did you mean 'extends'?"),
        ("extends: baseline@1", "extends: baseline@7", "baseline@7"),
        ("  kind: Profile\n", "  kind: Kprofile\n", "Profile"),
        ("- apiVersion: apps/v1\n", "- apiVersion: apps/v1\n  spec: [\n", "document 2"),
    ],
)
def test_an_error_leaves_nothing_for_the_host(function: Function, before: str, after: str, said: str) -> None:
    done = function(LIST.replace(before, after))
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_users_row_03_an_empty_list_is_an_error_unless_allowed(function: Function) -> None:
    empty = LIST[: LIST.index("items:")] + "items: []\n"
    done = function(empty)
    assert (done.returncode, done.stdout) == (1, "")
    allowed = function(empty, KHARDEN_ALLOW_EMPTY="1")
    assert (allowed.returncode, allowed.stdout) == (0, empty)
