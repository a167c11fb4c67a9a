"""`python -m tools.bench.inputs FOLDER HELM`: write what the programs read.

A process of its own, since the memory of whoever starts a program counts as that program's at its start.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.binaries.folder import CHECKOUT

CORPUS = CHECKOUT.parent / "shared" / "corpus"
WORKLOAD = re.compile(
    r"^kind: (Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|ReplicationController)$",
    re.MULTILINE,
)
CONFIG_MAP = """---
# Source: app/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings-{number}
  namespace: apps
data:
"""
DEPLOYMENT = """---
# Source: app/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{number}
spec:
  selector:
    matchLabels: {{app: app-{number}}}
  template:
    metadata:
      labels: {{app: app-{number}}}
{annotations}    spec:
      containers:
"""
CONTAINER = """\
        - name: c{number}
          image: "registry.example.com/team/app:1.{number}"
          env:
            - name: LEVEL
              value: "info"
          resources: {{}}
"""


def config_map(number: int, size: int) -> str:
    """A ConfigMap of about that many bytes, dashes and braces included."""
    line = '  key-{}: "some text {{ of }} a dashboard - and a bit more of it"\n'
    lines = range(max(1, size // len(line)))
    return CONFIG_MAP.format(number=number) + "".join(line.format(key) for key in lines)


def deployment(number: int, containers: int = 1, annotations: str = "") -> str:
    """A Deployment with that many containers."""
    head = DEPLOYMENT.format(number=number, annotations=annotations)
    return head + "".join(CONTAINER.format(number=each) for each in range(containers))


def nested(depth: int) -> str:
    """A Deployment in which an unknown field holds lists within lists."""
    return deployment(0) + f"      nested: {'[' * depth}{']' * depth}\n"


def large(lines: int) -> str:
    """A Deployment with scripts of that many lines in its pod's annotations, twenty lines each."""
    script = "          echo 'some text of a script that somebody keeps in an annotation'\n" * 20
    scripts = "".join(f"        script-{number}: |\n{script}" for number in range(lines // 20))
    return deployment(0, annotations=f"      annotations:\n{scripts}")


def dense(numbers: int) -> str:
    """A Deployment with as many numbers in an annotation that is a list, three characters each."""
    return deployment(0, annotations=f"      numbers: [{'1, ' * numbers}1]\n")


def documents(count: int) -> Iterator[str]:
    """A long stream: small ConfigMaps, and a Deployment for each hundred of them."""
    for number in range(count):
        yield config_map(number, 300) if number % 100 else deployment(number)


def corpus() -> Iterator[str]:
    """The documents of all rendered charts."""
    for path in sorted(CORPUS.rglob("*.yaml")):
        for document in re.split(r"^---.*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            if document.strip():
                yield document if document.endswith("\n") else document + "\n"


def resource_list(documents_of_it: Iterator[str], size: int) -> Iterator[str]:
    """Documents as the items of the list that Kustomize hands to a function, until it has that size."""
    yield "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
    written = 0
    for document in documents_of_it:
        text = "".join(line for line in document.splitlines(keepends=True) if not line.startswith("#"))
        item = "- " + re.sub(r"\n(?=[^\n])", "\n  ", text)
        if item.startswith("- apiVersion") and len(item) < size // 10:
            yield item
            written += len(item)
        if written >= size:
            return


def main(folder: Path, helm: str) -> None:
    """Write them all."""
    _write(folder / "configmaps.yaml", (config_map(number, 1000) for number in range(20)))
    _write(folder / "four-megabytes.yaml", [config_map(0, 4 << 20)])
    _write(folder / "nothing.yaml", [config_map(0, 100), deployment(0)])
    _write(folder / "nested.yaml", [nested(100_000)])
    _write(folder / "stream.yaml", documents(100_000))
    _write(folder / "large.yaml", [large(60_000)])
    _write(folder / "dense.yaml", [dense(400_000)])
    subprocess.run([helm, "create", folder / "chart"], check=True, capture_output=True)
    chart = subprocess.run([helm, "template", "rel", folder / "chart"], check=True, capture_output=True)
    (folder / "chart.yaml").write_bytes(chart.stdout)
    if CORPUS.is_dir():
        _write(folder / "corpus.yaml", (f"---\n{document}" for document in corpus()))
        workloads = (f"---\n{document}" for document in corpus() if WORKLOAD.search(document))
        _write(folder / "workloads.yaml", workloads)
        _write(folder / "list.yaml", resource_list(corpus(), 5 << 20))


def _write(path: Path, pieces: Iterator[str] | list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
