"""The rooms of ARCHITECTURE.md: what each leans on, and which alone touch the machine that they run on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "postrender"

LEANS_ON = {
    "places": set(),
    "images": {"record"},
    "stream": {"record"},
    "lossless": {"places"},
    "layout": {"places", "record"},
    "pods": {"layout", "places"},
    "variables": {"places", "record"},
    "standards": {"layout", "places", "pods"},
    "profile": {"ambiguity", "images", "lossless", "places", "record"},
    "triage": {"profile", "workload_kinds"},
    "ambiguity": {"finding", "lossless", "places"},
    "guardrails": {"finding", "images", "lossless", "places", "pods", "profile", "record", "standards"},
    "filter": {"finding", "outcome", "pipeline", "record", "stream"},
    "reports": {
        "__version__",
        "filter",
        "finding",
        "guardrails",
        "lossless",
        "outcome",
        "places",
        "record",
        "variables",
    },
}
"""By room all others that it imports anything of, for types too."""

OUTSIDE = {
    "cli.py",
    "commands.py",
    "configuration.py",
    "messages.py",
    "session.py",
    "advice/commands.py",
}
"""Where streams, the environment, files and the clock are; and in `hosts/`."""

OWN_DATA = {"advice/topics.py", "reports/page.py"}
"""Where files of the package are read."""

TOUCHES = {
    "open", "print", "input", "sys.stdin", "sys.stdout", "sys.stderr", "os.environ", "os.getenv", "os.getcwd",
    "subprocess.run", "subprocess.Popen", "time.time", "datetime.date.today", "datetime.datetime.now",
}  # fmt: skip
METHODS = {"read_text", "read_bytes", "write_text", "write_bytes"}

MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def tree(module: str) -> ast.AST:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[str]:
    """The rooms that a module imports anything of, wherever it does."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "postrender":
            parts = str(node.module).split(".")
            yield from [parts[1]] if len(parts) > 1 else (alias.name for alias in node.names)


@pytest.mark.parametrize("room", LEANS_ON)
def test_a_room_leans_on_no_other_than_these(room: str) -> None:
    modules = [each for each in MODULES if each.split("/")[0].removesuffix(".py") == room]
    assert modules
    found = {name for module in modules for name in imported(module)} - {room}
    assert found == LEANS_ON[room]


def test_each_room_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_]+(?:/|\.py))`", row)}
    rooms = {each.partition("/")[0] + "/" if "/" in each else each for each in MODULES}
    assert named == rooms - {"__init__.py"}


def test_of_the_patcher_guardrails_know_how_to_write_a_name() -> None:
    texts = (path.read_text(encoding="utf-8") for path in (PACKAGE / "guardrails").glob("*.py"))
    lines = {line for text in texts for line in text.split("\n") if "postrender.lossless" in line}
    assert lines == {"from postrender.lossless.emit import string"}


@pytest.mark.parametrize("module", [name for name in MODULES if name not in OUTSIDE and "hosts/" not in name])
def test_the_core_is_pure(module: str) -> None:
    nodes = list(ast.walk(tree(module)))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    used = {ast.unparse(node) for node in attributes}
    used |= {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    assert used & TOUCHES == set()
    assert module in OWN_DATA or {node.attr for node in attributes} & METHODS == set()
