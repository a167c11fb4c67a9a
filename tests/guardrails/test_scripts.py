"""What is read from a chart's own script: which program may write outside of the container's volumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from postrender.guardrails.rules import Rules
from postrender.guardrails.scripts import store, writer
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
        ("docker-php-ext-install mysqli && apache2-foreground", "`docker-php-ext-install`"),
        ("pip install -r /w/requirements.txt", "`pip`"),
        ("echo stopping > /proc/1/fd/1", ""),
        ("wget -O /w/a http://b", ""),
        ("wget -O /etc/a http://b", "`wget`"),
        ("wget http://b/a", "`wget`"),
        ("until wget -q --spider http://b; do sleep 1; done", ""),
        ("until wget -qO- http://b | grep -q up; do sleep 1; done", ""),
        ("curl -sf http://b", ""),
        ("curl -X POST -H 'Origin: b' http://b", ""),
        ("curl -sSLo /w/a http://b", ""),
        ("curl -sSL --output=/etc/a http://b", "`curl`"),
        ("curl -s -o /dev/null http://b", ""),
        ("curl -fsSLO http://b/a", "`curl`"),
    ],
)
def test_what_may_write_outside_of_volumes(script: str, program: str) -> None:
    assert _writer({"command": ["sh", "-c", script]}) == program


@pytest.mark.parametrize("hook", ["postStart", "preStop"])
def test_a_hook_is_a_command_of_the_charts(hook: str) -> None:
    def lifecycle(script: str) -> dict[str, Any]:
        return {"lifecycle": {hook: {"exec": {"command": ["sh", "-c", script]}}}}

    assert _writer(lifecycle("echo hello > /usr/share/message")) == "`>`"
    assert _writer(lifecycle("echo hello > /w/message")) == ""
    assert _writer({"args": ["cp /a /b"], **lifecycle("sleep 10")}) == ""
    assert _writer({"lifecycle": {hook: {"httpGet": {"port": 80}}}}) == ""


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("--data-dir=/w/a", ""),
        ("--data-dir=/a", "/a"),
        ("--data-dir /ro/a", "/ro/a"),
        ("--storage.tsdb.path=/a", "/a"),
        ("-storageDataPath=/a", "/a"),
        ("--dbpath=/a", "/a"),
        ("--pid-file=/tmp/a", ""),
        ("--log-dir=/dev/stdout", ""),
        ("--data-dir=a", ""),
        ("--config.file=/a", ""),
        ("--web.telemetry-path=/metrics", ""),
    ],
)
def test_where_an_option_has_it_keep_something_outside_of_volumes(option: str, path: str) -> None:
    assert _of(store, {"args": [option]}) == path
    assert _of(store, {"command": ["server", *option.split()]}) == path


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("PGDATA", "/a/pgdata", "/a/pgdata"),
        ("PGDATA", "/w/pgdata", ""),
        ("GF_PATHS_LOGS", "/a", "/a"),
        ("APP_DATA_DIR", "/a", "/a"),
        ("ETCD_DATA_DIR", "a", ""),
        ("PID_FILE", "/w/a.pid", ""),
        ("DATA_DIR_MODE", "/a", ""),
    ],
)
def test_where_a_variable_has_it_keep_something_outside_of_volumes(name: str, value: str, path: str) -> None:
    assert _of(store, {"env": [{"name": name, "value": value}]}) == path
    assert _of(store, {"env": [{"name": name, "valueFrom": {}}]}) == ""


def _writer(fields: dict[str, Any]) -> str:
    return _of(writer, fields)


def _of(look: Callable[[Container, Rules], str], fields: dict[str, Any]) -> str:
    mounts = [{"name": "w", "mountPath": "/w/"}, {"name": "r", "mountPath": "/ro", "readOnly": True}]
    data = {"name": "a", "image": "reg/a", **fields, "volumeMounts": mounts}
    identity = ObjectIdentity(version="v1", kind="Pod", name="a")
    rules = Rules(profile(), identity, CATALOGUE.facts, "x", "enforce", False)
    return look(Container(data, "containers", "a", ("spec", "containers", 0)), rules)
