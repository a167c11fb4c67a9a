"""Texts with random mistakes: what is read in them is what kubectl's own library reads, or they are refused.

A reader that accepts more than kubectl does no harm; one that reads something else lets a Pod slip.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import struct
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.lossless import Document, LosslessError
from tests.conftest import lacking
from tools.binaries.command import run
from tools.binaries.folder import root

pytestmark = pytest.mark.hosts

CASES = Path(__file__).parent.parent / "cases"
TEXTS = [
    *(case["input"] for path in CASES.glob("edit*.yaml") for case in YAML(typ="safe", pure=True).load(path)),
    *(path.read_text("utf-8", "ignore") for path in sorted((CASES / "reading").glob("*.yaml"))),
]
# fmt: off
PIECES = (
    "\n", "  ", "- ", ": ", "#", " #", "'", '"', "{", "}", "[", "]", ",", "&x ", "*x", "!!str ", "!", "? ",
    "<<: ",
    "...\n", "\t", "\r", "\r\n", "\x85", "\u2028", "\ufeff", "~", "0", "1e3", "0o7", "yes", "\\", "\\x41",
    "\\u0041", "%YAML 1.1\n", "a", "b: c", "=", "é", "😀", ":", "-", "--", "@", "`", "%", "!!binary YQ==",
    "\x00",
    "\x7f", "\xa0", " ", "\n\n", "{a: b}", "[c, d]", "''", "|", "|\n", "|+\n", "|-\n  ", ">-\n",
)
# fmt: on


@pytest.fixture(scope="module")
def kubectls_library() -> Iterator[Callable[[str], str]]:
    """A function: what goyaml/main.go says of a text."""
    go = shutil.which("go") or lacking("needs Go: https://go.dev/doc/install")
    root().mkdir(parents=True, exist_ok=True)
    program = root() / "goyaml"
    build = [go, "build", "-trimpath", "-buildvcs=false", "-o", str(program), "."]
    run(build, cwd=Path(__file__).parent / "goyaml")
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def read(text: str) -> str:
            assert process.stdin
            assert process.stdout
            encoded = text.encode()
            process.stdin.write(struct.pack(">I", len(encoded)) + encoded)
            process.stdin.flush()
            return process.stdout.readline().decode("utf-8", "replace").rstrip("\n")

        yield read


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to four things put in, left out or said twice."""
    for _ in range(chance.randint(1, 4)):
        kind, at = chance.random(), chance.randint(0, len(text))
        if kind < 0.45:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + chance.randint(1, 3) :]
        elif kind < 0.85:
            other = chance.choice(TEXTS)
            start = chance.randint(0, len(other))
            text = text[:at] + other[start : start + chance.randint(1, 12)] + text[at:]
        else:
            lines = text.split("\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            text = "\n".join(lines)
    return text


def numbers(data: Any) -> Any:
    """Data in which a number is what JSON has: integers of 64 bits, all others floats."""
    if isinstance(data, dict):
        return {name: numbers(child) for name, child in data.items()}
    if isinstance(data, list):
        return [numbers(child) for child in data]
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        whole = -(2**63) <= data < 2**63 and float(data).is_integer()
        return int(data) if whole else float(data)
    return data


@pytest.mark.parametrize("seed", range(4))
def test_mutated_texts_are_read_alike_or_refused(kubectls_library: Callable[[str], str], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    outcomes: Counter[str] = Counter()
    for _ in range(5000):
        text = mutated(chance.choice(TEXTS), chance)
        if re.search(r"^---", text, re.MULTILINE):
            continue  # a stream: its documents are taken apart before they are read
        try:
            document = Document(text)
        except LosslessError:
            outcomes["refused"] += 1
            continue
        answer = kubectls_library(text if text.endswith("\n") else text + "\n")
        if answer.startswith("!") or not document.complete or not isinstance(document.data, (dict, list)):
            # kubectl refuses it; the filter refuses a document with another one in it, and what is no object.
            outcomes["accepted alone"] += 1
            continue
        # As JSON text: in Python True equals 1.
        ours, theirs = numbers(document.data), numbers(json.loads(answer))
        assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True), repr(text)
        outcomes["read alike"] += 1
    assert outcomes["read alike"] > 1000
