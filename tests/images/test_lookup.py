"""Under which names an image is known, and under which it must not be."""

from __future__ import annotations

import pytest

from postrender.images import ANYBODY, NEEDS_ROOT, TAG_UNKNOWN, UNKNOWN, Catalogue, ImageFacts

facts = Catalogue().facts
DIGEST = "sha256:" + "0123456789abcdef" * 4
NGINX = "docker.io/library/nginx"
REDIS = "docker.io/bitnami/redis"

KNOWN = {
    # the name as Docker completes it
    "nginx": NGINX,
    "nginx:1.29-alpine": NGINX,
    "library/nginx": NGINX,
    "docker.io/nginx:latest": NGINX,
    f"docker.io/library/nginx:1.29@{DIGEST}": NGINX,
    "grafana/grafana:12.1": "docker.io/grafana/grafana",
    "DOCKER.IO/library/nginx": NGINX,
    # aliases: other names of the registry, other registries of the publisher, names of old
    "index.docker.io/library/nginx": NGINX,
    "registry-1.docker.io/library/nginx": NGINX,
    "registry.hub.docker.com/library/nginx": NGINX,
    "mirror.gcr.io/library/nginx": NGINX,
    "mirror.gcr.io/nginx": NGINX,
    "public.ecr.aws/docker/library/nginx": NGINX,
    "ecr-public.aws.com/docker/library/nginx": NGINX,
    "bitnamilegacy/redis:7": REDIS,
    "public.ecr.aws/bitnami/redis": REDIS,
    "k8s.gcr.io/metrics-server/metrics-server": "registry.k8s.io/metrics-server/metrics-server",
    "prom/memcached-exporter:v0.17.0": "quay.io/prometheus/*-exporter",
    "prom/cloudwatch-exporter": "docker.io/prom/cloudwatch-exporter",
    "minio/minio": "quay.io/minio/minio",
    "elasticsearch:8": "docker.elastic.co/elasticsearch/elasticsearch",
    # the path names the registry that it copies
    f"reg.corp/x/docker.io/library/nginx@{DIGEST}": NGINX,
    "reg.corp/docker.io/nginx": NGINX,
    "reg.corp:5000/a/b/docker.io/bitnami/redis:7": REDIS,
    "localhost:5000/docker.io/library/nginx": NGINX,
    "m.daocloud.io/quay.io/keycloak/keycloak": "quay.io/keycloak/keycloak",
    "reg.corp/mirror.gcr.io/library/nginx": NGINX,
    "123.dkr.ecr.eu-west-1.amazonaws.com/dockerhub/library/nginx:1": NGINX,
    "123.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx:1": NGINX,
    "123.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/docker/library/nginx": NGINX,
    "harbor.corp/dockerhub-proxy/nginx": NGINX,
    "harbor.corp/proxy_docker.io/library/nginx": NGINX,
    "corp.jfrog.io/docker-remote/nginx": NGINX,
    "gitlab.corp/group/dependency_proxy/containers/nginx:1": NGINX,
    "europe-docker.pkg.dev/project/docker-hub/library/nginx": NGINX,
    "reg.corp/registry.k8s.io/kubectl:v1.36.2": "registry.k8s.io/kubectl",
    "reg.corp/quay-io/jupyter/base-notebook": "quay.io/jupyter/*",
    "ghcr.io/acme/docker.io/library/nginx": NGINX,
    # the path ends in a known image's whole path
    "harbor.corp/proxy/bitnami/redis": REDIS,
    "reg.corp/bitnami/redis": REDIS,
    "reg.corp/library/nginx": NGINX,
    "reg.corp/a/b/jetstack/cert-manager-controller": "quay.io/jetstack/cert-manager-controller",
    "gcr.io/my-project/grafana/grafana": "docker.io/grafana/grafana",
    "ghcr.io/acme/grafana/grafana": "docker.io/grafana/grafana",
    # globs: `*` stops at a slash, the most specific pattern counts
    "gcr.io/distroless/static-debian12": "gcr.io/distroless/*",
    "mcr.microsoft.com/dotnet/aspnet:8.0": "mcr.microsoft.com/dotnet/*",
    "confluentinc/cp-kafka": "docker.io/confluentinc/cp-kafka",
    "confluentinc/cp-schema-registry": "docker.io/confluentinc/cp-*",
    "us-central1-docker.pkg.dev/google-samples/microservices-demo/emailservice:v0.10.6": (
        "us-central1-docker.pkg.dev/*/microservices-demo/*"
    ),
    "quay.io/prometheus/node-exporter": "quay.io/prometheus/node-exporter",
}
UNKNOWN_IMAGES = [
    # a bare name in somebody's registry is somebody's own
    "reg.corp/nginx",
    "reg.corp/team/nginx",
    "reg.corp/team/nginx:1.29",
    "localhost:5000/nginx",
    "localhost/nginx",
    "team/nginx",
    "nginx/nginx",
    "gcr.io/my-project/nginx",
    "123.dkr.ecr.eu-west-1.amazonaws.com/nginx",
    # folders that only sound like a mirror
    "reg.corp/proxy/nginx",
    "reg.corp/mirror/nginx",
    "reg.corp/docker/nginx",
    "reg.corp/docker-local/nginx",
    "reg.corp/docker-virtual/nginx",
    "reg.corp/kubernetes/kubectl",
    "reg.corp/k8s/kubectl",
    "reg.corp/hub/nginx",
    "reg.corp/v1.2/nginx",
    # an owner's name in a registry with owners is not another registry's
    "ghcr.io/grafana/grafana",
    "quay.io/bitnami/redis",
    "ghcr.io/library/nginx",
    "ghcr.io/docker.io/nginx",
    # whole components only
    "bitnami2/redis",
    "docker.io/bitnamilegacyx/redis",
    "reg.corp/mybitnami/redis",
    "reg.corp/bitnami/redis/extra",
    "docker.io/bitnami",
    # globs match no further than the next slash, and no copies
    "gcr.io/distroless/a/b",
    "mcr.microsoft.com/dotnet/framework/aspnet:4.8",
    "reg.corp/dotnet/shop",
    "reg.corp/jupyter/notebook",
    # no references
    "",
    "NGINX",
    "${REGISTRY}/library/nginx",
    "nginx:",
    "docker://docker.io/library/nginx",
]


