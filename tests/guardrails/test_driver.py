"""What holds for all guardrails: modes by namespace, exemptions, verdicts, remedies, malformed pods."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender.defaults import defaults
from postrender.finding import LEVELS, Finding
from postrender.guardrails import REGISTRY, VERDICTS, verdict
from postrender.guardrails.registry import validated
from postrender.pipeline import Pipeline
from postrender.profile import GUARDRAILS, builtin
from postrender.profile.target import identify
from postrender.stream import chunks
from postrender.variables import Variables
from tests.guardrails.support import CATALOGUE, deployment, hardened, only, profile

BARE = {"containers": [{"name": "a", "image": "reg/a"}]}
NEEDS_HOST = {"hostNetwork": True, **BARE}
NGINX = {"containers": [{"name": "a", "image": "nginx"}]}
ROOT = {"containers": [{"name": "a", "image": "reg/a", "securityContext": {"runAsUser": 0}}]}


def in_namespace(spec: dict[str, Any], namespace: str, **metadata: Any) -> dict[str, Any]:
    return {**deployment(spec), "metadata": {"name": "web", "namespace": namespace, **metadata}}


def test_modes_by_namespace() -> None:
    using = profile(namespaces=[{"match": "legacy-*", "mode": "report"}, {"match": "lab", "mode": "off"}])
    assert hardened(in_namespace(BARE, "prod"), using).operations != []
    report = hardened(in_namespace(BARE, "legacy-a"), using)
    assert report.operations == []
    assert report.findings == hardened(in_namespace(BARE, "prod"), using).findings
    assert hardened(in_namespace(NEEDS_HOST, "lab"), using).findings == []


def test_a_guardrails_mode_by_namespace() -> None:
    using = profile(namespaces=[{"match": "legacy", "guardrails": {"read-only-root": "off"}}])
    rules = {finding.rule for finding in hardened(in_namespace(BARE, "legacy"), using).findings}
    assert rules == {*GUARDRAILS} - {"read-only-root", "writable-paths"}


def test_a_guardrail_that_only_reports_spoils_no_verdict() -> None:
    using = profile(guardrails={"read-only-root": "report", "identity": "report", "run-as-non-root": "off"})
    outcome = hardened(deployment(BARE), using)
    assert outcome.verdict == "hardened"
    assert "only reported: made the root file system read-only: where its image writes to is not known" in (
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


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("securityContext", "x", "a mapping"),
        ("volumes", {}, "a list"),
        ("volumes", [None], "a mapping"),
        ("containers", {"name": "a", "image": 1}, "a string"),
        ("containers", [7], "a mapping"),
        ("containers", [{"name": "a", "securityContext": []}], "a mapping"),
        ("containers", [{"name": "a", "securityContext": {"capabilities": {"drop": "ALL"}}}], "a list"),
        ("securityContext", {"runAsUser": [0]}, "a single value"),
        ("containers", [{"name": "a", "volumeMounts": [{"mountPath": 1}]}], "a string"),
    ],
)
def test_a_malformed_pod_is_an_error_that_says_where(path: str, value: Any, expected: str) -> None:
    outcome = hardened(deployment({**BARE, path: value}), builtin("restricted"))
    assert outcome.operations == []
    assert {(finding.rule, finding.level) for finding in outcome.findings} == {("malformed", "error")}
    (error,) = outcome.findings
    assert error.message == f"this must be {expected}"
    assert error.pointer.startswith(f"/spec/template/spec/{path}")


@pytest.mark.parametrize(
    ("spec", "message", "remedy", "pointer"),
    [
        (
            {"securityContext": {"capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True}},
            "capabilities, readOnlyRootFilesystem",
            "each container's securityContext",
            "/securityContext/capabilities",
        ),
        ({"runAsUser": 5}, "runAsUser", "a securityContext", "/runAsUser"),
        (
            {
                "containers": [
                    {"name": "a", "image": "reg/a", "securityContext": {"fsGroup": 5, "sysctls": None}}
                ]
            },
            "fsGroup",
            "the pod's securityContext",
            "/containers/0/securityContext/fsGroup",
        ),
        (
            {"initContainers": [{"name": "i", "image": "reg/i", "privileged": False}]},
            "privileged",
            "a securityContext",
            "/initContainers/0/privileged",
        ),
    ],
)
def test_a_field_that_does_nothing_where_it_stands_is_said(
    spec: dict[str, Any], message: str, remedy: str, pointer: str
) -> None:
    (warning,) = (
        f
        for f in hardened(deployment({**BARE, **spec}), builtin("restricted")).findings
        if f.rule == "misplaced"
    )
    assert warning.message == f"{message} does nothing here: Kubernetes does not know it at this place"
    assert warning.remedy == f"move it to {remedy}"
    assert warning.pointer == f"/spec/template/spec{pointer}"


def test_fields_in_their_places_are_not_said_to_do_nothing() -> None:
    spec = {"securityContext": {"fsGroup": 5, "runAsUser": 5}, **ROOT}
    assert "misplaced" not in {
        finding.rule for finding in hardened(deployment(spec), builtin("restricted")).findings
    }


@pytest.mark.parametrize(
    ("image", "remedy"),
    [
        (
            "reg.corp/a:1@sha256:" + "a" * 64,
            "images: [{image: reg.corp/a, run_as: {user: ..., group: ...}}], or ",
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
        "images: [{image: reg.corp/a, run_as: {user: ..., group: ...}}]",
        "defaults: [{unprivilegedPorts: true, target: {kind: Deployment, name: web}}]",
        "a port above 1023 in its configuration, which its Service can map",
        "leave that out by the chart's values, since `fsGroup` gives the pod its volumes",
        "exemptions: [{guardrails: [identity, run-as-non-root, drop-capabilities], "
        "target: {kind: Deployment, name: web}, container: a, reason: ...}]",
    ]


def test_an_id_that_another_tool_fills_in_is_the_charts_choice() -> None:
    outcome = hardened(deployment({**BARE, "securityContext": {"runAsUser": "${UID}"}}), only("identity"))
    assert (outcome.operations, outcome.findings) == ([], [])


def test_what_only_the_standards_look_at_is_an_error_too() -> None:
    outcome = hardened(deployment({**BARE, "hostPID": "yes"}), builtin("restricted"))
    assert [finding.level for finding in outcome.findings] == ["error"]
    assert "must be true or false" in outcome.findings[0].message


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
def test_an_immutable_pod_is_said_once_to_fail_on_upgrade(
    version: str, kind: str, said: bool, hook: dict[str, Any]
) -> None:
    obj = {**deployment(BARE), "apiVersion": version, "kind": kind, "metadata": {"name": "x", **hook}}
    outcome = hardened(obj, builtin("restricted"))
    told = [finding for finding in outcome.findings if finding.rule == "immutable"]
    assert len(told) == (said and not hook)
    again = hardened(outcome.object, builtin("restricted"))
    assert not [finding for finding in again.findings if finding.rule == "immutable"]


@pytest.mark.parametrize(
    "place",
    [
        {"nodeSelector": {"kubernetes.io/os": "windows"}},
        {"nodeSelector": {"beta.kubernetes.io/os": "windows"}},
        {
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {"key": "kubernetes.io/os", "operator": "In", "values": ["windows"]}
                                ]
                            }
                        ]
                    }
                }
            }
        },
    ],
    ids=["selector", "beta", "affinity"],
)
def test_a_pod_that_can_only_be_windows_says_so_and_stays_free_of_what_linux_has(
    place: dict[str, Any],
) -> None:
    outcome = hardened(deployment({**BARE, **place}), builtin("restricted"))
    spec = outcome.object["spec"]["template"]["spec"]
    assert spec["os"] == {"name": "windows"}
    assert spec["securityContext"] == {"runAsNonRoot": True}
    assert spec["containers"] == [{"name": "a", "image": "reg/a", "securityContext": {"runAsNonRoot": True}}]


def test_a_windows_pod_with_fields_of_linux_is_told_which() -> None:
    spec = {
        "nodeSelector": {"kubernetes.io/os": "windows"},
        "securityContext": {"fsGroup": 5},
        "containers": [{"name": "a", "image": "reg/a", "securityContext": {"runAsUser": 5}}],
    }
    outcome = hardened(deployment(spec), builtin("restricted"))
    assert "os" not in outcome.object["spec"]["template"]["spec"]
    assert outcome.texts("warning") == ["it can only run on Windows, where it may not set fsGroup, runAsUser"]


def test_linux_named_is_not_windows() -> None:
    spec = {"os": {"name": "linux"}, "nodeSelector": {"kubernetes.io/os": "windows"}, **BARE}
    outcome = hardened(deployment(spec), builtin("restricted"))
    assert outcome.object["spec"]["template"]["spec"]["securityContext"]["seccompProfile"]


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
