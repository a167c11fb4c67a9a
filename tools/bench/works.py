"""What is measured, and the goals: the table of the issue about speed, as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.bench.programs import ROUND_TRIP, Installed
from tools.bench.timing import Program
from tools.binaries.folder import CHECKOUT

KHARDEN = "kharden"
BARE = "python -I -c pass"
IMPORT = "import ruamel.yaml"
HELM = "helm template"
YQ = "yq ."
RUAMEL = "ruamel.yaml round trip"
READING = "read and decode in Python"
FLOORS = (BARE, IMPORT, RUAMEL, READING)
"""What no program can do without, and what nobody would put in a pipe."""

PROFILE = CHECKOUT / "examples" / "helm" / "profile.yaml"


class Work(NamedTuple):
    """Programs that take turns at one piece of work, and how much of the others' time kharden may take."""

    name: str
    programs: tuple[Program, ...]
    goals: dict[str, float]


def works(found: Installed, folder: Path) -> Iterator[Work]:
    """All works whose input is in the folder."""
    python = str(found.python)
    kharden = (str(found.kharden),)
    bare = Program(BARE, (python, "-I", "-c", "pass"))
    imports = Program(IMPORT, (python, "-I", "-c", "import ruamel.yaml"))
    helm = Program(HELM, (str(found.others["helm"]), "template", "rel", str(folder / "chart")))

    def yq(name: str) -> Program:
        return Program(YQ, (str(found.others["yq"]), "."), folder / name)

    def round_trip(name: str) -> Program:
        return Program(RUAMEL, (python, "-I", "-c", ROUND_TRIP), folder / name)

    def hardened(name: str, *arguments: str) -> Program:
        return Program(KHARDEN, (*kharden, *arguments), folder / name)

    yield Work(
        "20 KB of ConfigMaps",
        (hardened("configmaps.yaml"), bare, yq("configmaps.yaml"), round_trip("configmaps.yaml")),
        {BARE: 2.5},
    )
    yield Work(
        "a small chart (`helm create`)",
        (
            hardened("chart.yaml"),
            imports,
            helm,
            yq("chart.yaml"),
            round_trip("chart.yaml"),
            *peers(found, folder),
        ),
        {IMPORT: 1.4, HELM: 1.0},
    )
    arguments = (f"--profile={PROFILE}", "--namespace=apps", "--set=LOG_LEVEL=info")
    yield Work(
        "the same with arguments and a profile file",
        (hardened("chart.yaml", *arguments), imports),
        {IMPORT: 2.0},
    )
    if (folder / "corpus.yaml").exists():
        yield Work(
            f"the whole corpus ({size(folder / 'corpus.yaml')})",
            (hardened("corpus.yaml"), yq("corpus.yaml")),
            {YQ: 0.3},
        )
        yield Work(
            f"the same, beside a round trip of its workloads alone ({size(folder / 'workloads.yaml')})",
            (hardened("corpus.yaml"), round_trip("workloads.yaml")),
            {RUAMEL: 0.08},
        )
        yield Work(
            f"a KRM ResourceList ({size(folder / 'list.yaml')})",
            (hardened("list.yaml"), yq("list.yaml")),
            {YQ: 0.5},
        )
    decode = (python, "-I", "-c", "import sys; sys.stdin.buffer.read().decode()")
    large = "four-megabytes.yaml"
    yield Work(
        f"one document that is no workload ({size(folder / large)})",
        (hardened(large), Program(READING, decode, folder / large), yq(large)),
        {READING: 3.0},
    )


def peers(found: Installed, folder: Path) -> Iterator[Program]:
    """The auditors that fix manifests, as far as they are installed; they read files."""
    chart = str(folder / "chart.yaml")
    if "kubeaudit" in found.others:
        path = str(found.others["kubeaudit"])
        yield Program("kubeaudit autofix", (path, "autofix", "-f", chart, "-o", str(folder / "fixed.yaml")))
    if "polaris" in found.others:
        path, copy = str(found.others["polaris"]), folder / "polaris"
        copy.mkdir(exist_ok=True)
        (copy / "chart.yaml").write_text(Path(chart).read_text())
        yield Program("polaris fix", (path, "fix", "--files-path", str(copy), "--checks", "all"))


def size(path: Path) -> str:
    """A file's size as people say it."""
    count = path.stat().st_size
    return f"{count / 1e6:.0f} MB" if count > 1e6 else f"{count / 1e3:.0f} KB"
