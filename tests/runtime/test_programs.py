"""Real servers under pods that kharden has hardened: they start and answer, and are held as the pod says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.runtime.conftest import Hardened, pod
from tests.runtime.container import Container
from tests.runtime.node import Node
from tests.runtime.oci import RefusedError

pytestmark = pytest.mark.runtime

Harden = Callable[..., Hardened]
MANIFESTS = Path(__file__).parent / "manifests"


def output(*command: str) -> Callable[[Container], str]:
    """A question: what a command inside the container prints."""

    def ask(container: Container) -> str:
        done = container.execute(*command)
        done.check_returncode()
        return done.stdout.strip()

    return ask


def exchange(port: int, message: str, length: int) -> Callable[[Container], str]:
    """A question: the first bytes of the reply to a message on a port, both in hexadecimal."""
    script = (
        f'use IO::Socket; my $socket = IO::Socket::INET->new("127.0.0.1:{port}") or exit 1;'
        f' $socket->print(pack("H*", "{message}")); read($socket, my $reply, {length}) or exit 1;'
        ' print unpack("H*", $reply);'
    )
    return output("perl", "-e", script)


class Program(NamedTuple):
    """A server, how it is asked, and what it says where it cannot write; empty if it need not."""

    name: str
    user: int
    ask: Callable[[Container], str]
    answer: str
    failure: str
    profile: str = "{}"

    @property
    def manifest(self) -> str:
        return (MANIFESTS / f"{self.name}.yaml").read_text()

    def changed(self, spec: str) -> str:
        """The profile with more in it."""
        return "{" + ", ".join(part for part in (self.profile[1:-1], spec) if part) + "}"


# nginx listens on port 80, which a node with an older containerd gives to root alone.
LOW_PORTS = "{defaults: [{unprivilegedPorts: true}]}"
PROGRAMS = (
    Program(
        "nginx",
        101,
        lambda container: container.get(80),
        "answered by nginx",
        'mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
        LOW_PORTS,
    ),
    Program(
        "nginx-unprivileged",
        101,
        lambda container: container.get(8080),
        "answered by nginx",
        'mkdir() "/tmp/client_temp" failed (30: Read-only file system)',
    ),
    Program(
        "redis",
        999,
        output("redis-cli", "ping"),
        "PONG",
        "Can't open or create append-only dir appendonlydir: Read-only file system",
    ),
    Program(
        "postgres",
        999,
        output(
            "psql", "--host=/run/postgresql", "--username=postgres", "--tuples-only", "--command=select 6 * 7"
        ),
        "42",
        'could not create lock file "/var/run/postgresql/.s.PGSQL.5432.lock": Read-only file system',
    ),
    Program(
        "httpd",
        33,
        lambda container: container.get(80),
        "answered by httpd",
        "could not create /usr/local/apache2/logs/httpd.pid",
        LOW_PORTS,
    ),
    Program(
        "haproxy",
        99,
        lambda container: container.get(8080),
        "answered by haproxy",
        "UNIX socket (Read-only file system) [/var/lib/haproxy/stats]",
    ),
    Program(
        "mariadb",
        999,
        output("mariadb", "--user=root", "--skip-column-names", "--execute=select 6 * 7"),
        "42",
        "Can't create/write to file '/tmp/",
    ),
    # To the protocol's `flush_all` it answers `OK`.
    Program("memcached", 11211, exchange(11211, "666c7573685f616c6c0d0a", 2), "4f4b", ""),
    Program(
        "mosquitto",
        1883,
        # MQTT 3.1.1: CONNECT of a clean session, and the CONNACK that accepts it.
        exchange(1883, "100c00044d5154540402003c0000", 4),
        "20020000",
        "",  # it says that it cannot open its log file, and runs on without
    ),
    Program(
        "rabbitmq",
        999,
        # AMQP 0-9-1: the protocol's header, and the type of the first frame, which is a method.
        exchange(5672, "414d515000000901", 1),
        "01",
        "Failed to create cookie file '/var/lib/rabbitmq/.erlang.cookie': erofs",
    ),
    Program(
        "prometheus",
        65534,
        lambda container: container.get(9090, "/-/ready"),
        "Prometheus Server is Ready.",
        "open /prometheus/queries.active: read-only file system",
    ),
    Program(
        "etcd",
        10001,
        lambda container: container.get(2379, "/health"),
        '{"health":"true"}',
        "mkdir default.etcd: read-only file system",
    ),
    # It writes when an image is pushed: POST begins that, and the 202 that accepts it is told with its place.
    Program(
        "registry",
        10001,
        exchange(5000, b"POST /v2/a/blobs/uploads/ HTTP/1.0\r\n\r\n".hex(), 12),
        b"HTTP/1.0 202".hex(),
        "",
    ),
    Program(
        "alertmanager",
        65534,
        lambda container: container.get(9093, "/-/ready"),
        "OK",
        "",  # it writes what it knows when it ends, and every quarter of an hour
    ),
    # Redis again, in an image of which nothing is known; its path is named as the finding asks.
    Program(
        "unknown",
        10001,
        output("redis-cli", "ping"),
        "PONG",
        "Can't open or create append-only dir appendonlydir: Read-only file system",
        "{writablePaths: [{path: /data}]}",
    ),
)
NGINX, UNKNOWN = PROGRAMS[0], PROGRAMS[-1]
CADDY = (MANIFESTS / "caddy.yaml").read_text()

each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
each_that_writes = pytest.mark.parametrize(
    "program", [program for program in PROGRAMS if program.failure], ids=lambda program: program.name
)

# keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0): what any process may ask that no filter stops.
KEYCTL = ("perl", "-e", 'print syscall(250, 0, -3, 0) < 0 ? "$!" : "allowed"')


@each_program
def test_it_starts_and_answers(program: Program, harden: Harden, node: Node) -> None:
    with node.run(harden(program.manifest, program.profile).pod) as container:
        assert container.answer(program.ask) == program.answer


@each_program
def test_it_is_held_as_the_pod_says(program: Program, harden: Harden, node: Node) -> None:
    with node.run(harden(program.manifest, program.profile).pod) as container:
        container.answer(program.ask)
        status = container.status()
        assert status["Uid"] == [str(program.user)] * 4
        assert {status[f"Cap{kind}"][0] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
        assert (status["NoNewPrivs"], status["Seccomp"]) == (["1"], ["2"])
        assert "Read-only file system" in container.execute("touch", "/file").stderr
        assert container.execute("touch", "/tmp/file").returncode == 0  # noqa: S108
        assert container.execute(*KEYCTL).stdout == "Operation not permitted"
        assert "Operation not permitted" in container.execute("unshare", "--user", "true").stderr


@each_that_writes
def test_without_our_volumes_it_does_not_start(program: Program, harden: Harden, node: Node) -> None:
    bare = harden(program.manifest, program.changed("guardrails: {writable-paths: off}"))
    with node.run(bare.pod) as container:
        container.exited()
        assert program.failure in container.log


def test_a_port_below_1024_is_reported_and_fails(harden: Harden, node: Node) -> None:
    hardened = harden(NGINX.manifest)
    assert "port 80" in hardened.said
    assert "defaults: [{unprivilegedPorts: true, target: {kind: Deployment, name: web}}]" in hardened.said
    with node.run(hardened.pod) as container:
        assert container.exited() != 0
        assert "bind() to 0.0.0.0:80 failed (13: Permission denied)" in container.log


def test_its_capabilities_do_not_give_it_the_port(harden: Harden, node: Node) -> None:
    exemption = "{guardrails: [drop-capabilities], target: {kind: Deployment}, reason: it needs a port}"
    hardened = harden(NGINX.manifest, f"{{exemptions: [{exemption}]}}")
    assert "port 80" in hardened.said
    with node.run(hardened.pod) as container:
        assert container.exited() != 0
        assert "bind() to 0.0.0.0:80 failed (13: Permission denied)" in container.log


def test_the_capability_of_its_file_gives_it_the_port(harden: Harden, node: Node) -> None:
    hardened = harden(CADDY)
    assert "added NET_BIND_SERVICE" in hardened.said
    with node.run(hardened.pod) as container:
        assert container.answer(lambda running: running.get(80)) == "answered by caddy"
        status = container.status()
        assert (status["Uid"][0], status["NoNewPrivs"]) == ("1000", ["1"])
        assert status["CapEff"] == status["CapBnd"] == [f"{1 << 10:016x}"]


def test_without_it_a_program_whose_file_has_the_capability_is_not_executed(
    harden: Harden, node: Node
) -> None:
    bare = harden(CADDY).pod
    del bare["containers"][0]["securityContext"]["capabilities"]["add"]
    with node.run(bare) as container:
        assert container.exited() != 0
        assert "operation not permitted" in container.log


@pytest.mark.parametrize("how", ["exemption", "mode"])
def test_with_a_writable_root_it_can_still_write(how: str, harden: Harden, node: Node) -> None:
    exemption = "exemptions: [{guardrails: [read-only-root], target: {kind: Deployment}, reason: it updates}]"
    writable = {"exemption": exemption, "mode": "guardrails: {read-only-root: off}"}[how]
    hardened = harden(NGINX.manifest, NGINX.changed(writable))
    with node.run(hardened.pod) as container:
        assert container.answer(NGINX.ask) == NGINX.answer
        assert container.status()["Uid"][0] == "101"


def test_an_unknown_image_is_reported_as_may_break_and_breaks(harden: Harden, node: Node) -> None:
    hardened = harden(UNKNOWN.manifest)
    assert "where its image writes is not known" in hardened.said
    assert "writablePaths" in hardened.said
    with node.run(hardened.pod) as container:
        assert container.exited() != 0
        assert UNKNOWN.failure in container.log


def test_without_the_filter_the_call_is_allowed(harden: Harden, node: Node) -> None:
    hardened = harden(NGINX.manifest, NGINX.changed("guardrails: {seccomp: off}"))
    with node.run(hardened.pod) as container:
        container.answer(NGINX.ask)
        assert container.status()["Seccomp"] == ["0"]
        assert container.execute(*KEYCTL).stdout == "allowed"


def test_without_an_identity_the_kubelet_refuses_an_image_of_root(harden: Harden, node: Node) -> None:
    hardened = harden(NGINX.manifest, "{guardrails: {identity: off}}")
    with pytest.raises(RefusedError, match="image will run as root"), node.run(hardened.pod):
        pass


def test_as_it_came_it_runs_as_root(node: Node) -> None:
    with node.run(pod(NGINX.manifest)) as container:
        container.answer(NGINX.ask)
        status = container.status()
        assert status["Uid"][0] == "0"
        assert status["CapEff"] != ["0" * 16]
        assert container.execute("touch", "/file").returncode == 0
