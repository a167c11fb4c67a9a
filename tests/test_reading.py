"""Documents crafted so that kharden might read one thing and the tools another: none slips past hardening.

`cases/reading.yaml` says what each is and what has to come of it. Two oracles read the output: kubectl, and
kubectl on the pieces into which Helm's regular expression cuts a stream.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.cluster.helm import chart
from tests.conftest import ROOT
from tests.filtered import containers, filtered, is_hardened, pod_specs

CASES = ROOT / "tests/cases"
POD_BODY = "metadata:\n  name: slip\nspec:\n  containers:\n  - name: c\n    image: i\n"
POD = "apiVersion: v1\nkind: Pod\n" + POD_BODY
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n  a: b\n"
JSON_POD = (
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"slip"},'
    '"spec":{"containers":[{"name":"c","image":"i"}]},"x": 1}'
)
PARTS = {"<pod>": POD_BODY, "<Pod>": POD, "<cm>": CONFIG_MAP, "<json>": JSON_POD}
# `helm.sh/helm/v4/pkg/release/v1/util/manifest.go`; Go's \s is ASCII.
HELM_SEPARATOR = re.compile(r"(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*")


class Case(NamedTuple):
    name: str
    stream: bytes
    outcome: str

    @property
    def succeeds(self) -> bool:
        return self.outcome in ("hardened", "passes", "left")


def cases() -> Iterator[Case]:
    entries = YAML(typ="safe", pure=True).load((CASES / "reading.yaml").read_text(encoding="utf-8"))
    for entry in entries:
        if "file" in entry:
            stream = (CASES / "reading" / f"{entry['file']}.yaml").read_bytes()
            yield Case(entry["file"], stream, entry["outcome"])
            continue
        text = entry["text"]
        for mark, written in (
            ("<pod>", POD_BODY),
            ("<Pod>", POD),
            ("<cm>", CONFIG_MAP),
            ("<json>", JSON_POD),
        ):
            text = text.replace(mark, written)
        yield Case(entry["name"], text.encode(), entry["outcome"])


ALL = list(cases())
each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)


@each_case
def test_the_outcome_is_the_expected_one(case: Case) -> None:
    result = filtered(case.stream)
    if not case.succeeds:
        assert result.output is None
        assert case.outcome in result.errors
        assert all(placed.line > 0 for placed in result.outcome.errors), "the message does not say where"
        return
    assert result.output is not None, result.errors
    if case.outcome != "left":
        assert (result.output == case.stream) == (case.outcome == "passes")
    assert ("left" in result.outcome.verdicts) == (case.outcome == "left")


@each_case
def test_the_second_run_changes_nothing(case: Case) -> None:
    output = filtered(case.stream).output
    assert output is None or filtered(output).output == output


def test_every_file_has_an_outcome() -> None:
    assert {path.stem for path in (CASES / "reading").iterdir()} <= {case.name for case in ALL}
    assert len({case.name for case in ALL}) == len(ALL)


Read = Callable[[dict[str, bytes]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def kubectl_reads_all(kubectl: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A function: every object that one kubectl reads from many streams, those that it refuses left out."""

    def read(streams: dict[str, bytes]) -> list[dict[str, Any]]:
        folder = tmp_path_factory.mktemp("streams")
        for name, stream in streams.items():
            (folder / f"{name}.yaml").write_bytes(stream)
        done = subprocess.run(
            [kubectl, "annotate", "--local", "--overwrite", f"--filename={folder}", "a=b", "--output=json"],
            env={"HOME": str(folder), "KUBECONFIG": "/dev/null"},
            capture_output=True,
            text=True,
            check=False,
        )
        text, objects = done.stdout.strip(), []
        while text:
            found, end = json.JSONDecoder().raw_decode(text)
            objects.append(found)
            text = text[end:].lstrip()
        return objects

    return read


def outputs(outcome: str) -> dict[str, bytes]:
    return {case.name: filtered(case.stream).output or b"" for case in ALL if case.outcome == outcome}


def pieces(streams: dict[str, bytes]) -> dict[str, bytes]:
    """What Helm cuts the streams into."""
    return {
        f"{name}-{number}": piece.encode()
        for name, stream in streams.items()
        for number, piece in enumerate(HELM_SEPARATOR.split(stream.decode().strip()))
        if piece.strip()
    }


