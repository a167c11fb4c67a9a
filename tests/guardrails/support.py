"""What the guardrails' tests share: profiles in a line, pods in a Deployment, what becomes of them."""

from __future__ import annotations

import datetime
import json
from typing import Any, NamedTuple

from jsonpatch import apply_patch

from postrender.finding import Finding
from postrender.guardrails import Change, harden, verdict
from postrender.images import Catalogue
from postrender.layout import TEMPLATE
from postrender.places import Tokens, copied
from postrender.pods import Pod
from postrender.profile import GUARDRAILS, Profile
from postrender.profile.reading import read

CATALOGUE = Catalogue()
TODAY = datetime.date(2026, 1, 1)

BARE = {"containers": [{"name": "a", "image": "reg/a"}]}
NEEDS_HOST = {"hostNetwork": True, **BARE}
NGINX = {"containers": [{"name": "a", "image": "nginx"}]}
ROOT = {"containers": [{"name": "a", "image": "reg/a", "securityContext": {"runAsUser": 0}}]}


class Outcome(NamedTuple):
    """What became of an object."""

    object: dict[str, Any]
    operations: list[dict[str, Any]]
    findings: list[Finding]
    verdict: str

    def texts(self, level: str) -> list[str]:
        return [finding.message for finding in self.findings if finding.level == level]


def profile(**spec: Any) -> Profile:
    """The profile `restricted@1`, changed by fields of a profile's spec."""
    document = {
        "apiVersion": "kharden.dev/v1alpha1",
        "kind": "Profile",
        "metadata": {"name": "test"},
        "spec": {"extends": "restricted@1", **spec},
    }
    return read(json.dumps(document), "test", today=TODAY)


def only(guardrail: str, own: str = "enforce", /, **spec: Any) -> Profile:
    """The profile with one guardrail."""
    modes = {name: own if name == guardrail else "off" for name in GUARDRAILS}
    return profile(**{"guardrails": {**modes, **spec.pop("guardrails", {})}, "safeToEvict": False, **spec})


def deployment(template: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A Deployment of a pod template, or of a pod spec."""
    if "spec" not in template:
        template = {"spec": template}
    spec = {"template": template}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": spec,
        **fields,
    }


def hardened(obj: dict[str, Any], using: Profile, base: Tokens = ("spec", "template")) -> Outcome:
    """The object hardened by RFC 6902's reference; fails if hardening touched its input."""
    given = copied(obj)
    steps = list(harden(Pod(obj, base, TEMPLATE), using, catalogue=None if using.images else CATALOGUE))
    assert obj == given, "hardening changed its input"
    operations = [step.operation for step in steps if isinstance(step, Change)]
    findings = [step.finding if isinstance(step, Change) else step for step in steps]
    return Outcome(apply_patch(obj, operations), operations, findings, verdict(findings))
