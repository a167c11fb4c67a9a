"""What each kind of run imports and compiles: no slow module, and nothing that the run does not need."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.speed.imports import GOLDEN, imported, table
from tests.speed.runs import KINDS, environment

SLOW = {
    "ast",
    "click",
    "dataclasses",
    "difflib",
    "inspect",
    "json",
    "jsonpatch",
    "logging",
    "pathlib",
    "shutil",
}
NEEDLESS = ("postrender.guardrails", "postrender.images", "postrender.lossless", "postrender.hosts", "click")
COUNT = """
import builtins
compiled, real = [], builtins.compile
def counted(source, *arguments, **options):
    if isinstance(source, str):
        compiled.append(source)
    return real(source, *arguments, **options)
builtins.compile = counted
"""


def test_a_run_imports_what_it_needs() -> None:
    assert table() == GOLDEN.read_text(encoding="utf-8"), "if it has to be so: make golden"


def test_a_stream_without_workloads_needs_no_parser() -> None:
    modules = imported("ConfigMaps")
    assert "postrender.triage" in modules
    assert not SLOW & {*modules}
    assert not [name for name in modules if "ruamel" in name or name.startswith(NEEDLESS)]


@pytest.mark.parametrize("kind", [kind for kind, run in KINDS.items() if not run.arguments])
def test_no_module_compiles_a_type_while_it_is_imported(kind: str, tmp_path: Path) -> None:
    # The first text that is compiled costs as much as the import of jsonpatch: see `typing.ForwardRef`.
    # With arguments there is no way around it: click does so itself.
    run = KINDS[kind]
    command = run.command(then="print('compiled:', compiled, file=sys.stderr)")
    command[-1] = COUNT + command[-1]
    done = subprocess.run(
        command, input=run.stdin, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    advice = "no `from __future__ import annotations` in a module with a NamedTuple: it makes texts of types"
    assert done.stderr.splitlines()[-1] == "compiled: []", advice
