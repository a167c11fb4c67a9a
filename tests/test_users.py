"""What users of such tools run into: the rows of the list, by number, that are the filter's own business.

Rows that need a host stand with the hosts' tests. The last test switches the feature behind each row off:
then the row's test fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from types import ModuleType
from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender import stream
from postrender.guardrails import driver, drop_capabilities
from postrender.guardrails.rules import Setting
from postrender.hardening import Hardening
from postrender.lossless import Document, parse
from postrender.lossless.patch import Patched
from postrender.pods import Pod
from postrender.profile import Profile, builtin
from tests.conftest import ROOT
from tests.filtered import PLACES, RESTRICTED, containers, filtered, is_hardened, pod_specs
from tests.guardrails.support import profile

HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"


def output(text: str, using: Profile = RESTRICTED, **how: Any) -> str:
    done = filtered(text, using, **how)
    assert done.output is not None, done.errors
    return done.output.decode()


def pod(spec: str, using: Profile = RESTRICTED) -> dict[str, Any]:
    """The spec of a Pod after the filter; `spec` is in flow style."""
    return data(output(f"{HEAD}spec: {{{spec}}}\n", using))["spec"]


def only_container(image: str, fields: str = "", using: Profile = RESTRICTED) -> dict[str, Any]:
    [found] = pod(f"containers: [{{name: c, image: '{image}'{fields}}}]", using)["containers"]
    return found


def data(text: str) -> Any:
    return parse(text).data


def kept(before: str, after: str) -> None:
    """Every line stands there still, in order, and something was added."""
    lines = iter(after.splitlines())
    assert all(line in lines for line in before.splitlines())
    assert before != after


def mounts(container: dict[str, Any]) -> list[str]:
    return [mount["mountPath"] for mount in container.get("volumeMounts", [])]


BLOCKS = (
    f"{HEAD}  annotations:\n"
    + "    a: |\n      one\n    b: |-\n      none\n    c: |+\n      two\n\n    d: >\n      folded\n"
    + "spec:\n  containers:\n  - name: c\n    image: i\n    args:\n    - |+\n      last\n\n"
)


def test_users_row_04_a_literal_block_keeps_its_final_newlines() -> None:
    for text in (
        BLOCKS,
        BLOCKS.rstrip("\n"),
        BLOCKS.rstrip("\n") + "\n",
        BLOCKS + "\n\n",
        BLOCKS + "status: {}\n",
    ):
        after = output(text)
        kept(text.rstrip("\n"), after)
        before, now = data(text), data(after)
        assert now["metadata"]["annotations"].items() >= before["metadata"]["annotations"].items()
        assert now["spec"]["containers"][0]["args"] == before["spec"]["containers"][0]["args"]


def test_users_row_05_a_separator_inside_a_block_scalar_separates_nothing() -> None:
    pem = "-----BEGIN CERTIFICATE-----\n      AAAA\n      -----END CERTIFICATE-----\n"
    text = HEAD + f"  annotations:\n    a: |\n      ---\n      kind: Pod\n      ----\n      {pem}"
    text += "spec:\n  containers:\n  - {name: c, image: i}\n"
    done = filtered(text)
    assert done.outcome.documents == 1
    assert data(output(text))["metadata"]["annotations"]["a"] == data(text)["metadata"]["annotations"]["a"]


def test_users_row_06_a_glued_separator_is_an_error() -> None:
    done = filtered("a: b\n---apiVersion: v1\nkind: Pod\n")
    assert done.output is None
    assert "separator" in done.errors


FOREIGN = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n"
    "  shell: 'echo ${1:?missing} ${HOME} $NAMESPACE $(date) ${NAMESPACES}'\n"
    '  grafana: \'{"uid": "${datasource}"}\'\n  otel: ${env:MY_POD_IP}\n  escaped: $${NAMESPACE}\n'
)


def test_users_row_07_only_listed_names_are_substituted() -> None:
    text = FOREIGN + "  ours: ${NAMESPACE}\n"
    wanted = FOREIGN.replace("$${", "${") + "  ours: apps\n"
    assert output(text) == wanted
    out = text.replace(
        "  name: cm\n", "  name: cm\n  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n"
    )
    assert output(out) == out


def test_users_row_08_a_substituted_string_stays_a_string() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata:\n"
    text += '  a: ${LOG_LEVEL}\n  b: "${LOG_LEVEL}"\n'
    for value in (
        "yes",
        "123",
        "2.4",
        "0644",
        "null",
        "~",
        "",
        "1e3",
        "a: b",
        "- x",
        "# y",
        "x\ny",
        "'\"",
        "{}",
    ):
        after = data(output(text, values={"LOG_LEVEL": value}))
        assert after["data"] == {"a": value, "b": value}


def test_users_row_09_untouched_scalars_keep_their_source_text() -> None:
    text = HEAD + "spec:\n  enableServiceLinks: no\n  containers:\n  - {name: c, image: 'i'}\n"
    text += '  volumes:\n  - name: v\n    configMap: {name: "cm", defaultMode: 0644}\n'
    after = output(text)
    assert "enableServiceLinks: no\n" in after
    assert '{name: "cm", defaultMode: 0644}' in after


def test_users_row_11_the_same_object_twice_passes() -> None:
    text = HEAD + "spec: {containers: [{name: c, image: i}]}\n"
    once = output(text)
    assert output(f"{text}---\n{text}") == f"{once}---\n{once}"


COMMAND = "from postrender.cli import main; main()"


def test_users_row_12_stdout_holds_manifests_only() -> None:
    text = HEAD + "spec: {hostNetwork: true, containers: [{name: c, image: i}]}\n"
    for arguments in ((), ("-v",), ("-q",), ("--diff",)):
        command = [sys.executable, "-c", COMMAND, *arguments]
        done = subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == output(text)


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


def test_users_row_19_a_capability_that_the_standard_allows_stays_and_low_ports_are_said() -> None:
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


def test_users_row_24_whatever_has_items_is_a_list() -> None:
    item = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}"
    for kind in ("List", "PodList", "ConfigMap", "Shelf"):
        after = data(output(f"apiVersion: v1\nkind: {kind}\nmetadata: {{}}\nitems: [{item}]\n"))
        assert is_hardened(after["items"][0]["spec"]["containers"][0]), kind


def test_users_row_25_custom_workloads() -> None:
    rollout = (
        workload("Deployment", ALL_KINDS).replace("Deployment", "Rollout").replace("apps/", "argoproj.io/")
    )
    own = rollout.replace("argoproj.io/v1", "x.example/v1").replace("Rollout", "App")
    using = profile(workloads=[{"group": "x.example", "kind": "App", "paths": ["/spec/template"]}])
    for text in (rollout, own):
        spec = data(output(text, using))["spec"]["template"]["spec"]
        assert all(is_hardened(each) for each in containers(spec))


def test_users_row_26_of_duplicate_keys_the_last_counts_and_that_is_said() -> None:
    text = HEAD + "spec:\n  containers:\n  - name: c\n    image: a\n    image: b\n"
    done = filtered(text)
    kept(text, output(text))
    [said] = [placed for placed in done.outcome.findings if placed.finding.rule == "duplicate-key"]
    assert (said.finding.level, said.line, "'image'" in said.finding.message) == ("warning", 9, True)
    assert filtered(text, strict=True).output is None
    assert filtered(text + "kind: Pod\n").output is None


def test_users_row_27_only_lines_that_had_to_change_differ() -> None:
    config = (
        "apiVersion:   v1\nkind: ConfigMap\nmetadata: { name:  cm }   # why\ndata: {a:   'b',\n\n c: \"d\"}\n"
    )
    text = (
        "# Source: x\n"
        + HEAD.replace("name: a", "name:    'a'   # odd")
        + "\n# about\nspec:\n    containers:\n        -   name: c\n"
        + '\n            image: "i"   # the image\n# end\n'
    )
    after = output(f"{config}---\n{text}")
    assert after.startswith(f"{config}---\n# Source: x\n")
    kept(text, after[len(config) + 4 :])


def test_users_row_28_an_error_says_where() -> None:
    text = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: c2VjcmV0}\n---\n# Source: c/web.yaml\n"
    )
    text += HEAD + "spec:\n  containers:\n  - name: c\n    securityContext: [c2VjcmV0]\n"
    [error] = filtered(text).outcome.errors
    assert str(error.subject) == "document 2, c/web.yaml, Pod/a"
    assert (error.line, error.column) == (14, 5)
    assert "c2VjcmV0" not in error.finding.message


EVICTABLE = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"


def test_users_row_31_our_volumes_do_not_hold_a_node() -> None:
    found = data(output(HEAD + "spec: {containers: [{name: c, image: i}]}\n"))
    assert found["metadata"]["annotations"][EVICTABLE] == found["spec"]["volumes"][0]["name"]


def test_users_row_32_a_target_that_matches_nothing_is_said() -> None:
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
    assert done.outcome.findings


def reserialised(document: Document, operations: list[dict[str, Any]], _: Any) -> Patched:
    """The text as a tool writes it that parses and serialises."""
    patched, text = apply_patch(document.data, operations), StringIO()
    YAML(typ="safe", pure=True).dump(patched, text)
    return Patched(text.getvalue(), patched, 0)


def in_raw_text(document: Document, _: Any) -> Document:
    """Variables replaced without regard to YAML."""
    return Document(document.body.replace("${LOG_LEVEL}", "yes"))


def without(module: Any) -> tuple[Any, ...]:
    """The guardrails but one."""
    return tuple(each for each in driver.REGISTRY if each is not module)


def as_one(self: Hardening, obj: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A list read as an object."""
    del self
    yield pointer, obj


