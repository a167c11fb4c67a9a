"""Profiles as users write them: what is read, and what is said about mistakes."""

from __future__ import annotations

import datetime
import textwrap

import pytest

from postrender.profile import Default, Exemption, Identity, Patch, Profile, Target, WritablePath, builtin
from postrender.profile.model import Annotations, NamespaceRule, PodSecurity, Workload
from postrender.profile.problem import ProfileError
from postrender.profile.reading import read
from tests.profile.cases import HEAD, INVALID, VALID, text

TODAY = datetime.date(2026, 11, 24)
RESTRICTED = builtin("restricted@1")


def profile(case: str) -> Profile:
    return read(VALID[case], "p.yaml", today=TODAY)


def refused(document: str, at: str = "") -> str:
    with pytest.raises(ProfileError) as caught:
        read(document, "p.yaml", today=TODAY, at=at)
    return str(caught.value)


@pytest.mark.parametrize("name", INVALID)
def test_mistakes_are_named_with_their_places(name: str) -> None:
    case = INVALID[name]
    assert refused(case["text"]).splitlines() == [f"p.yaml:{message}" for message in case["says"]]


def test_an_error_carries_line_column_and_suggestion() -> None:
    with pytest.raises(ProfileError) as caught:
        read(text("guardrails:\n  read-only-rot: off\n"), "p.yaml", today=TODAY)
    assert (caught.value.line, caught.value.column, caught.value.suggestion) == (5, 5, "read-only-root")
    assert [problem.pointer for problem in caught.value.problems] == ["/spec/guardrails/read-only-rot"]


def test_nothing_said_is_the_default_profile() -> None:
    found = profile("nothing")
    assert found == RESTRICTED.replace(name="p.yaml", lineage=("restricted@1",))
    assert found.baseline == "restricted@1"


def test_modes() -> None:
    found = profile("modes, off as a bare word and quoted")
    assert found.overall == "report"
    changed = {"identity": "off", "seccomp": "off", "read-only-root": "fill"}
    assert found.guardrails == {**RESTRICTED.guardrails, **changed}
    assert found.namespaces == (
        NamespaceRule(source="p.yaml:7:7", match="kube-system", mode="off"),
        NamespaceRule(source="p.yaml:8:7", match="team-*", guardrails={"identity": "enforce"}),
    )


def test_identity() -> None:
    assert profile("ids").identity == Identity(user=1000, group=0, fs_group=None, scope="containers")


def test_paths_are_added_to_the_inherited_ones() -> None:
    found = profile("paths")
    web = Target(kind="Deployment")
    assert found.seeds == "init-container"
    assert found.writable_paths == (
        *RESTRICTED.writable_paths,
        WritablePath(source="p.yaml:5:7", path="/var/cache/nginx"),
        WritablePath(
            source="p.yaml:6:7",
            path="/home/app/.cache",
            name="cache",
            size_limit="10Mi",
            target=web,
            container="web",
        ),
        WritablePath(source="p.yaml:7:7", path="/run", medium="Memory", size_limit="1048576"),
        WritablePath(source="p.yaml:8:7", path="/etc/app", seed=True),
    )


def test_variables_with_a_value_are_allowed() -> None:
    found = profile("variables").variables
    assert found.names == RESTRICTED.variables.names | {"CLUSTER", "REGION", "EMPTY"}
    assert (found.values, found.allow_missing) == ({"REGION": "eu-1", "EMPTY": ""}, True)


def test_defaults_keep_kubernetes_names() -> None:
    (found,) = profile("defaults").defaults
    assert isinstance(found, Default)
    assert (found.target, found.container) == (Target(kind="Deployment", name="backend"), "backend")
    assert found.values["resources"]["limits"] == {"cpu": 1, "ephemeral-storage": 1000.0}
    assert found.values["env"][0] == {"name": "PORT", "value": "8080"}
    assert not {"target", "container"} & set(found.values)


def test_patches() -> None:
    one, two = profile("patches").patches
    assert one.target == Target(
        group="apps", version="v1", kind="Deployment|StatefulSet", name="web-.*", namespace="team-[ab]"
    )
    assert [operation["op"] for operation in one.operations] == [
        "add",
        "replace",
        "remove",
        "move",
        "copy",
        "test",
    ]
    assert two == Patch(
        source="p.yaml:13:7",
        target=Target(label_selector="app in (a,b),!old", annotation_selector="example.com/x=y"),
        operations=({"op": "remove", "path": "/x"},),
    )


