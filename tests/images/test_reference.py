"""References as the distribution project reads them (compare its reference_test.go, normalize_test.go)."""

from __future__ import annotations

import pytest

from postrender.images.reference import Reference, parse

DIGEST = "sha256:" + "0123456789abcdef" * 4

READ = {
    "nginx": ("docker.io", "library/nginx", "latest", ""),
    "nginx:1.29": ("docker.io", "library/nginx", "1.29", ""),
    "library/nginx": ("docker.io", "library/nginx", "latest", ""),
    "docker.io/nginx": ("docker.io", "library/nginx", "latest", ""),
    "grafana/grafana:12.1": ("docker.io", "grafana/grafana", "12.1", ""),
    "localhost/nginx": ("localhost", "nginx", "latest", ""),
    "localhost:5000/nginx": ("localhost:5000", "nginx", "latest", ""),
    "registry:2": ("docker.io", "library/registry", "2", ""),
    "reg.corp:8443/a/b/c:1": ("reg.corp:8443", "a/b/c", "1", ""),
    "[::1]:5000/app": ("[::1]:5000", "app", "latest", ""),
    "REG.corp/app": ("reg.corp", "app", "latest", ""),
    "Team/app": ("team", "app", "latest", ""),
    f"nginx@{DIGEST}": ("docker.io", "library/nginx", "", DIGEST),
    f"nginx:1.29@{DIGEST}": ("docker.io", "library/nginx", "1.29", DIGEST),
    "a.b__c-d---e/f": ("a.b__c-d---e", "f", "latest", ""),
    "x/a.b__c-d---e": ("docker.io", "x/a.b__c-d---e", "latest", ""),
    "app:" + "t" * 128: ("docker.io", "library/app", "t" * 128, ""),
}
REFUSED = [
    "",
    " nginx",
    "nginx ",
    "nginx\n",
    "Nginx",
    "team/Nginx",
    "nginx:",
    "nginx:-1",
    "nginx:1:2",
    "nginx@sha256:abc",
    "nginx@",
    "/nginx",
    "nginx/",
    "a//b",
    "a/.b",
    "a/b_",
    "a/b..c",
    "https://reg.corp/app",
    "${REGISTRY}/app",
    "{{ .Values.image }}",
    "app:" + "t" * 129,
    "a/" * 130 + "b",
    "nginx:\u0661",
]


@pytest.mark.parametrize(("image", "parts"), READ.items())
def test_what_a_reference_names(image: str, parts: tuple[str, str, str, str]) -> None:
    assert parse(image) == Reference(*parts)


@pytest.mark.parametrize("image", REFUSED)
def test_what_no_runtime_pulls(image: str) -> None:
    assert parse(image) is None
