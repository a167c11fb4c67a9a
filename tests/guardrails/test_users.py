"""Rows of `tests/users/README.md` of which one pod shows more than the filter does."""

# ruff: noqa: S108 - the paths are those of containers

from __future__ import annotations

from typing import Any

import pytest

from postrender.guardrails.paths import normalised
from postrender.profile import GUARDRAILS, builtin
from postrender.profile.problem import ProfileError
from postrender.standards import check
from tests.guardrails.support import Outcome, deployment, hardened, only, profile

RESTRICTED = builtin("restricted")
EVICTABLE = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"


def pod_of(outcome: Outcome) -> dict[str, Any]:
    return outcome.object["spec"]["template"]["spec"]


def one(**security: Any) -> dict[str, Any]:
    return {"containers": [{"name": "a", "image": "reg/a", "securityContext": security}]}


def test_users_row_17_known_images_and_any_workload_get_their_writable_paths() -> None:
    def mounts(image: str, **spec: Any) -> set[str]:
        pod = pod_of(hardened(deployment({"containers": [{"name": "a", "image": image}]}), profile(**spec)))
        return {mount["mountPath"] for mount in pod["containers"][0].get("volumeMounts", [])}

    assert mounts("nginx") == {"/tmp", "/var/cache/nginx", "/run"}
    assert mounts("reg/a", writablePaths=[{"path": "/cache"}]) == {"/tmp", "/cache"}
    exempt = {
        "guardrails": ["read-only-root"],
        "target": {"kind": "Deployment"},
        "reason": "it updates itself",
    }
    # Root is taken away there too, to which the folders belong.
    assert mounts("nginx", exemptions=[exempt]) == {"/var/cache/nginx", "/run"}
    assert mounts("reg/a", exemptions=[exempt]) == set()


def test_users_row_18_no_mount_path_comes_twice_and_no_name_collides() -> None:
    spec = one(readOnlyRootFilesystem=True)
    spec["containers"][0]["volumeMounts"] = [{"name": "tmp", "mountPath": "/tmp/"}]
    spec["containers"].append({"name": "b", "image": "reg/b"})
    spec["volumes"] = [{"name": "tmp", "emptyDir": {}}]
    pod = pod_of(hardened(deployment(spec), RESTRICTED))
    assert pod["containers"][0]["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp/"}]
    paths = [normalised(mount["mountPath"]) for mount in pod["containers"][1]["volumeMounts"]]
    assert paths == ["/tmp"]
    assert [volume["name"] for volume in pod["volumes"]] == ["tmp", "tmp-b"]


def test_users_row_19_drop_all_keeps_what_the_standard_allows_and_warns_of_low_ports() -> None:
    spec = one(capabilities={"add": ["NET_BIND_SERVICE", "CHOWN"]})
    spec["containers"][0]["ports"] = [{"containerPort": 80}]
    outcome = hardened(deployment(spec), only("drop-capabilities"))
    assert pod_of(outcome)["containers"][0]["securityContext"]["capabilities"] == {
        "drop": ["ALL"],
        "add": ["NET_BIND_SERVICE"],
    }
    assert not any("port 80" in text for text in outcome.texts("may-break"))
    outcome = hardened(deployment(spec), RESTRICTED)
    assert any("port 80" in text for text in outcome.texts("may-break"))


def test_users_row_21_a_half_filled_security_context_is_completed() -> None:
    outcome = hardened(deployment(one(readOnlyRootFilesystem=True, runAsUser=7)), RESTRICTED)
    security = pod_of(outcome)["containers"][0]["securityContext"]
    assert (security["runAsUser"], security["allowPrivilegeEscalation"]) == (7, False)
    assert check(outcome.object["spec"]["template"], "restricted") == []


def test_users_row_22_an_exemption_is_for_one_rule_and_container_and_a_wrong_name_is_an_error() -> None:
    spec = one()
    spec["containers"].append({"name": "b", "image": "reg/b"})
    exempt = {
        "guardrails": ["read-only-root"],
        "target": {"name": "web"},
        "container": "a",
        "reason": "measured",
    }
    first, second = pod_of(hardened(deployment(spec), profile(exemptions=[exempt])))["containers"]
    assert "readOnlyRootFilesystem" not in first["securityContext"]
    assert second["securityContext"]["readOnlyRootFilesystem"]
    assert first["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    with pytest.raises(ProfileError, match="read-only-root"):
        profile(exemptions=[{**exempt, "guardrails": ["read-only-rot"]}])


def test_users_row_31_the_autoscaler_may_remove_the_node() -> None:
    def annotations(**spec: Any) -> dict[str, str]:
        template = hardened(deployment(one()), profile(**spec)).object["spec"]["template"]
        return template.get("metadata", {}).get("annotations", {})

    assert annotations() == {EVICTABLE: "tmp"}
    assert annotations(safeToEvict=False) == {}


def test_users_row_36_adoption_step_by_step() -> None:
    assert hardened(deployment(one()), profile(mode="report")).operations == []
    assert hardened(deployment(one()), profile(mode="report")).findings != []
    for guardrail in GUARDRAILS[:-1]:
        rules = {finding.rule for finding in hardened(deployment(one()), only(guardrail)).findings}
        assert rules <= {guardrail}
