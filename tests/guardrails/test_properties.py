"""What holds for every pod, whatever its shape."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from postrender.guardrails.host import MENDED, reasons
from postrender.guardrails.paths import is_under, normalised
from postrender.layout import TEMPLATE
from postrender.places import copied
from postrender.pods import Pod
from postrender.profile import GUARDRAILS, MODES, Exemption, Profile, builtin
from postrender.standards import check
from tests.guardrails.pods import specs
from tests.guardrails.support import deployment, hardened

RESTRICTED = builtin("restricted")
OPENSHIFT = builtin("openshift")
BASE = ("spec", "template")


def template(obj: dict[str, Any]) -> dict[str, Any]:
    return obj["spec"]["template"]


def containers(obj: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every container with its kind and index, the same before and after."""
    spec = template(obj)["spec"]
    kinds = ("initContainers", "containers", "ephemeralContainers")
    return [(f"{kind} {index}", c) for kind in kinds for index, c in enumerate(spec.get(kind) or ())]


def security(container: dict[str, Any]) -> dict[str, Any]:
    return container.get("securityContext") or {}


def effective(obj: dict[str, Any], container: dict[str, Any], field: str) -> Any:
    own = security(container).get(field)
    return (template(obj)["spec"].get("securityContext") or {}).get(field) if own is None else own


profiles = st.builds(
    lambda modes, exempt, container: RESTRICTED.replace(
        guardrails=dict(zip(GUARDRAILS, modes, strict=True)),
        exemptions=(Exemption(guardrails=tuple(exempt), container=container, reason="r"),),
    ),
    st.tuples(*(st.sampled_from(MODES) for _ in GUARDRAILS)),
    st.lists(st.sampled_from(GUARDRAILS), unique=True, max_size=2),
    st.sampled_from(("a|b", "tmp", ".*")),
)


@given(specs(host=True), profiles)
def test_the_operations_apply_and_a_second_run_has_none(spec: dict[str, Any], using: Profile) -> None:
    outcome = hardened(deployment(spec), using)
    assert hardened(outcome.object, using).operations == []


@given(specs())
def test_what_needs_no_host_meets_the_restricted_standard(spec: dict[str, Any]) -> None:
    for using in (RESTRICTED, OPENSHIFT):
        outcome = hardened(deployment(spec), using)
        assert check(template(outcome.object), "restricted") == []
        assert outcome.verdict != "left"


@given(specs(host=True))
def test_whether_a_pod_needs_the_host_is_what_the_standards_say(spec: dict[str, Any]) -> None:
    obj = deployment(spec)
    told = {violation.check for violation in check(template(obj), "restricted")} - MENDED
    told |= {v.check for v in check(template(obj), "baseline") if v.check == "capabilities_baseline"}
    assert {
        violation.check for violation in reasons(Pod(obj, BASE, TEMPLATE), RESTRICTED.pod_security)
    } == told
    assert (hardened(obj, RESTRICTED).verdict == "left") == bool(told)


@given(specs(), st.sampled_from(("enforce", "fill")))
def test_no_container_is_told_to_be_root_and_not_to_be(spec: dict[str, Any], mode: str) -> None:
    before = deployment(spec)
    after = hardened(before, RESTRICTED.replace(overall=mode)).object
    for (_, old), (_, new) in zip(containers(before), containers(after), strict=True):
        contradicted = effective(before, old, "runAsUser") == 0 and effective(before, old, "runAsNonRoot")
        if effective(after, new, "runAsUser") == 0 and effective(after, new, "runAsNonRoot"):
            assert mode == "fill"
            assert contradicted


@given(specs(host=True))
def test_a_user_that_the_chart_chose_is_kept(spec: dict[str, Any]) -> None:
    before = deployment(spec)
    after = hardened(before, RESTRICTED).object
    for (_, old), (_, new) in zip(containers(before), containers(after), strict=True):
        if user := effective(before, old, "runAsUser"):
            assert effective(after, new, "runAsUser") == user


@given(specs())
def test_under_fill_nothing_that_stands_is_changed(spec: dict[str, Any]) -> None:
    outcome = hardened(deployment(spec), RESTRICTED.replace(overall="fill"))
    assert all(operation["op"] != "remove" for operation in outcome.operations)
    for operation in outcome.operations:
        if operation["op"] == "replace":
            assert is_null(deployment(spec), operation["path"])


def is_null(data: Any, path: str) -> bool:
    for token in path.split("/")[1:]:
        data = data[int(token)] if isinstance(data, list) else data[token]
    return data is None


@given(specs(host=True))
def test_a_gained_read_only_root_comes_with_a_writable_tmp(spec: dict[str, Any]) -> None:
    before = deployment(spec)
    after = hardened(before, RESTRICTED).object
    for (_, old), (_, new) in zip(containers(before), containers(after), strict=True):
        if security(new).get("readOnlyRootFilesystem") and not security(old).get("readOnlyRootFilesystem"):
            mounts = [normalised(mount["mountPath"]) for mount in new.get("volumeMounts") or ()]
            assert any(is_under("/tmp", mount) for mount in mounts)  # noqa: S108


@given(specs(host=True))
def test_mounts_and_volumes_stay_unique_and_unshared(spec: dict[str, Any]) -> None:
    before = deployment(spec)
    after = hardened(before, RESTRICTED).object
    names = [volume["name"] for volume in template(after)["spec"].get("volumes") or ()]
    assert len(names) == len(set(names))
    assert all(len(name) <= 63 for name in names)
    given_names = {volume["name"] for volume in template(before)["spec"].get("volumes") or ()}
    users: list[str] = []
    for (_, old), (_, new) in zip(containers(before), containers(after), strict=True):
        kept, added = old.get("volumeMounts") or [], (new.get("volumeMounts") or [])
        assert added[: len(kept)] == kept
        added = added[len(kept) :]
        users += [mount["name"] for mount in added]
        for mount, other in itertools.product(added, kept):
            assert not is_under(normalised(mount["mountPath"]), normalised(other["mountPath"]))
        paths = [normalised(mount["mountPath"]) for mount in added]
        assert len(paths) == len(set(paths))
    assert len(users) == len(set(users))
    assert not given_names & set(users)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.just("x") | st.just(0.0),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=4,
)
FIELDS = (
    "securityContext",
    "volumes",
    "volumeMounts",
    "capabilities",
    "drop",
    "runAsUser",
    "containers",
    "image",
    "name",
)


@given(specs(host=True), st.sampled_from(FIELDS), json)
def test_values_of_any_type_crash_nothing(spec: dict[str, Any], field: str, value: Any) -> None:
    obj = planted(deployment(spec), field, value)
    outcome = hardened(obj, RESTRICTED)
    if any(finding.level == "error" for finding in outcome.findings):
        assert outcome.operations == []
    else:
        assert hardened(outcome.object, RESTRICTED).operations == []


def planted(data: Any, field: str, value: Any) -> Any:
    """The data with every field of that name made the value."""
    if isinstance(data, dict):
        return {
            key: copied(value) if key == field else planted(item, field, value) for key, item in data.items()
        }
    return [planted(item, field, value) for item in data] if isinstance(data, list) else data
