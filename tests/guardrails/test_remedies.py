"""What findings say to do about it: to be pasted into a profile as it stands."""

from __future__ import annotations

from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender.defaults import defaults
from postrender.profile import builtin
from postrender.profile.target import identify
from tests.guardrails.support import (
    BARE,
    CATALOGUE,
    NEEDS_HOST,
    NGINX,
    ROOT,
    deployment,
    hardened,
    only,
    profile,
)


@pytest.mark.parametrize("spec", [BARE, NEEDS_HOST, ROOT], ids=["bare", "needs-host", "root"])
def test_an_exemption_that_a_remedy_gives_can_be_pasted_into_a_profile(spec: dict[str, Any]) -> None:
    outcome = hardened(deployment(spec), builtin("restricted"))
    remedies = {finding.remedy for finding in outcome.findings if finding.level in ("may-break", "left")}
    assert remedies
    for remedy in remedies:
        start = remedy.index("exemptions: [")
        text = remedy[start : remedy.index("]", remedy.index("reason:")) + 1]
        pasted = profile(**YAML(typ="safe").load(text.replace("reason: ...", "reason: measured")))
        again = hardened(deployment(spec), pasted)
        assert len(again.findings) < len(outcome.findings) or again.texts("left") == []


def test_an_init_container_that_needs_the_host_may_be_left_out() -> None:
    sysctl = {"name": "sysctl", "image": "busybox", "securityContext": {"privileged": True}}
    early = hardened(deployment({**BARE, "initContainers": [sysctl]}), builtin("restricted"))
    late = hardened(deployment({"containers": [sysctl]}), builtin("restricted"))
    (init,), (main,) = ([f for f in o.findings if f.level == "left"] for o in (early, late))
    assert init.remedy == (
        "leave the init container out by the chart's values, where the nodes' own setup (sysctl) or a mesh's "
        f"CNI plugin does its work, or {main.remedy}"
    )


@pytest.mark.parametrize("name", ["1234", "0017", "1e3", "0x1f", "on", "null", "2026-01-01", "a.b", "12-3"])
def test_a_remedy_names_an_object_by_a_string_whatever_its_name_looks_like(name: str) -> None:
    spec = {"containers": [{"name": name, "image": "localhost:5000/app"}]}
    outcome = hardened(deployment(spec) | {"metadata": {"name": name}}, builtin("restricted"))
    entries = [
        entry
        for finding in outcome.findings
        for one in filter(None, finding.remedy.split(", or "))
        for entries in YAML(typ="safe").load(one).values()
        for entry in entries
    ]
    assert {key for entry in entries for key in entry} >= {"guardrails", "path", "image"}
    assert {entry.get("container", name) for entry in entries} == {name}
    assert {entry["target"]["name"] for entry in entries if "target" in entry} == {name}
    assert {entry.get("image", "localhost:5000/app") for entry in entries} == {"localhost:5000/app"}


def test_what_opens_low_ports_can_be_pasted_into_a_profile_and_does() -> None:
    exempt = [{"guardrails": ["drop-capabilities"], "target": {"name": "web"}, "reason": "measured"}]
    for using in (builtin("restricted"), profile(exemptions=exempt)):
        (told,) = (f for f in hardened(deployment(NGINX), using).findings if "port 80" in f.message)
        assert told.level == "may-break"
        assert "exemptions" not in told.remedy
        text = told.remedy[: told.remedy.index(", or ")]
        assert text == "defaults: [{unprivilegedPorts: true, target: {kind: Deployment, name: web}}]"
        pasted = profile(**YAML(typ="safe").load(text))
        (change,) = defaults(deployment(NGINX), identify(deployment(NGINX), ""), pasted, CATALOGUE)
        assert change.operation["path"] == "/spec/template/spec/securityContext"
        opened = hardened(apply_patch(deployment(NGINX), [change.operation]), using)
        assert not [finding for finding in opened.findings if "port" in finding.message]


def test_what_gives_postgresql_a_folder_of_its_own_can_be_pasted_into_a_profile_and_does() -> None:
    mount = {"name": "data", "mountPath": "/var/lib/postgresql/data"}
    container = {"name": "db", "image": "postgres:17", "volumeMounts": [mount]}
    spec = {"containers": [container], "volumes": [{"name": "data", "emptyDir": {}}]}
    (told,) = (
        f for f in hardened(deployment(spec), builtin("restricted")).findings if f.level == "may-break"
    )
    pasted = profile(**YAML(typ="safe").load(told.remedy[: told.remedy.index(", or ")]))
    (change,) = defaults(deployment(spec), identify(deployment(spec), ""), pasted, CATALOGUE)
    below = hardened(apply_patch(deployment(spec), [change.operation]), builtin("restricted"))
    assert below.texts("may-break") == []


@pytest.mark.parametrize(
    ("image", "remedy"),
    [
        (
            "reg.corp/a:1@sha256:" + "a" * 64,
            "images: [{image: reg.corp/a, runAs: {user: ..., group: ...}}], or ",
        ),
        ("postgres@sha256:" + "a" * 64, "the tag before the digest (`:TAG@sha256:...`), or "),
        ("bitnami/discourse", ""),
    ],
)
def test_what_would_tell_the_ids_comes_before_an_exemption(image: str, remedy: str) -> None:
    outcome = hardened(deployment({"containers": [{"name": "a", "image": image}]}), only("identity"))
    (told,) = (finding for finding in outcome.findings if finding.level == "may-break")
    guardrails = "identity, run-as-non-root" + ", drop-capabilities" * (not remedy)
    assert told.remedy.startswith(f"{remedy}exemptions: [{{guardrails: [{guardrails}], target:")


def test_each_remedy_is_named_once_and_the_exemption_last() -> None:
    own = {
        "command": ["chown", "1:1", "/data"],
        "ports": [{"containerPort": 80}],
        "securityContext": {"runAsUser": 0},
    }
    spec = {"containers": [{"name": "a", "image": "reg.corp/a", **own}]}
    (told,) = (f for f in hardened(deployment(spec), only("identity")).findings if f.level == "may-break")
    assert told.remedy.split(", or ") == [
        "images: [{image: reg.corp/a, runAs: {user: ..., group: ...}}]",
        "defaults: [{unprivilegedPorts: true, target: {kind: Deployment, name: web}}]",
        "a port above 1023 in its configuration, which its Service can map",
        "leave that out by the chart's values, since `fsGroup` gives the pod its volumes",
        "exemptions: [{guardrails: [identity, run-as-non-root, drop-capabilities], "
        "target: {kind: Deployment, name: web}, container: a, reason: ...}]",
    ]
