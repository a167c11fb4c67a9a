"""A kube-apiserver with its etcd on this machine's loopback, and nothing else of a cluster.

Validation and admission are the real ones: what is accepted here is accepted in any cluster of that version.
No controller and no kubelet: a Job stays as it is created, a Pod is never run.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from tests.cluster.api import Api, Json
from tests.cluster.templates import pod

TOKEN = "known-on-this-machine-only"  # noqa: S105
RESTRICTED = "restricted"  # the namespace that is asked whether a pod meets the level


class Server(NamedTuple):
    """A server that is ready: a connection to it, and a configuration for kubectl and Helm."""

    api: Api
    kubeconfig: Path

    def namespace(self, name: str, level: str) -> str:
        """Make a namespace that refuses pods below a level of Pod Security, and warns of their templates."""
        labels = {f"pod-security.kubernetes.io/{mode}": level for mode in ("enforce", "warn")}
        metadata = {"name": name, "labels": labels}
        answer = self.api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
        assert answer.accepted, answer.message
        return name

    def refused(self, objects: Iterable[Json]) -> list[str]:
        """Why `restricted` refuses pods of these objects, in the server's words; none for those it admits."""
        wanted = [made for each in objects if (made := pod(each))]
        answers = [self.api.create(each, RESTRICTED, dry_run=True) for each in wanted]
        return [answer.message for answer in answers if not answer.accepted]


@contextmanager
def serve(etcd: Path, kube_apiserver: Path, folder: Path) -> Iterator[Server]:
    """Start both and wait until the server is ready, about 5 s; stop both at the end, whatever happens.

    Raises TimeoutError, with the end of the server's log, where it does not become ready.
    """
    store, peers, port = free_ports(3)
    certificate = folder / "apiserver.crt"
    with ExitStack() as stack:
        for program, options in (
            (etcd, store_options(folder, store, peers)),
            (kube_apiserver, server_options(folder, store, port)),
        ):
            log = stack.enter_context((folder / f"{program.name}.log").open("wb"))
            stack.enter_context(daemon(program, options, log))
        api = Api("127.0.0.1", port, TOKEN, certificate)
        stack.callback(api.close)
        try:
            api.wait()
        except TimeoutError as error:
            raise TimeoutError((folder / f"{kube_apiserver.name}.log").read_text()[-2000:]) from error
        yield Server(api, kubeconfig(folder, f"https://127.0.0.1:{port}", certificate))


def store_options(folder: Path, port: int, peers: int) -> list[str]:
    """What etcd is started with."""
    own, others = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
    return [
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={own}",
        f"--advertise-client-urls={own}",
        f"--listen-peer-urls={others}",
        f"--initial-advertise-peer-urls={others}",
        f"--initial-cluster=default={others}",
    ]


def server_options(folder: Path, store: int, port: int) -> list[str]:
    """What kube-apiserver is started with; it writes `apiserver.crt`, self-signed, to the folder."""
    key, tokens = folder / "service-account.key", folder / "tokens.csv"
    subprocess.run(("openssl", "genrsa", "-out", key, "2048"), check=True, capture_output=True)
    tokens.write_text(f"{TOKEN},tester,1,system:masters\n")
    return [
        f"--etcd-servers=http://127.0.0.1:{store}",
        f"--secure-port={port}",
        "--bind-address=127.0.0.1",
        f"--cert-dir={folder}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        # As in any cluster that runs node agents: whether a pod may be privileged is asked of Pod Security.
        "--allow-privileged=true",
        # They wait for controllers: for a default service account, for a claim to be in use no more.
        "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
    ]


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface that are free now; taken all at once, so that they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def daemon(program: Path, options: Sequence[str], log: IO[bytes]) -> Iterator[None]:
    """Run a program until the block ends; the kernel ends it, too, where this process is killed."""
    tied = ("setpriv", "--pdeathsig", "KILL", str(program), *options)
    process = subprocess.Popen(tied, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield
    finally:
        # It has nothing to save.
        process.kill()
        process.wait()


def kubeconfig(folder: Path, url: str, authority: Path) -> Path:
    """A configuration file for clients; JSON is YAML."""
    path = folder / "kubeconfig"
    cluster = {"server": url, "certificate-authority": str(authority)}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "local", "cluster": cluster}],
        "users": [{"name": "tester", "user": {"token": TOKEN}}],
        "contexts": [{"name": "local", "context": {"cluster": "local", "user": "tester"}}],
        "current-context": "local",
    }
    path.write_text(json.dumps(content))
    return path
