"""Pods of every shape: the server refuses none that it accepted before, and admits what kharden hardens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from postrender.profile import Profile, builtin
from tests.cluster.api import Json
from tests.cluster.server import RESTRICTED, Server
from tests.guardrails.pods import specs
from tests.guardrails.support import hardened
from tests.guardrails.test_properties import profiles

pytestmark = pytest.mark.cluster

builtins = st.sampled_from([builtin("restricted"), builtin("openshift")])
many = settings(max_examples=600, suppress_health_check=[HealthCheck.filter_too_much])


def pod(spec: dict[str, Any]) -> Json:
    """A pod that can be created: with names of Secrets, without ephemeral containers."""
    spec.pop("ephemeralContainers", None)
    for volume in spec.get("volumes", ()):
        if "secret" in volume:
            volume["secret"].setdefault("secretName", "s")
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "of-a-test"}, "spec": spec}


def accepts(server: Server, obj: Json, namespace: str = "privileged") -> bool:
    return server.api.create(obj, namespace, dry_run=True).accepted


@many
@given(specs(host=True).map(pod), profiles)
def test_nothing_is_refused_that_was_accepted(server: Server, given_pod: Json, using: Profile) -> None:
    assume(accepts(server, given_pod))
    assert accepts(server, hardened(given_pod, using, ()).object)


@many
@given(specs(host=True).map(pod), builtins)
def test_restricted_admits_all_but_what_is_left(server: Server, given_pod: Json, using: Profile) -> None:
    assume(accepts(server, given_pod))
    outcome = hardened(given_pod, using, ())
    assert accepts(server, outcome.object, RESTRICTED) != (outcome.verdict == "left")
