"""`kharden | kubectl apply`, twice: the second run changes nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cluster.conftest import Hardened
from tests.cluster.corpus import CHARTS, manifests
from tests.cluster.live import Live
from tests.cluster.server import RESTRICTED, Server

pytestmark = pytest.mark.cluster

Apply = Callable[[str, str], set[str]]


@pytest.fixture
def apply(kubectl_asks: Callable[..., subprocess.CompletedProcess[bytes]]) -> Apply:
    """A function: apply a stream to a namespace; what kubectl says of all but unchanged objects."""

    def run(stream: str, namespace: str) -> set[str]:
        done = kubectl_asks("apply", "--filename=-", f"--namespace={namespace}", stream=stream.encode())
        assert done.returncode == 0, done.stderr.decode()
        return {line for line in done.stdout.decode().splitlines() if not line.endswith(" unchanged")}

    return run


@pytest.mark.parametrize("name", CHARTS)
def test_again(
    name: str,
    apply: Apply,
    server: Server,
    shared: Path,
    harden: Callable[[str], Hardened],
    new_namespace: Callable[[str], str],
) -> None:
    plain, hardened = Live(server, new_namespace("privileged")), Live(server, new_namespace(RESTRICTED))
    came = manifests(shared / "corpus", name, plain.namespace)
    left = harden(manifests(shared / "corpus", name, hardened.namespace)).text
    assert apply(came, plain.namespace)
    assert apply(left, hardened.namespace)
    before = hardened.versions
    # Of some objects kubectl says `configured` each time, such as those that hold an empty mapping.
    assert apply(left, hardened.namespace) <= apply(came, plain.namespace)
    assert hardened.versions == before
    assert hardened.hardened
