"""What `pip install` gives: a command that works from anywhere, the fast parser, nothing undeclared."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n"


def imported(path: Path) -> set[str]:
    """The first names of the modules from elsewhere that a file imports when it runs, wherever it does."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    checks = [
        node for node in nodes if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    only_for_types = {node for check in checks for node in ast.walk(check)}
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import) and node not in only_for_types:
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node not in only_for_types:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"postrender"}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_depends_on_what_it_imports_and_on_nothing_else() -> None:
    imports = set().union(*(imported(path) for path in (ROOT / "postrender").rglob("*.py")))
    declared = {normalised(re.split(r"[<>=]", line)[0]) for line in metadata.requires("kharden") or ()}
    brought = {
        module: set(map(normalised, names)) for module, names in metadata.packages_distributions().items()
    }
    assert [module for module in sorted(imports) if not brought[module] & declared] == []
    # The C extension is a distribution of its own, imported by ruamel.yaml.
    assert declared - {"ruamel-yaml-clib"} <= set().union(*(brought[module] for module in imports))


@pytest.fixture(scope="session")
def installed_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment, with this checkout installed as a user installs it."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", ROOT], check=True)
    return python


@pytest.mark.hosts
def test_an_ordinary_install_hardens_with_the_fast_parser(installed_python: Path, tmp_path: Path) -> None:
    kharden = installed_python.with_name("kharden")
    done = subprocess.run([kharden], input=POD, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "readOnlyRootFilesystem: true" in done.stdout
    program = "import postrender.lossless.parsers as it; print(it.CParser.__module__, it.__file__)"
    told = subprocess.check_output([installed_python, "-c", program], cwd=tmp_path, text=True).split()
    assert told[0].endswith("_ruamel_yaml")
    assert Path(told[1]).is_relative_to(installed_python.parents[1])


@pytest.mark.hosts
def test_an_ordinary_install_says_its_version(installed_python: Path, tmp_path: Path) -> None:
    answer = subprocess.check_output(
        [installed_python.with_name("kharden"), "--version"], cwd=tmp_path, text=True
    )
    assert metadata.version("kharden") in answer
