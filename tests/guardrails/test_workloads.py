"""Where custom kinds hold pods: against a table (`workloads.yaml`) and against the CRDs of real charts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender.guardrails import Change, harden
from postrender.layout import TEMPLATE, Layout
from postrender.profile import GUARDRAILS
from postrender.profile.model import Workload
from postrender.triage import kinds
from postrender.workload_kinds import LAYOUTS, NOT_REACHED, PLACES
from postrender.workloads import not_reached, patched, pods
from tests.guardrails.support import profile

POD = {"spec": {"containers": [{"name": "a", "image": "reg/a:1"}]}}
CASES = YAML(typ="safe").load(Path(__file__).parent / "workloads.yaml")


def operations(obj: dict[str, Any], guardrails: list[str]) -> list[dict[str, Any]]:
    using = profile(
        guardrails={name: "enforce" if name in guardrails else "off" for name in GUARDRAILS},
        safeToEvict=False,
    )
    steps = (step for pod in pods(obj, ()) for step in harden(pod, using))
    return [step.operation for step in steps if isinstance(step, Change)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["object"]["kind"]))
def test_every_container_is_found(case: dict[str, Any]) -> None:
    found = [pod.pointer(c.tokens) for pod in pods(case["object"], ()) for c in pod.containers]
    assert found == case["containers"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "after" in case], ids=lambda case: case["object"]["kind"]
)
def test_it_is_hardened(case: dict[str, Any]) -> None:
    assert apply_patch(case["object"], operations(case["object"], case["with"])) == case["after"]
    assert operations(case["after"], case["with"]) == []


def test_a_profile_names_kinds_of_its_own_which_come_first() -> None:
    obj = {
        "apiVersion": "acme.io/v1",
        "kind": "App",
        "spec": {"parts": [{"pod": {"containers": [{"name": "a"}]}}]},
    }
    for path in ("/spec/parts/*/pod", "/spec/parts/0/pod"):
        own = Workload(group="acme.io", kind="App", paths=(path,))
        assert [pod.pointer() for pod in pods(obj, (own,))] == ["/spec/parts/0/pod"]
    assert ("acme.io", "App") in kinds((own,))
    assert list(pods(obj, ())) == []


def test_what_an_operator_makes_unseen_is_reported() -> None:
    finding = not_reached({"apiVersion": "kafka.strimzi.io/v1beta2", "kind": "Kafka"})
    assert finding is not None
    assert (finding.rule, finding.level) == ("not-reached", "note")
    assert "restricted" in finding.remedy
    assert not_reached({"apiVersion": "v1", "kind": "Pod"}) is None


def test_what_changes_a_pod_afterwards_is_reported() -> None:
    spec = {"podSpecPatch": "a", "templates": [{"name": "a"}, {"name": "b", "podSpecPatch": "b"}]}
    workflow = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": spec}
    cron = {"apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow", "spec": {"workflowSpec": spec}}
    assert [finding.pointer for finding in patched(workflow)] == [
        "/spec/podSpecPatch",
        "/spec/templates/1/podSpecPatch",
    ]
    assert [finding.level for finding in patched(cron)] == ["warning", "warning"]
    assert list(patched({**workflow, "spec": {"templates": []}})) == []


def test_what_an_operator_makes_without_a_template_is_reported() -> None:
    elasticsearch = {"apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch"}
    finding = not_reached({**elasticsearch, "spec": {"nodeSets": [{"name": "a"}]}})
    assert finding is not None
    assert finding.remedy == "a pod template at /spec/nodeSets/*/podTemplate would be hardened"
    assert not_reached({**elasticsearch, "spec": {"nodeSets": [{"podTemplate": {}}]}}) is None


@pytest.mark.parametrize(
    ("version", "kind", "without", "holds"),
    [
        (
            "serving.kserve.io/v1beta1",
            "InferenceService",
            {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
            {"predictor": {"containers": [{"name": "a"}]}},
        ),
        (
            "kubeflow.org/v1beta1",
            "Experiment",
            {"trialTemplate": {"configMap": {"configMapName": "a"}}},
            {"trialTemplate": {"trialSpec": {"apiVersion": "v1", "kind": "Pod", **POD}}},
        ),
    ],
)
def test_what_a_kind_takes_from_elsewhere_is_reported(
    version: str, kind: str, without: dict[str, Any], holds: dict[str, Any]
) -> None:
    told = not_reached({"apiVersion": version, "kind": kind, "spec": without})
    assert told is not None
    assert told.remedy == NOT_REACHED[version.partition("/")[0], kind]
    assert not_reached({"apiVersion": version, "kind": kind, "spec": holds}) is None


def unknown(
    spec: dict[str, Any], version: str = "acme.io/v1", kind: str = "App", **others: Any
) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": spec, **others}


@pytest.mark.parametrize(
    ("obj", "paths"),
    [
        (unknown({"template": POD}), "/spec/template"),
        (unknown(POD["spec"]), "/spec"),
        (
            unknown({"pools": [{"pod": POD}, {"pod": POD}, {}], "extra": {"a": POD["spec"]}}),
            "/spec/pools/*/pod, /spec/extra/a",
        ),
        (unknown({}, status={"last": POD}), ""),
        (unknown({"containers": [{"name": "a"}]}), ""),
        (unknown({"containers": "reg/a:1"}), ""),
        (unknown({"pattern": {"spec": {"containers": [{"name": "*", "image": "!*:latest"}]}}}), ""),
        (unknown({"template": POD}, version="v1"), ""),
        (unknown({"template": POD}, "argoproj.io/v1", "Rollout"), ""),
        (unknown({"template": POD}, "apiextensions.k8s.io/v1", "CustomResourceDefinition"), ""),
    ],
)
def test_what_looks_like_a_pod_in_an_unknown_kind_is_reported(obj: dict[str, Any], paths: str) -> None:
    finding = not_reached(obj)
    if not paths:
        assert finding is None
        return
    assert finding is not None
    assert finding.remedy == f"workloads: [{{group: acme.io, kind: App, paths: [{paths}]}}]"
    own = profile(**YAML(typ="safe").load(finding.remedy)).workloads
    assert not_reached(obj, own) is None
    assert list(pods(obj, own))


def test_a_path_of_the_profile_that_leads_past_the_pod_is_reported() -> None:
    own = (Workload(group="acme.io", kind="App", paths=("/spec/tempate",)),)
    finding = not_reached(unknown({"template": POD}), own)
    assert finding is not None
    assert (
        finding.message
        == "it holds what looks like a pod at /spec/template, where no path of the profile leads"
    )
    assert not_reached(unknown({"securityContext": {"runAsUser": 1}}), own) is None


def test_every_kind_with_a_finding_is_looked_at() -> None:
    assert {*PLACES, *NOT_REACHED} == kinds(())


def schema_at(schema: Any, tokens: tuple[str | int, ...]) -> Any:
    """The OpenAPI schema of a place; None where the kind has no such field, {} where it may have any."""
    for key in tokens:
        if schema.get("x-kubernetes-preserve-unknown-fields"):
            return {}
        if key == "*":
            schema = schema.get("items") or schema.get("additionalProperties")
        else:
            schema = (schema.get("properties") or {}).get(key)
        if schema is None:
            return None
    return schema


def test_the_places_exist_in_the_crds_of_real_charts(shared: Path) -> None:
    """For every known kind whose CRD a chart of the corpus brings: every place, and every part there."""
    checked = set()
    for path in sorted((shared / "corpus/charts").glob("*.yaml")):
        for text in re.split(r"(?m)^---.*$", path.read_text()):
            head = re.search(r"(?m)^    kind: (\w+)$", text)
            if "kind: CustomResourceDefinition" not in text or not head:
                continue
            group = re.search(r"(?m)^  group: (\S+)$", text)
            key = (group[1] if group else "", head[1])
            if key not in PLACES or key in checked:
                continue
            versions = YAML(typ="safe").load(text.replace(": =", ": '='").replace("- =", "- '='"))["spec"][
                "versions"
            ]
            schema = versions[-1]["schema"]["openAPIV3Schema"]
            for place, name in PLACES[key]:
                layout = Layout(*LAYOUTS[name]) if name in LAYOUTS else TEMPLATE
                for part in (*(tokens for _, tokens in layout.containers), layout.security, layout.volumes):
                    if part is not None and "ephemeralContainers" not in part and name != "object":
                        assert schema_at(schema, (*place, *part)) is not None, (key, place, part)
            checked.add(key)
    assert {kind for _, kind in checked} >= {"Prometheus", "Alertmanager", "Rollout", "Grafana", "Pooler"}
