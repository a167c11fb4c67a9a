"""Pods of every shape that the API server accepts, and of some that it does not."""

# ruff: noqa: S108 - the paths are those of containers

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

PATHS = (
    "/tmp",
    "/tmp/",
    "/tmp/x",
    "/var/../tmp",
    "/run",
    "/var/run",
    "/var/cache/nginx",
    "/",
    "/data",
    "/etc/nginx",
)
IMAGES = (
    "reg/app",
    "nginx",
    "postgres:17",
    "memcached",
    "nginxinc/nginx-unprivileged",
    "bitnami/discourse",
    "solr",
    "",
)
NAMES = ("a", "b", "tmp", "x" * 63, "x" * 62 + "y")


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping in which each field may be absent, or null."""
    return st.fixed_dictionaries({}, optional={name: st.none() | field for name, field in fields.items()})


users = st.sampled_from((0, 1, 1000))
seccomp = optional(type=st.sampled_from(("RuntimeDefault", "Localhost", "Unconfined")))
capabilities = optional(
    drop=st.lists(st.sampled_from(("ALL", "all", "KILL")), max_size=2),
    add=st.lists(st.sampled_from(("NET_BIND_SERVICE", "CHOWN", "KILL")), max_size=3),
)
container_security = optional(
    runAsUser=users,
    runAsGroup=users,
    runAsNonRoot=st.booleans(),
    allowPrivilegeEscalation=st.booleans(),
    readOnlyRootFilesystem=st.booleans(),
    privileged=st.just(False),
    capabilities=capabilities,
    seccompProfile=seccomp,
)
pod_security = optional(
    runAsUser=users, runAsGroup=users, fsGroup=users, runAsNonRoot=st.booleans(), seccompProfile=seccomp
)
# What a pod asks of the host, as changes of its spec.
HOST: tuple[dict[str, Any], ...] = (
    {"hostNetwork": True},
    {"hostPID": True},
    {"volumes": [{"name": "host", "hostPath": {"path": "/"}}]},
    {"volumes": [{"name": "host", "nfs": {"server": "s", "path": "/"}}]},
    {"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}},
    {"securityContext": {"seLinuxOptions": {"type": "spc_t"}}},
    {"securityContext": {"appArmorProfile": {"type": "Unconfined"}}},
)
POWER: tuple[dict[str, Any], ...] = (
    {"privileged": True},
    {"capabilities": {"add": ["SYS_ADMIN"]}},
    {"procMount": "Unmasked"},
)


@st.composite
def specs(draw: st.DrawFn, *, host: bool = False) -> dict[str, Any]:
    """A pod spec; with `host` one that may need the host."""
    volumes = [
        {
            "name": name,
            **draw(
                st.sampled_from(
                    ({"emptyDir": {}}, {"configMap": {"name": "c"}}, {"secret": {"defaultMode": 256}})
                )
            ),
        }
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    ]
    names = draw(st.permutations(NAMES))
    spec: dict[str, Any] = {"containers": []}
    if bool(volumes) or draw(st.booleans()):
        spec["volumes"] = volumes
    if draw(st.booleans()):
        spec["securityContext"] = draw(st.none() | pod_security)
    kinds = [
        draw(st.sampled_from(("containers", "containers", "initContainers", "ephemeralContainers")))
        for _ in names[:2]
    ]
    for kind, name in zip(("containers", *kinds), names, strict=False):
        spec.setdefault(kind, []).append(draw(_container(name, [volume["name"] for volume in volumes])))
    if draw(st.integers(0, 9)) == 0:
        spec["hostUsers"] = draw(st.booleans())
    if draw(st.integers(0, 9)) == 0:
        spec["os"] = {"name": "windows"}
        spec["securityContext"] = {}
        for kind in ("containers", "initContainers", "ephemeralContainers"):
            for container in spec.get(kind, ()):
                container["securityContext"] = {}
    if host and draw(st.booleans()):
        spec.update(draw(st.sampled_from(HOST)))
    if host and draw(st.booleans()):
        spec["containers"][0]["securityContext"] = dict(draw(st.sampled_from(POWER)))
    return spec


@st.composite
def _container(draw: st.DrawFn, name: str, volumes: list[str]) -> dict[str, Any]:
    container: dict[str, Any] = {"name": name, "image": draw(st.sampled_from(IMAGES))}
    if draw(st.booleans()):
        container["securityContext"] = draw(st.none() | container_security)
    if volumes:
        paths = draw(st.lists(st.sampled_from(PATHS), unique=True, max_size=2))
        container["volumeMounts"] = [
            {"name": draw(st.sampled_from(volumes)), "mountPath": path} for path in paths
        ]
    if draw(st.booleans()):
        container["ports"] = [{"containerPort": draw(st.sampled_from((80, 8080)))}]
    return container