def known(image: str) -> ImageFacts:
    found = facts(image)
    assert found is not None, f"{image} is not known"
    return found


@pytest.mark.parametrize(("image", "pattern"), KNOWN.items())
def test_an_image_is_known_as(image: str, pattern: str) -> None:
    assert known(image).pattern == pattern


@pytest.mark.parametrize("image", UNKNOWN_IMAGES)
def test_an_image_is_not_known(image: str) -> None:
    assert facts(image) is None


IDS = {
    "redis:8": (999, 999, ""),
    "redis": (999, 999, ""),
    "redis:latest": (999, 999, ""),
    "redis:8-alpine": (999, 1000, ""),
    f"redis:8-alpine@{DIGEST}": (999, 1000, ""),
    f"redis@{DIGEST}": (None, None, TAG_UNKNOWN),
    f"reg.corp/library/redis@{DIGEST}": (None, None, TAG_UNKNOWN),
    "influxdb:2.7": (1000, 1000, ""),
    "influxdb:1.11.8": (1500, 1500, ""),
    "influxdb:3-core": (1500, 1500, ""),
    f"nginx@{DIGEST}": (101, 101, ""),
    f"gcr.io/distroless/static@{DIGEST}": (65532, 65532, ""),
    "gitea/gitea:1.24": (None, None, NEEDS_ROOT),
    "gitea/gitea:1.24-rootless": (1000, 1000, ""),
    f"gitea/gitea@{DIGEST}": (None, None, TAG_UNKNOWN),
    "busybox": (None, None, ANYBODY),
    "arangodb": (None, 0, ANYBODY),
    "phpmyadmin": (None, None, UNKNOWN),
    "docker.io/goharbor/harbor-core": (10000, None, ""),
    "longhornio/longhorn-manager": (None, None, NEEDS_ROOT),
}
DEFAULT_USERS = {
    "nginx": ("root", False),
    "nginxinc/nginx-unprivileged": ("101", True),
    "registry.k8s.io/pause": ("65535:65535", True),
    "solr": ("solr", False),
    "gcr.io/distroless/static": ("root", False),
    "gcr.io/distroless/static:nonroot": ("65532", True),
    f"gcr.io/distroless/static@{DIGEST}": ("", False),
    f"redis@{DIGEST}": ("root", False),
    "quay.io/oauth2-proxy/oauth2-proxy:v7": ("65532", True),
    "quay.io/oauth2-proxy/oauth2-proxy:v7-alpine": ("root", False),
    "docker.io/goharbor/harbor-portal": ("", False),
}


@pytest.mark.parametrize(("image", "ids"), IDS.items())
def test_the_ids_of_a_tag(image: str, ids: tuple[int | None, int | None, str]) -> None:
    found = known(image)
    assert (found.user, found.group, found.no_ids) == ids
    assert found.variants == ()


@pytest.mark.parametrize(("image", "user"), DEFAULT_USERS.items())
def test_the_user_in_the_image(image: str, user: tuple[str, bool]) -> None:
    found = known(image)
    assert (found.default_user, found.numeric_user) == user


def test_what_else_is_known_of_an_image() -> None:
    nginx = known("nginx")
    assert nginx.writable == ("/var/cache/nginx", "/run")
    assert nginx.inferred == ("/tmp",)  # noqa: S108
    assert (nginx.data, nginx.seed, nginx.ports, nginx.capabilities) == ((), (), (80,), ())
    assert known("cassandra").seed == ("/etc/cassandra",)
    assert "/opt/bitnami/airflow/airflow.cfg" in known("bitnami/airflow").files


def test_what_no_source_says_is_none_and_not_nothing() -> None:
    assert known("python").writable is None
    assert known("memcached").writable == ()
    assert known("longhornio/longhorn-manager").capabilities is None
    assert known("ghost").capabilities == ()


@pytest.mark.parametrize(
    ("image", "confidence"),
    [
        ("bitnami/redis", "high"),
        ("reg.corp/docker.io/bitnami/redis", "high"),
        ("reg.corp/bitnami/redis", "medium"),
        ("mcr.microsoft.com/mssql/server", "low"),
        ("reg.corp/mcr.microsoft.com/mssql/server", "low"),
    ],
)
def test_a_copy_that_is_only_likely_is_less_sure(image: str, confidence: str) -> None:
    assert known(image).confidence == confidence
