"""What holds for all guardrails: modes by namespace, exemptions, verdicts, pages."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from postrender.finding import LEVELS, Finding
from postrender.guardrails import REGISTRY, VERDICTS, verdict
from postrender.guardrails.registry import validated
from postrender.pipeline import Pipeline
from postrender.profile import GUARDRAILS, builtin
from postrender.stream import chunks
from postrender.variables import Variables
from tests.guardrails.support import (
    BARE,
    NEEDS_HOST,
    deployment,
    hardened,
    only,
    profile,
)


def in_namespace(spec: dict[str, Any], namespace: str, **metadata: Any) -> dict[str, Any]:
    return {**deployment(spec), "metadata": {"name": "web", "namespace": namespace, **metadata}}


def test_modes_by_namespace() -> None:
    using = profile(namespaces=[{"match": "legacy-*", "mode": "report"}, {"match": "lab", "mode": "off"}])
    assert hardened(in_namespace(BARE, "prod"), using).operations != []
    report = hardened(in_namespace(BARE, "legacy-a"), using)
    assert report.operations == []
    note, *others = report.findings
    assert (note.rule, note.level) == ("mode", "note")
    assert others == hardened(in_namespace(BARE, "prod"), using).findings
    assert hardened(in_namespace(NEEDS_HOST, "lab"), using).findings == []


def test_a_guardrails_mode_by_namespace() -> None:
    using = profile(namespaces=[{"match": "legacy", "guardrails": {"read-only-root": "off"}}])
    rules = {finding.rule for finding in hardened(in_namespace(BARE, "legacy"), using).findings}
    assert rules == {*GUARDRAILS} - {"read-only-root", "writable-paths"}


def test_a_guardrail_that_only_reports_spoils_no_verdict() -> None:
    using = profile(guardrails={"read-only-root": "report", "identity": "report", "run-as-non-root": "off"})
    outcome = hardened(deployment(BARE), using)
    assert outcome.verdict == "hardened"
    assert "only reported: made the root file system read-only: where its image writes is not known" in (
        outcome.texts("note")
    )


def test_the_baseline_is_content_with_what_baseline_allows() -> None:
    nfs = {"volumes": [{"name": "n", "nfs": {"server": "s", "path": "/"}}]}
    escalating = {"containers": [{"name": "a", "securityContext": {"allowPrivilegeEscalation": True}}]}
    assert hardened(deployment({**BARE, **nfs}), builtin("restricted")).verdict == "left"
    assert hardened(deployment({**escalating, **nfs}), builtin("baseline")).verdict == "hardened"
    assert hardened(deployment(NEEDS_HOST), builtin("baseline")).verdict == "left"


def test_a_reason_stands_where_the_field_stands() -> None:
    volumes = {"volumes": [{"name": "x", "emptyDir": {}}, {"name": "h", "hostPath": {"path": "/"}}]}
    (left,) = (
        f
        for f in hardened(deployment({**BARE, **volumes}), builtin("restricted")).findings
        if f.level == "left"
    )
    assert left.pointer == "/spec/template/spec/volumes/1/hostPath"


def test_an_annotation_exempts_only_where_the_profile_allows_it() -> None:
    note = {"annotations": {"kharden.dev/exempt": "seccomp: it traces"}}
    pod = in_namespace(BARE, "prod", **note)
    assert hardened(pod, only("seccomp")).operations != []
    allowed = hardened(pod, only("seccomp", annotations={"exempt": True}))
    assert allowed.operations == []
    assert allowed.texts("note") == ["exempt: it traces"]


def test_an_annotation_that_cannot_be_read_is_an_error() -> None:
    pod = in_namespace(BARE, "prod", annotations={"kharden.dev/exempt": "secomp: it traces"})
    outcome = hardened(pod, profile(annotations={"exempt": True}))
    assert outcome.operations == []
    (error,) = outcome.findings
    assert (error.level, error.rule) == ("error", "exemption")
    assert "secomp" in error.message


def test_verdicts() -> None:
    def of(*found: tuple[str, str]) -> str:
        return verdict(Finding(rule, level, "") for rule, level in found)

    assert of() == of(("seccomp", "change"), ("seccomp", "note"), ("x", "warning")) == "hardened"
    assert of(("seccomp", "change"), ("identity", "may-break")) == "hardened-may-break"
    assert of(("identity", "may-break"), ("seccomp", "left")) == "left"
    assert of(("host", "note")) == "left"
    assert {of(("x", level)) for level in LEVELS} == {*VERDICTS}


def test_known_images_whose_facts_cover_everything_are_hardened_plainly() -> None:
    pod = {"containers": [{"name": "a", "image": "postgres:17"}, {"name": "b", "image": "memcached"}]}
    assert hardened(deployment(pod), builtin("restricted")).verdict == "hardened"
    assert hardened(deployment(BARE), builtin("restricted")).verdict == "hardened-may-break"


def test_a_profile_accepts_a_pod_that_needs_the_host_by_exempting_it_from_everything() -> None:
    exemptions = [{"guardrails": [*GUARDRAILS], "target": {"name": "web"}, "reason": "the node's agent"}]
    outcome = hardened(deployment(NEEDS_HOST), profile(exemptions=exemptions))
    assert outcome.verdict == "left"
    assert outcome.texts("left") == []
    assert "it needs the host: host namespaces (hostNetwork=true)" in outcome.texts("note")


def test_an_id_that_another_tool_fills_in_is_the_charts_choice() -> None:
    outcome = hardened(deployment({**BARE, "securityContext": {"runAsUser": "${UID}"}}), only("identity"))
    assert (outcome.operations, outcome.findings) == ([], [])


@pytest.mark.parametrize(
    ("version", "kind", "said"),
    [
        ("batch/v1", "Job", True),
        ("v1", "Pod", True),
        ("apps/v1", "Deployment", False),
        ("batch.volcano.sh/v1alpha1", "Job", False),
    ],
)
@pytest.mark.parametrize(
    "hook", [{}, {"annotations": {"helm.sh/hook": "pre-install"}}], ids=["plain", "hook"]
)
def test_an_immutable_pod_is_reported_once_to_fail_on_upgrade(
    version: str, kind: str, said: bool, hook: dict[str, Any]
) -> None:
    obj = {**deployment(BARE), "apiVersion": version, "kind": kind, "metadata": {"name": "x", **hook}}
    outcome = hardened(obj, builtin("restricted"))
    told = [finding for finding in outcome.findings if finding.rule == "immutable"]
    assert len(told) == (said and not hook)
    again = hardened(outcome.object, builtin("restricted"))
    assert not [finding for finding in again.findings if finding.rule == "immutable"]


def test_claims_of_a_stateful_set_are_not_touched_and_their_names_are_taken() -> None:
    claims = [{"metadata": {"name": "tmp"}, "spec": {}}]
    spec = {
        "template": {"spec": BARE},
        "volumeClaimTemplates": claims,
        "selector": {"matchLabels": {"a": "b"}},
    }
    obj = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}
    after = hardened(obj, builtin("restricted")).object["spec"]
    assert (after["volumeClaimTemplates"], after["selector"]) == (claims, spec["selector"])
    assert [volume["name"] for volume in after["template"]["spec"]["volumes"]] == ["tmp-a"]
    assert after["template"]["spec"]["securityContext"]["fsGroupChangePolicy"] == "OnRootMismatch"


@pytest.mark.parametrize("claims", [5, "tmp", {"metadata": {"name": "tmp"}}, [None, "tmp", {"metadata": 5}]])
def test_claims_that_are_none_are_left_to_the_api_server(claims: Any) -> None:
    spec = {"template": {"spec": BARE}, "volumeClaimTemplates": claims}
    obj = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec}
    after = hardened(obj, builtin("restricted")).object["spec"]
    assert after["volumeClaimTemplates"] == claims
    assert [volume["name"] for volume in after["template"]["spec"]["volumes"]] == ["tmp"]


def test_the_registry_refuses_a_guardrail_that_no_profile_can_name() -> None:
    def module(name: str) -> ModuleType:
        made = ModuleType(name)
        made.__dict__["ID"] = name
        return made

    with pytest.raises(ValueError, match="must be exactly"):
        validated([*REGISTRY[1:], module("unheard-of")])
    with pytest.raises(ValueError, match="must be exactly"):
        validated(REGISTRY[1:])
    assert validated(REGISTRY) == REGISTRY


@pytest.mark.parametrize("module", REGISTRY, ids=lambda module: module.ID)
def test_the_page_of_a_guardrail(module: ModuleType) -> None:
    page = " ".join(str(module.__doc__).split())
    for row in ("| Fields |", "| Value |", "| May break |", "Windows", " the host", "Source: "):
        assert row in page, row
    said = page[page.index("| May break |") :].split("|")[2].strip()
    word = {"safe": "no", "rarely": "rarely", "may-break": "yes"}[module.SAFETY]
    assert said.startswith(word)


def test_an_identity_that_fills_knows_that_root_is_not_kept() -> None:
    """`runAsNonRoot: false` is kept by `fill`, and replaced by the next guardrail: that is foreseen."""
    profile = builtin("restricted")
    profile = profile.replace(guardrails={**profile.guardrails, "identity": "fill"})
    pipeline = Pipeline(profile, Variables((), {}))
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
        "  - {name: x, image: nginx, securityContext: {runAsNonRoot: false}}\n"
    )
    once = pipeline.harden(next(chunks([text.encode()])), 1).text
    assert "runAsUser: 101" in once
    assert pipeline.harden(next(chunks([once.encode()])), 1).text == once
