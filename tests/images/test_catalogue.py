"""A user's own facts: before the built-in ones, checked, in the same form."""

from __future__ import annotations

from typing import Any

import pytest

from postrender.images import Catalogue

OWN = [
    {"image": "reg.corp/team/*", "run_as": {"user": 3000, "group": 3000}, "writable": ["/cache"]},
    {"image": "reg.corp/team/nginx", "run_as": None},
    {"image": "nginx", "run_as": {"user": 4000}, "variants": [{"tag": "*-debug", "user": 5000}]},
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


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "image None: image: the name is missing"),
    ({"image": "nginx:1"}, "image nginx:1: image: 'nginx:1' is not an image's name without tag"),
    ({"image": ["nginx"]}, "is not an image's name"),
    ({"image": "nginx", "runAs": {}}, "image nginx: runAs: no such field"),
    ({"image": "nginx", "run_as": {"user": 0}}, "run_as: 0 is not a number from 1 to 2147483647"),
    ({"image": "nginx", "run_as": {"user": True}}, "run_as: True is not a number"),
    ({"image": "nginx", "run_as": {"user": "101"}}, "run_as: '101' is not a number"),
    ({"image": "nginx", "run_as": {"group": 101}}, "is not a mapping of user, group"),
    ({"image": "nginx", "run_as": {"user": 1, "uid": 1}}, "is not a mapping of user, group"),
    ({"image": "nginx", "run_as": 101}, "run_as: 101 is not a mapping"),
    ({"image": "nginx", "user": 101}, "user: 101 is not the USER of an image"),
    ({"image": "nginx", "variants": [{"tag": "*"}]}, "is not a mapping of tag, user, group, default"),
    ({"image": "nginx", "variants": [{"tag": "a b", "user": 1}]}, "variants: 'a b' is not a tag"),
    ({"image": "nginx", "writable": "/run"}, "writable: '/run' is not a list"),
    ({"image": "nginx", "writable": ["run"]}, "writable: 'run' is not an absolute path"),
    ({"image": "nginx", "writable": ["/run/"]}, "is not an absolute path in its shortest form"),
    ({"image": "nginx", "writable": ["/a/../b"]}, "is not an absolute path in its shortest form"),
    ({"image": "nginx", "writable": ["/"]}, "is not an absolute path in its shortest form"),
    ({"image": "nginx", "seed": ["/etc"]}, "seed: /etc is not among the paths that it writes to"),
    ({"image": "nginx", "files": ["/f"], "data": ["/f"]}, "files: /f is not among the paths"),
    ({"image": "nginx", "ports": [8080]}, "ports: 8080 is not a number from 1 to 1023"),
    ({"image": "nginx", "capabilities": ["CAP_CHOWN"]}, "is not a capability's name without CAP_"),
    ({"image": "nginx", "confidence": "sure"}, "confidence: 'sure' is not high, medium or low"),
    ({"image": "nginx", "notes": 1}, "notes: 1 is not a text"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG)
def test_a_mistake_is_named(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r"^image ") as error:
        Catalogue([fields])
    assert message in str(error.value)
