"""libyaml and ruamel.yaml's own parser give the same output or an error; usually the former is at work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from ruamel.yaml.error import YAMLError

from postrender.lossless import Document, LosslessError, apply, compose, read
from postrender.lossless.parsers import own_events
from tests.conftest import ROOT
from tests.filtered import filtered
from tests.lossless.test_edit_cases import CASES


@contextmanager
def without_libyaml() -> Iterator[None]:
    """Read with ruamel.yaml's own parser alone."""
    with (
        patch.object(compose, "libyaml_events", own_events),
        patch.object(read, "libyaml_events", own_events),
    ):
        yield


def without_the_fallback() -> AbstractContextManager[Any]:
    """Read with libyaml alone."""
    return patch.object(compose, "own_events", Mock(side_effect=YAMLError))


def outcome(edit: Callable[[], str]) -> str | None:
    try:
        return edit()
    except LosslessError:
        return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edit_cases_come_out_the_same(case: dict[str, Any]) -> None:
    def edit() -> str:
        return apply(case["input"], case["operations"])

    with without_the_fallback():
        fast = outcome(edit)
    with without_libyaml():
        own = outcome(edit)
    if fast is not None and own is not None:
        assert fast == own
    assert case["expected"] in (fast, own)


@pytest.mark.parametrize("name", ["argo-argo-events", "prom-alertmanager", "bitnami-etcd", "online-boutique"])
def test_the_corpus_comes_out_the_same(name: str, shared: Path) -> None:
    [path] = (shared / "corpus").glob(f"*/{name}.yaml")
    stream = path.read_bytes()
    with without_the_fallback():
        fast = filtered(stream).output
    with without_libyaml():
        assert filtered(stream).output == fast != stream


@pytest.mark.parametrize("text", ["a: [nginx:1.25]\n", "a: {u: http://x}\n"])
def test_what_libyaml_refuses_in_spite_of_kubectl_is_read_by_the_other(text: str) -> None:
    assert Document(text).data
    with without_the_fallback(), pytest.raises(LosslessError):
        Document(text)


def test_an_ordinary_installation_has_the_fast_parser() -> None:
    # The other parser is made useless.
    program = (
        "import ruamel.yaml.scanner as scanner; scanner.Scanner.fetch_more_tokens = None;"
        "from postrender.lossless import Document; assert Document('a: [1]').data == {'a': [1]}"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
