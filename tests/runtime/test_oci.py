"""The translation of a pod for a runtime: what the containers of these tests can be trusted to be held by."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.containerd import CAPABILITIES
from tests.runtime.oci import Image, Json, RefusedError, arguments, capabilities, configuration

IMAGE = Image(("serve", "--all"), ("entry",))


def translated(pod: Json, container: Json, image: Image = IMAGE) -> Json:
    volumes = {"tmp": Path("/volumes/tmp")}
    return configuration({"securityContext": pod}, container, image, Path("/root"), volumes)


@pytest.mark.parametrize(
    ("container", "argv"),
    [
        ({}, ["entry", "serve", "--all"]),
        ({"args": ["x"]}, ["entry", "x"]),
        ({"args": []}, ["entry"]),
        ({"command": ["run"]}, ["run"]),
        ({"command": ["run"], "args": ["x"]}, ["run", "x"]),
    ],
)
def test_arguments(container: Json, argv: list[str]) -> None:
    assert arguments(container, IMAGE) == argv


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"drop": ["ALL"]}, set()),
        ({"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}, {"NET_BIND_SERVICE"}),
        ({"drop": ["all"]}, set()),
        ({"drop": ["KILL"]}, CAPABILITIES - {"KILL"}),
        ({"add": ["SYS_ADMIN"]}, CAPABILITIES | {"SYS_ADMIN"}),
    ],
)
def test_capabilities(wanted: Json, left: set[str]) -> None:
    assert capabilities(wanted) == sorted(f"CAP_{name}" for name in left)


@pytest.mark.parametrize(
    ("pod", "container", "image_user", "user"),
    [
        ({}, {}, 7, (7, 0)),
        ({"runAsUser": 1, "runAsGroup": 2}, {}, 7, (1, 2)),
        ({"runAsUser": 1, "runAsGroup": 2}, {"runAsUser": 3}, 7, (3, 2)),
        ({"runAsNonRoot": True}, {}, 7, (7, 0)),
        ({"runAsNonRoot": True}, {"runAsNonRoot": False}, 0, (0, 0)),
    ],
)
def test_user(pod: Json, container: Json, image_user: int, user: tuple[int, int]) -> None:
    process = translated(pod, {"securityContext": container}, IMAGE._replace(user=image_user))["process"]
    assert (process["user"]["uid"], process["user"]["gid"]) == user


def test_the_kubelet_refuses_root_where_the_pod_says_non_root() -> None:
    with pytest.raises(RefusedError):
        translated({"runAsNonRoot": True}, {})


def test_what_nobody_asked_for_is_open() -> None:
    config = translated({}, {})
    assert not config["process"]["noNewPrivileges"]
    assert not config["root"]["readonly"]
    assert "seccomp" not in config["linux"]


def test_what_was_asked_for_is_closed() -> None:
    closed = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    config = translated({"fsGroup": 9, "supplementalGroups": [8]}, {"securityContext": closed})
    assert config["process"]["noNewPrivileges"]
    assert config["process"]["user"]["additionalGids"] == [8, 9]
    assert config["root"]["readonly"]
    assert config["linux"]["seccomp"]["defaultAction"] == "SCMP_ACT_ERRNO"


def test_a_volume_is_bound_where_it_is_mounted() -> None:
    mount = {"name": "tmp", "mountPath": "/cache", "subPath": "a/b", "readOnly": True}
    bound = translated({}, {"volumeMounts": [mount]})["mounts"][-1]
    assert (bound["source"], bound["destination"]) == ("/volumes/tmp/a/b", "/cache")
    assert "ro" in bound["options"]


@pytest.mark.parametrize(
    ("pod", "container"),
    [
        ({"seLinuxOptions": {}}, {}),
        ({}, {"procMount": "Unmasked"}),
        ({}, {"privileged": True}),
        ({"seccompProfile": {"type": "Localhost", "localhostProfile": "x.json"}}, {}),
    ],
)
def test_what_is_not_known_is_refused(pod: Json, container: Json) -> None:
    with pytest.raises(KeyError, match="not translated"):
        translated(pod, {"securityContext": container})
