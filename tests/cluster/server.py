"""A kube-apiserver with its etcd on this machine's loopback, and nothing else of a cluster.

Validation and admission are the real ones: what is accepted here is accepted in any cluster of that version.
No controller and no kubelet: a Job stays as it is created, a Pod is never run.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from tests.cluster.api import Api, Json
from tests.cluster.templates import pod

TOKEN = "of-this-machine-for-a-test"  # noqa: S105
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
    """Start both and wait until the server is ready, about 10 s; stop both at the end, whatever happens.

    Raises TimeoutError, with the end of the server's log, where it does not become ready.
    """
    store, peers, port = free_ports(3)
    store_url, peers_url, url = (
        f"http://127.0.0.1:{store}",
        f"http://127.0.0.1:{peers}",
        f"https://127.0.0.1:{port}",
    )
    certificates, key, tokens = folder / "certificates", folder / "service-account.key", folder / "tokens.csv"
    subprocess.run(("openssl", "genrsa", "-out", key, "2048"), check=True, capture_output=True)
    tokens.write_text(f"{TOKEN},tester,1,system:masters\n")
    keep_store = (
        etcd,
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={store_url}",
        f"--advertise-client-urls={store_url}",
        f"--listen-peer-urls={peers_url}",
        f"--initial-advertise-peer-urls={peers_url}",
        f"--initial-cluster=default={peers_url}",
    )
    keep_server = (
        kube_apiserver,
        f"--etcd-servers={store_url}",
        f"--secure-port={port}",
        "--bind-address=127.0.0.1",
        f"--cert-dir={certificates}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        # Asked of Pod Security alone, as in a cluster whose nodes run privileged pods, too.
        "--allow-privileged=true",
        # They wait for controllers: for a default service account, for a claim to be in use no more.
        "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
    )
    with ExitStack() as stack:
        for name, command in (("etcd.log", keep_store), ("server.log", keep_server)):
            log = stack.enter_context((folder / name).open("wb"))
            stack.enter_context(daemon(command, log))
        api = Api("127.0.0.1", port, TOKEN, certificates / "apiserver.crt")
        stack.callback(api.close)
        try:
            api.wait()
        except TimeoutError as error:
            raise TimeoutError((folder / "server.log").read_text()[-2000:]) from error
        yield Server(api, kubeconfig(folder, url, certificates / "apiserver.crt"))


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface that are free now; taken all at once, so that they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def daemon(command: tuple[str | Path, ...], log: IO[bytes]) -> Iterator[None]:
    """Run a command until the block ends; the kernel ends it, too, where this process is killed."""
    tied = ("setpriv", "--pdeathsig", "KILL", *command)
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