def slipped(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        found
        for found in objects
        for spec in pod_specs(found)
        if not all(isinstance(each, dict) and is_hardened(each) for each in containers(spec))
    ]


def as_they_come(streams: dict[str, bytes]) -> dict[str, bytes]:
    return streams


@pytest.mark.parametrize("cut", [as_they_come, pieces])
def test_no_pod_slips_past_kubectl(
    kubectl_reads_all: Read, cut: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    read = kubectl_reads_all(cut(outputs("hardened")))
    assert slipped(read) == []
    assert sum(1 for found in read for _ in pod_specs(found)) > 90
    assert [
        found["kind"] for found in kubectl_reads_all(cut(outputs("passes"))) if list(pod_specs(found))
    ] == []


def test_without_the_filter_they_slip(kubectl_reads_all: Read) -> None:
    assert len(slipped(kubectl_reads_all({case.name: case.stream for case in ALL}))) > 120


@pytest.mark.hosts
@pytest.mark.parametrize("version", ["helm", "helm_3"])
def test_no_pod_slips_past_helm(
    version: str,
    request: pytest.FixtureRequest,
    kharden_folder: Path,
    kubectl_reads_all: Read,
    tmp_path: Path,
) -> None:
    program = request.getfixturevalue(version)
    plugins = {} if version == "helm_3" else {"HELM_PLUGINS": str(ROOT / "plugins/helm")}
    environment = {"HOME": str(tmp_path), "PATH": f"{kharden_folder}:/usr/bin:/bin", **plugins}

    def rendered(case: Case) -> bytes:
        folder = chart(tmp_path / case.name, case.stream)
        command = [program, "template", "x", folder, "--post-renderer", "kharden"]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0 or not done.stdout
        return done.stdout

    read = kubectl_reads_all({case.name: rendered(case) for case in ALL if case.outcome != "left"})
    assert slipped(read) == []
    assert sum(1 for found in read for _ in pod_specs(found)) > 80


@pytest.mark.hosts
def test_no_pod_slips_past_kustomize(
    kustomize: Path, kharden_folder: Path, kubectl_reads_all: Read, tmp_path: Path
) -> None:
    environment = {"HOME": str(tmp_path), "PATH": f"{kharden_folder}:/usr/bin:/bin"}

    def built(case: Case) -> bytes:
        folder = tmp_path / case.name
        folder.mkdir()
        (folder / "all.yaml").write_bytes(case.stream)
        (folder / "kustomization.yaml").write_text(
            "resources: [all.yaml]\ntransformers:\n- |-\n"
            "  {apiVersion: kharden.dev/v1alpha1, kind: Profile, metadata: {name: x, annotations:"
            " {config.kubernetes.io/function: 'exec: {path: kharden}'}}, spec: {}}\n"
        )
        command = [str(kustomize), "build", "--enable-alpha-plugins", "--enable-exec", str(folder)]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0 or not done.stdout
        return done.stdout

    read = kubectl_reads_all({case.name: built(case) for case in ALL if case.outcome != "left"})
    assert slipped(read) == []
    assert sum(1 for found in read for _ in pod_specs(found)) > 60


@pytest.mark.parametrize(
    "value",
    [
        "*hunter2",
        "&x [*hunter2]",
        "&hunter2 [*hunter2]",
        "!hunter2!x y",
        "!!int hunter2",
        "!!binary hunter2",
        "!!timestamp hunter2",
        '"hunter2',
        '"\\hunter2"',
        "[hunter2",
        "|hunter2",
        "@hunter2",
        "`hunter2",
        "%hunter2",
        "hunter2: x",
        ".inf # hunter2",
        "{{ hunter2 }}",
        "{[hunter2]: 1}",
        "x\thunter2: y",
        "hunter2\n b",
        "- hunter2",
        "{hunter2: }}",
    ],
)
def test_an_error_does_not_quote_what_may_be_a_password(value: str) -> None:
    stream = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${{NAMESPACE}}\nstringData:\n  a: {value}\n"
    result = filtered(stream)
    assert result.output is None
    assert "hunter2" not in result.errors
