"""Pods as hypothesis makes them: of the fields that the standards look at, in good, bad, null and absent."""

from __future__ import annotations

import copy
import string
from typing import Any

from hypothesis import strategies as st

from postrender.standards.checks.capabilities_baseline import DEFAULT
from postrender.standards.checks.restricted_volumes import ALLOWED, FORBIDDEN
from postrender.standards.checks.sysctls import SAFE

# Whether a character can be printed depends on the edition of Unicode: only those that are old.
TEXT = st.text(st.characters(max_codepoint=0x1F5FF, exclude_categories=("Cn", "Cs")), max_size=5)
NAME = st.one_of(st.sampled_from(["a", "b", "c", 'q"', None]), TEXT)
PROFILE_ANNOTATION = st.one_of(
    st.sampled_from(
        ["runtime/default", "docker/default", "localhost/x", "localhost", "unconfined", "", None]
    ),
    TEXT,
)


def likely(value: Any, *others: Any) -> st.SearchStrategy[Any]:
    """One value most of the time: a pod with many fields that are drawn alike would hardly ever pass."""
    return st.sampled_from([value] * 4 + [*others])


NULL = st.none()


def often(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any] = NULL) -> st.SearchStrategy[Any]:
    """Now and then null, or something else."""
    return st.integers(0, 5).flatmap(lambda dice: usual if dice else other)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A mapping of some of these fields."""
    return often(st.fixed_dictionaries({}, optional=fields))


def entries(strategy: st.SearchStrategy[Any], size: int = 3) -> st.SearchStrategy[Any]:
    return often(st.lists(often(strategy), max_size=size))


def profile(*types: str) -> st.SearchStrategy[Any]:
    kinds = often(likely("RuntimeDefault", "Localhost", *types, None), TEXT)
    return often(st.fixed_dictionaries({"type": kinds}))


NO = likely(False, True, None)
CONTEXT = {
    "runAsNonRoot": likely(True, False, None),
    "runAsUser": likely(1, 0, 0, -1, 2**40, None),
    "seccompProfile": profile("Unconfined", "runtime/default"),
    "appArmorProfile": profile("Unconfined"),
    "windowsOptions": some(hostProcess=NO),
    "seLinuxOptions": some(
        type=likely(
            "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t", "a_t"
        ),
        user=likely("", "u", None),
        role=likely("", "r", None),
        level=TEXT,
    ),
}
CAPABILITY = st.one_of(
    st.sampled_from([*sorted(DEFAULT), "ALL", "all", "NET_RAW", "SYS_ADMIN", "CAP_KILL"]), TEXT
)
HOST = likely("", "h", "10.0.0.1", None)
HANDLER = some(httpGet=some(host=HOST, path=TEXT), tcpSocket=some(host=HOST))
CONTAINER = st.fixed_dictionaries(
    {
        "name": NAME,
        "securityContext": often(
            st.fixed_dictionaries(
                {
                    "allowPrivilegeEscalation": NO,
                    "capabilities": often(
                        st.fixed_dictionaries(
                            {"drop": likely(["ALL"], None, [], ["all"], [None], ["KILL", "ALL"])},
                            optional={
                                "add": likely([], ["NET_BIND_SERVICE"], ["CHOWN"]) | entries(CAPABILITY)
                            },
                        )
                    ),
                },
                optional={
                    **CONTEXT,
                    "privileged": NO,
                    "procMount": often(likely("Default", "Unmasked", "", None), TEXT),
                },
            )
        ),
    },
    optional={
        "image": TEXT,
        "ports": entries(some(hostPort=likely(0, 80, 443, 8080, None), containerPort=st.just(80))),
        "livenessProbe": HANDLER,
        "readinessProbe": HANDLER,
        "startupProbe": HANDLER,
        "lifecycle": some(postStart=HANDLER, preStop=HANDLER),
    },
)
TYPED = st.builds(lambda name, kind: {"name": name, kind: {}}, NAME, st.sampled_from([*ALLOWED, *FORBIDDEN]))
SEVERAL = st.fixed_dictionaries(
    {"name": NAME},
    optional={kind: likely({}, None) for kind in ("emptyDir", "nfs", "hostPath", "secret", "rbd")},
)
SYSCTL = some(name=st.one_of(st.sampled_from([*SAFE, "kernel.msgmax"]), TEXT), value=TEXT)
SPEC = st.fixed_dictionaries(
    {
        "containers": often(st.lists(CONTAINER | often(CONTAINER), min_size=1, max_size=3)),
        "securityContext": some(**CONTEXT, sysctls=entries(SYSCTL, size=4)),
    },
    optional={
        "hostNetwork": NO,
        "hostPID": NO,
        "hostIPC": NO,
        "hostUsers": st.sampled_from([True, False, False, None]),
        "os": some(name=st.sampled_from(["windows", "linux", "Windows", None])),
        "initContainers": entries(CONTAINER, size=2),
        "ephemeralContainers": entries(CONTAINER, size=2),
    },
)
ANNOTATION = st.sampled_from(
    [
        "seccomp.security.alpha.kubernetes.io/pod",
        *(f"container.seccomp.security.alpha.kubernetes.io/{name}" for name in "abz"),
        *(f"container.apparmor.security.beta.kubernetes.io/{name}" for name in ("a", "b", 'z"', "~/")),
        "example.com/other",
    ]
)
METADATA = some(annotations=often(st.dictionaries(ANNOTATION, PROFILE_ANNOTATION, max_size=4)))


def pods(volume: st.SearchStrategy[Any] = TYPED | SEVERAL) -> st.SearchStrategy[dict[str, Any]]:
    """A pod without wrong types.

    With TYPED each of its volumes has one source. What has several never passes validation, but the standards
    are asked first.
    """
    volumes = st.fixed_dictionaries({}, optional={"volumes": entries(volume)})
    spec = st.builds(lambda fields, more: {**fields, **more}, SPEC, volumes)
    return st.fixed_dictionaries({"spec": spec}, optional={"metadata": METADATA})


WRONG = st.one_of(
    st.sampled_from([True, 0, 1, 1.5, "", "true", [], {}, [None], [1], ["x"], {"name": 1}, {"type": []}]),
    st.text(string.ascii_letters, max_size=3),
)


@st.composite
def malformed_pods(draw: st.DrawFn) -> dict[str, Any]:
    """A pod in which one value has been replaced by some other, most often one of a wrong type."""
    pod = copy.deepcopy(draw(pods()))
    places = list(_places(pod))
    holder, key = draw(st.sampled_from(places))
    holder[key] = draw(WRONG)
    return pod


def _places(node: Any) -> Any:
    """Every (mapping or list, key or index) of a pod."""
    for key, value in list(node.items()) if isinstance(node, dict) else list(enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)
