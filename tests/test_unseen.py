"""Pods of kinds that nobody has described: not changed, and not passed over in silence."""

from __future__ import annotations

import pytest

from tests.filtered import filtered

UNKNOWN = """\
apiVersion: acme.io/v1
kind: App
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: reg/web:1
"""


def test_what_looks_like_a_pod_is_reported_with_the_path_to_add() -> None:
    done = filtered(UNKNOWN)
    assert done.output == UNKNOWN.encode()
    [placed] = done.outcome.findings
    assert placed.finding.rule == "not-reached"
    assert placed.finding.remedy == "workloads: [{group: acme.io, kind: App, paths: [/spec/template]}]"
    assert str(placed.subject) == "document 1, App/web"


def test_an_operator_that_is_known_to_make_pods_is_reported() -> None:
    done = filtered("apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: k}\n")
    [placed] = done.outcome.findings
    assert (placed.finding.rule, placed.finding.level) == ("not-reached", "note")


def test_an_object_without_a_name_is_called_by_what_it_will_begin_with() -> None:
    done = filtered("""\
apiVersion: v1
kind: Pod
metadata:
  generateName: build-
spec:
  containers:
  - name: a
    image: reg/a
""")
    assert {str(placed.subject) for placed in done.outcome.findings} == {"document 1, Pod/build-"}
    remedies = [placed.finding.remedy for placed in done.outcome.findings]
    assert any("target: {kind: Pod}," in remedy for remedy in remedies)
    assert not any("name: ," in remedy for remedy in remedies)


@pytest.mark.parametrize(
    ("spec", "places"),
    [
        ("{image: a, securityContext: {runAsUser: 0}}", "/spec/securityContext"),
        ("{broker: {podSecurityContext: {fsGroup: 1}}}", "/spec/broker/podSecurityContext"),
        ("{pools: [{podTemplate: {spec: {}}}, {podTemplate: {spec: {}}}]}", "/spec/pools/podTemplate"),
        (
            "{imagePullSecrets: [{name: a}], imagePullPolicy: Always}",
            "/spec/imagePullSecrets, /spec/imagePullPolicy",
        ),
        ("{securityContext: {}, imagePullSecrets: []}", ""),
        ("{rules: [{validate: {pattern: {spec: {securityContext: {runAsNonRoot: true}}}}}]}", ""),
        ("[{securityContext: {runAsUser: 0}}, 1]", "/spec/securityContext"),
        ("x", ""),
    ],
)
def test_what_an_operator_seems_to_make_pods_of_is_reported(spec: str, places: str) -> None:
    text = f"apiVersion: acme.io/v1\nkind: Broker\nmetadata: {{name: b}}\nspec: {spec}\n"
    done = filtered(text)
    assert done.output == text.encode()
    said = [placed.finding.message for placed in done.outcome.findings]
    made = "an operator seems to make pods of it, which kharden does not see: it has "
    assert said == ([f"{made}{places}"] if places else [])
