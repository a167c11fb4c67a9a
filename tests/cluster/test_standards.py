"""The standards as the real server applies them: it refuses what `standards` refuses, in the same words.

The evaluator in tests/standards sees a pod as it is written, the server after it has filled in its defaults.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.standards import check
from postrender.standards.namespace import ENFORCE, ENFORCE_VERSION, refusal
from tests.cluster.server import RESTRICTED, Server

pytestmark = pytest.mark.cluster

NAME = "of-a-fixture"  # those of the fixtures are no names to the server
INVALID = 422


def answers(server: Server, folder: Path) -> list[tuple[str, str, str]]:
    """Of each pod of a level and a version: which it is, what the server says, what we say."""
    level, version = folder.parts[-2:]
    namespace = f"standards-{level}-{version.replace('.', '-')}"
    labels = {ENFORCE: level, ENFORCE_VERSION: version}
    made = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}}
    assert server.api.create(made, "").accepted
    found = []
    for path in sorted(folder.glob("*/*.yaml")):
        pod: dict[str, Any] = YAML(typ="safe").load(path)
        pod["metadata"]["name"] = NAME
        answer = server.api.create(pod, namespace, dry_run=True)
        theirs = "" if answer.accepted else "invalid" if answer.status == INVALID else answer.message
        violations = check(pod, level, version)
        ours = f'pods "{NAME}" is forbidden: {refusal(violations, level, version)}' if violations else ""
        found.append(("/".join(path.parts[-4:]), theirs, ours))
    return found


def test_upstreams_fixtures(server: Server, shared: Path) -> None:
    folders = sorted((shared / "facts" / "pod-security").glob("*/v*"))
    told = [answer for folder in folders for answer in answers(server, folder)]
    assert len(told) > 900
    assert [name for name, theirs, ours in told if bool(theirs) != bool(ours)] == []
    differing = {Path(name).stem.rstrip("0123456789") for name, theirs, ours in told if theirs != ours}
    # The server writes an AppArmor annotation into the container's field, too, and names both; it finds
    # procMount invalid, before it asks the standard, without `hostUsers: false`.
    assert differing == {"apparmorprofile", "procmount"}


def test_a_port_of_a_pod_in_the_nodes_network_is_one_of_the_node(server: Server) -> None:
    container = {"name": "web", "image": "web", "ports": [{"containerPort": 80}]}
    spec = {"hostNetwork": True, "containers": [container]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": NAME}, "spec": spec}
    answer = server.api.create(pod, RESTRICTED, dry_run=True)
    assert 'host namespaces (hostNetwork=true), hostPort (container "web" uses hostPort 80)' in answer.message
    assert {"hostNamespaces"} == {said.check for said in check(pod, "baseline")}


def test_a_deployment_is_warned_of(server: Server) -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": "web"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": NAME}, "spec": spec}
    answer = server.api.create(deployment, RESTRICTED, dry_run=True)
    said = refusal(check(template, RESTRICTED), RESTRICTED, "latest").replace('"', r"\"")
    assert answer.accepted
    assert answer.warnings == [f'299 - "would violate{said.removeprefix("violates")}"']