def once(blocks: Any) -> Iterator[stream.Chunk]:
    """Documents known by their text."""
    return iter({chunk.body: chunk for chunk in stream.chunks(blocks)}.values())


def at_pod_level(given: Pod, rules: Any) -> Iterator[Setting]:
    """A guardrail that writes a container's field for the pod."""
    del given, rules
    yield Setting(("spec", "securityContext", "privileged"), False, "")


MISPLACED = ModuleType("misplaced")
vars(MISPLACED).update(ID="seccomp", SAFETY="safe", check=at_pod_level)


def nothing(*_: Any, **__: Any) -> Any:
    """Nothing to yield."""
    return iter(())


def no_facts(*_: Any) -> None:
    """Nothing is known of any image."""


PATCH, REGISTRY = "postrender.hardening.patch", "postrender.guardrails.driver.REGISTRY"
PATHS = "postrender.guardrails.paths"
HERE = __name__
# By row: what is replaced, and by what, to switch its feature off.
OFF: dict[str, tuple[str, Any]] = {
    "04": (PATCH, reserialised),
    "05": ("postrender.stream._MARKER", re.compile(b"\n *---")),
    "06": ("postrender.stream.GO_SPACE", "apiVersion: v1\n"),
    "07": ("postrender.hardening.opted_out", lambda _: False),
    "08": ("postrender.hardening.substitute", in_raw_text),
    "09": (PATCH, reserialised),
    "11": ("postrender.filter.chunks", once),
    "12": (f"{HERE}.COMMAND", "print()"),
    "13": ("postrender.workloads.PLACES", {}),
    "14": (REGISTRY, (MISPLACED,)),
    "15": ("postrender.images.Catalogue.facts", no_facts),
    "16": (f"{HERE}.OPENSHIFT", RESTRICTED),
    "17": ("postrender.images.Catalogue.facts", no_facts),
    "18": (f"{PATHS}.is_under", lambda *_: False),
    "19": ("postrender.guardrails.ports.low_ports", lambda *_: []),
    "20": ("postrender.guardrails.no_privilege_escalation._cannot_gain", lambda *_: True),
    "21": (REGISTRY, without(drop_capabilities)),
    "23": (f"{HERE}.CONTAINERS_ONLY", RESTRICTED),
    "24": ("postrender.hardening.Hardening._objects", as_one),
    "25": ("postrender.workloads.PLACES", {}),
    "26": ("postrender.ambiguity.findings", nothing),
    "27": (PATCH, reserialised),
    "28": ("postrender.lossless.Document.position", lambda *_: (1, 1)),
    "31": ("postrender.guardrails.writable_paths._evictable", nothing),
    "32": ("postrender.pipeline.Pipeline.unused", nothing),
    "36": ("postrender.profile.Profile.mode", lambda *_: "enforce"),
}
ROWS: dict[str, Callable[[], None]] = {
    name.split("_")[3]: row for name, row in list(globals().items()) if name.startswith("test_users_row_")
}


def test_each_row_can_be_switched_off() -> None:
    assert OFF.keys() == ROWS.keys()


@pytest.mark.parametrize("number", sorted(ROWS))
def test_without_its_feature_a_row_fails(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*OFF[number])
    with pytest.raises((AssertionError, KeyError, ValueError)):
        ROWS[number]()
