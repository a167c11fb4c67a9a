"""Generated modules are what their sources compile to, now and every time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools.generate import MODULES, ROOT, Module, render

every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.target)


@every_module
def test_a_generated_module_is_fresh(module: Module) -> None:
    committed = (ROOT / module.target).read_text(encoding="utf-8")
    assert committed == render(module), "run `make generate` and commit the result"


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_order_of_hashes_does_not_matter(seed: str) -> None:
    program = "from tools.generate import *; print(*map(render, MODULES), sep='', end='')"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    assert run.stdout.decode() == "".join(map(render, MODULES))


@every_module
def test_a_generated_module_is_valid_python(module: Module) -> None:
    compile(render(module), module.target, "exec")


def test_a_source_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match=r"postrender/nowhere/\*\.yaml"):
        render(Module("postrender/nowhere/*.yaml", lambda _: "", "x.py"))
