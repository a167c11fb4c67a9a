"""A user's own facts: before the built-in ones, in the same form."""

from __future__ import annotations

from typing import Any

import pytest

from postrender.images import Catalogue

OWN: list[dict[str, Any]] = [
    {"image": "reg.corp/team/*", "runAs": {"user": 3000, "group": 3000}, "writable": ["/cache"]},
    {"image": "reg.corp/team/nginx", "runAs": None},
    {"image": "nginx", "runAs": {"user": 4000}, "variants": [{"tag": "*-debug", "user": 5000}]},
]


@pytest.mark.parametrize(
    ("image", "pattern", "user"),
    [
        ("reg.corp/team/shop:1", "reg.corp/team/*", 3000),
        ("reg.corp/team/nginx:1", "reg.corp/team/nginx", None),
        ("nginx", "docker.io/library/nginx", 4000),
        ("nginx:1-debug", "docker.io/library/nginx", 5000),
        ("reg.corp/x/docker.io/library/nginx", "docker.io/library/nginx", 4000),
        ("mirror.gcr.io/library/nginx", "docker.io/library/nginx", 4000),
        ("redis", "docker.io/library/redis", 999),
    ],
)
def test_own_facts_go_first(image: str, pattern: str, user: int | None) -> None:
    found = Catalogue(OWN).facts(image)
    assert found is not None
    assert (found.pattern, found.user) == (pattern, user)


def test_the_later_of_two_own_facts_counts() -> None:
    found = Catalogue([*OWN, {"image": "docker.io/nginx", "writable": []}]).facts("nginx")
    assert found is not None
    assert (found.user, found.writable) == (None, ())


TAGS = [
    {
        "image": "reg.corp/store",
        "runAs": {"user": 4000},
        "variants": [
            {"tag": "1.*", "user": 4000, "data": ["/var/one"], "ports": [80]},
            {"tag": "*-ubi", "user": 4000, "writable": ["/ubi"]},
        ],
        "writable": ["/cache"],
        "data": ["/var/two"],
    }
]


@pytest.mark.parametrize(
    ("tag", "writable", "data", "ports"),
    [
        (":2.0", ("/cache",), ("/var/two",), ()),
        (":1.9", ("/cache",), ("/var/one",), (80,)),
        (":2.0-ubi", ("/ubi",), ("/var/two",), ()),
        (":1.9-ubi", ("/cache",), ("/var/one",), (80,)),
        ("@sha256:" + "0" * 64, ("/cache", "/ubi"), ("/var/two", "/var/one"), ()),
    ],
)
def test_a_tag_may_have_paths_and_ports_of_its_own(
    tag: str, writable: tuple[str, ...], data: tuple[str, ...], ports: tuple[int, ...]
) -> None:
    found = Catalogue(TAGS).facts(f"reg.corp/store{tag}")
    assert found is not None
    assert (found.user, found.writable, found.data, found.ports) == (4000, writable, data, ports)
