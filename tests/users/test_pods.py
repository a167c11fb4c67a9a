"""What users of such tools run into, by the rows of README.md: what becomes of pods, what a profile does."""

from __future__ import annotations

from postrender.profile import builtin
from postrender.reports.summary import figures, summary
from tests.filtered import PLACES, containers, filtered, is_hardened, pod_specs
from tests.guardrails.support import profile
from tests.users.support import HEAD, data, mounts, only_container, output, pod


def workload(kind: str, spec: str) -> str:
    """An object of a kind with a pod spec in flow style."""
    group = {"Job": "batch/v1", "CronJob": "batch/v1"}.get(kind, "v1" if kind in CORE else "apps/v1")
    body = "".join(f"{{{token}: " for token in PLACES[kind]) + spec + "}" * len(PLACES[kind])
    return f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: a}}\n{body[1:-1]}\n"


CORE = ("Pod", "PodTemplate", "ReplicationController")
ALL_KINDS = "{initContainers: [{name: i, image: i}], containers: [{name: c, image: i}, {name: d, image: i}]}"


def test_users_row_13_every_container_of_every_kind() -> None:
    for kind in PLACES:
        [spec] = pod_specs(data(output(workload(kind, ALL_KINDS))))
        assert [is_hardened(each) for each in containers(spec)] == [True] * 3, kind


def test_users_row_14_no_field_of_containers_at_pod_level() -> None:
    security = pod("containers: [{name: c, image: i}]")["securityContext"]
    assert security.keys() == {"runAsUser", "runAsGroup", "fsGroup", "runAsNonRoot", "seccompProfile"}


def test_users_row_15_a_numeric_user_comes_with_non_root_and_known_images_get_their_own() -> None:
    for image, user in (("unknown/x", 10001), ("postgres:16", 999), ("grafana/grafana:11.0.0", 472)):
        security = only_container(image)["securityContext"]
        assert (security["runAsUser"], security["runAsNonRoot"]) == (user, True)


OPENSHIFT = builtin("openshift")


def test_users_row_16_a_profile_that_sets_no_user() -> None:
    spec = pod("containers: [{name: c, image: i}]", OPENSHIFT)
    for security in (spec["securityContext"], spec["containers"][0]["securityContext"]):
        assert not security.keys() & {"runAsUser", "runAsGroup", "fsGroup"}
    assert spec["containers"][0]["securityContext"]["runAsNonRoot"] is True


def test_users_row_17_a_read_only_root_leaves_writable_what_has_to_be() -> None:
    assert {"/var/cache/nginx", "/tmp"} <= set(mounts(only_container("nginx:1.27")))  # noqa: S108
    own = profile(writablePaths=[{"path": "/srv/uploads"}])
    assert "/srv/uploads" in mounts(only_container("i", using=own))
    out = profile(exemptions=[{"guardrails": ["read-only-root"], "target": {"kind": "Pod"}, "reason": "old"}])
    assert "readOnlyRootFilesystem" not in only_container("i", using=out)["securityContext"]


def test_users_row_18_no_second_mount_at_or_under_a_mounted_path() -> None:
    for path in ("/tmp", "/tmp/", "/var/../tmp"):  # noqa: S108
        spec = pod(
            f"containers: [{{name: c, image: nginx, volumeMounts: [{{name: tmp-, mountPath: {path}}},"
            " {name: tmp-, mountPath: /var/cache}]}], volumes: [{name: tmp-, emptyDir: {}}]"
        )
        [container] = spec["containers"]
        assert not {"/tmp", "/var/cache/nginx"} & set(mounts(container)[1:])  # noqa: S108
        names = [volume["name"] for volume in spec["volumes"]]
        assert len(names) == len(set(names))


def test_users_row_19_a_capability_that_the_standard_allows_stays_and_low_ports_are_reported() -> None:
    fields = (
        ", ports: [{containerPort: 80}], securityContext: {capabilities: {add: [NET_BIND_SERVICE, SYS_TIME]}}"
    )
    capabilities = only_container("i", fields.replace(", SYS_TIME", ""))["securityContext"]["capabilities"]
    assert capabilities == {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}
    text = HEAD + "spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}\n"
    said = [placed.finding for placed in filtered(text).outcome.findings]
    assert any("80" in finding.message and finding.level in ("may-break", "warning") for finding in said)


def test_users_row_20_no_escalation_is_never_forbidden_beside_what_needs_it() -> None:
    for security in ("privileged: true", "capabilities: {add: [CAP_SYS_ADMIN]}"):
        text = f"{HEAD}spec: {{containers: [{{name: c, image: i, securityContext: {{{security}}}}}]}}\n"
        [container] = data(output(text))["spec"]["containers"]
        assert "allowPrivilegeEscalation" not in container["securityContext"]
        assert filtered(text).outcome.verdicts == {"left": 1}


def test_users_row_21_a_half_filled_security_context_is_completed() -> None:
    fields = ", securityContext: {runAsUser: 5000, runAsGroup: 5000, capabilities: {drop: [KILL]}}"
    security = only_container("i", fields)["securityContext"]
    assert security["runAsUser"] == 5000
    assert security["capabilities"]["drop"] in (["KILL", "ALL"], ["ALL"])
    assert security["readOnlyRootFilesystem"] is True


CONTAINERS_ONLY = profile(identity={"scope": "containers"})


def test_users_row_23_identity_on_containers_only() -> None:
    spec = pod("containers: [{name: c, image: i}]", CONTAINERS_ONLY)
    assert not spec["securityContext"].keys() & {"runAsUser", "runAsGroup"}
    assert spec["containers"][0]["securityContext"]["runAsUser"] == 10001


def test_users_row_25_custom_workloads() -> None:
    rollout = (
        workload("Deployment", ALL_KINDS).replace("Deployment", "Rollout").replace("apps/", "argoproj.io/")
    )
    own = rollout.replace("argoproj.io/v1", "x.example/v1").replace("Rollout", "App")
    using = profile(workloads=[{"group": "x.example", "kind": "App", "paths": ["/spec/template"]}])
    for text in (rollout, own):
        spec = data(output(text, using))["spec"]["template"]["spec"]
        assert all(is_hardened(each) for each in containers(spec))


EVICTABLE = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"


def test_users_row_31_our_volumes_do_not_hold_a_node() -> None:
    found = data(output(HEAD + "spec: {containers: [{name: c, image: i}]}\n"))
    assert found["metadata"]["annotations"][EVICTABLE] == found["spec"]["volumes"][0]["name"]


def test_users_row_32_a_target_that_matches_nothing_is_reported() -> None:
    using = profile(exemptions=[{"guardrails": ["identity"], "target": {"name": "renamed"}, "reason": "r"}])
    text = HEAD + "spec: {containers: [{name: c, image: 'postgres:16'}]}\n"
    [said] = [
        placed.finding for placed in filtered(text, using).outcome.findings if placed.finding.rule == "target"
    ]
    assert "matches nothing" in said.message
    assert filtered("kind: ConfigMap\n", using, strict=True).output is None


def test_users_row_36_to_report_is_a_beginning() -> None:
    text = HEAD + "spec: {containers: [{name: c, image: i}]}\n"
    done = filtered(text, profile(mode="report"))
    assert done.output == text.encode()
    assert "only reported: in the mode `report` none of this is written" in summary(
        done.outcome, "p", verbose=True
    )
    assert figures(done.outcome, "p").endswith(
        "0 of 1 documents changed; 1 pod, 1 only reported: 1 may break"
    )