def test_kinds_and_images() -> None:
    assert profile("kinds").workloads == (
        Workload(
            source="p.yaml:5:7",
            group="example.com",
            kind="Runner",
            paths=("/spec/template", "/spec/steps/*/pod"),
        ),
        Workload(source="p.yaml:6:7", group="", kind="PodTemplate", paths=("/template",)),
    )
    team, legacy = profile("images").images
    assert team["runAs"] == {"user": 1000, "group": None}
    assert legacy == {"image": "registry.example.com/legacy", "runAs": None}


def test_users_row_22_exemptions_count_through_their_last_day() -> None:
    document = VALID["exemptions"]
    found = Exemption(
        source="p.yaml:5:7",
        target=Target(name="legacy"),
        container="app",
        guardrails=("read-only-root", "run-as-non-root"),
        reason="the vendor's binary writes beside itself",
        until="2027-01-31",
    )
    assert read(document, "p.yaml", today=datetime.date(2027, 1, 31)).exemptions == (found,)
    with pytest.raises(ProfileError) as caught:
        read(document, "p.yaml", today=datetime.date(2027, 2, 1))
    assert str(caught.value) == (
        "p.yaml:9:7: spec.exemptions[0].until: this exemption expired on 2027-01-31:"
        " remove it, or renew it with a later date"
    )


def test_switches() -> None:
    found = profile("switches")
    assert found.annotations == Annotations(exempt=True, stamp=True)
    assert (found.safe_to_evict, found.strict) == (False, True)
    assert found.pod_security == PodSecurity(
        level="baseline", version="v1.33", namespaces={"kube-system": "privileged"}, label=True
    )


def test_null_takes_back_what_was_inherited() -> None:
    found = profile("what was inherited is taken back")
    assert found.overall == "enforce"
    assert found.guardrails["identity"] == "off"
    assert found.writable_paths == ()
    assert found.variables.names == frozenset()
    assert found.pod_security == PodSecurity()


def test_metadata_names_the_profile_and_admits_what_a_host_writes_there() -> None:
    text = HEAD.replace(
        "spec:\n", "metadata: {name: ours, annotations: {config.kubernetes.io/function: x}, x: y}\n"
    )
    assert read(text, "p.yaml", today=TODAY).name == "ours"


WHOLE = {
    "nothing": ("", "p.yaml:1:1: expected a mapping, not null"),
    "a list": ("- a\n", "p.yaml:1:1: expected a mapping, not a list"),
    "no YAML": ("a: [\n", "p.yaml:2:1: "),
    "two documents": (
        f"{HEAD}  {{}}\n---\n{HEAD}  {{}}\n",
        "p.yaml:1:1: another document follows, which nobody would read",
    ),
    "another kind": (
        HEAD.replace("Profile", "Profil"),
        "p.yaml:2:1: kind: expected Profile, not 'Profil'; did you mean 'Profile'?",
    ),
    "another version": (
        HEAD.replace("v1alpha1", "v1"),
        "p.yaml:1:1: apiVersion: expected kharden.dev/v1alpha1, not 'kharden.dev/v1';"
        " did you mean 'kharden.dev/v1alpha1'?",
    ),
    "no version": ("kind: Profile\n", "p.yaml:1:1: 'apiVersion' is missing"),
    "settings outside of the spec": (
        HEAD.replace("spec:", "mode: off"),
        "p.yaml:3:1: mode: unknown key, known are apiVersion, kind, metadata, spec",
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_documents_that_are_no_profile(name: str) -> None:
    document, message = WHOLE[name]
    assert refused(document).startswith(message)


def test_a_value_that_may_be_secret_is_never_shown() -> None:
    spec = """\
variables: {values: {PASSWORD: [hunter2]}}
defaults: [{env: [{name: A, value: {hunter2: 1}}], annotations: {a: [hunter2]}}]
"""
    assert "hunter2" not in refused(text(spec))


def function(spec: str) -> str:
    return "kind: ResourceList\nitems: []\nfunctionConfig:\n" + textwrap.indent(text(spec), "  ")


def test_a_function_config_is_read_where_it_stands() -> None:
    stream = function("mode: report\nwritablePaths: [{path: /run}]\n")
    found = read(stream, "functionConfig", today=TODAY, at="/functionConfig")
    assert found.overall == "report"
    assert found.writable_paths[-1].source == "functionConfig:8:21"


def test_a_mistake_in_a_function_config_has_the_line_of_the_whole_text() -> None:
    message = "p.yaml:7:5: spec.mdoe: unknown key; did you mean 'mode'?"
    assert refused(function("mdoe: report\n"), at="/functionConfig") == message
