"""What is read from a chart's own script: which program may write outside of the container's volumes."""

from __future__ import annotations

import pytest

from postrender.guardrails.rules import Rules
from postrender.guardrails.scripts import writer
from postrender.pods import Container
from postrender.profile.target import ObjectIdentity
from tests.guardrails.support import CATALOGUE, profile


@pytest.mark.parametrize(
    ("script", "program"),
    [
        ("until nc -z db 5432; do sleep 1; done", ""),
        ("cp /a /b", "`cp`"),
        ("cp /a /w/b", ""),
        ("cp /a /w/b && mv /w/b /c", "`mv`"),
        ("mv /etc/a /w/b", "`mv`"),
        ("cp /a $HOME/b", "`cp`"),
        ("cp /w/a b", "`cp`"),
        ("cp -t /etc /w/a /w/b", "`cp`"),
        ("cp /a /w/../etc/a", "`cp`"),
        ("cp /a /ro/a", "`cp`"),
        ("cp /a /world", "`cp`"),
        ("cp", "`cp`"),
        ("mkdir -m 700 /w/a", "`mkdir`"),
        ("mkdir /w/a /b", "`mkdir`"),
        ("echo a >/w/a 2>/dev/null", ""),
        ("echo a > /w/a > /etc/b", "`>`"),
        ("cat /a | tee -a /w/a", ""),
        ("sed -i s/a/b/ /w/a", ""),
        ("sed -i s/a/b/ /etc/a", "`sed -i`"),
        ("tar -xf /w/a.tar -C /w", "`tar`"),
        ("(cp /a '/w/b')", ""),
        ("cp /a /tmp/b", ""),
    ],
)
def test_what_may_write_outside_of_volumes(script: str, program: str) -> None:
    mounts = [{"name": "w", "mountPath": "/w/"}, {"name": "r", "mountPath": "/ro", "readOnly": True}]
    data = {"name": "a", "image": "reg/a", "command": ["sh", "-c", script], "volumeMounts": mounts}
    identity = ObjectIdentity(version="v1", kind="Pod", name="a")
    rules = Rules(profile(), identity, CATALOGUE.facts, "x", "enforce", False)
    assert writer(Container(data, "containers", "a", ("spec", "containers", 0)), rules) == program
