"""kubectl is the oracle: what it reads before and after an edit differs by what jsonpatch does to the data.

Many documents are asked in one call, each under a key `x` of an object: kubectl reads nothing but objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonpatch
import jsonpointer
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postrender.lossless import Document, LosslessError, apply
from tests import corpus
from tests.lossless.documents import documents, operations
from tests.lossless.test_edit_cases import CASES
from tests.lossless.test_properties import canonical

Reads = Callable[[str], list[dict[str, Any]]]
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"


def wrapped(text: str) -> str | None:
    """A document under a key of an object; None where its text cannot stand there."""
    body = re.sub(r"\A(?:#.*\n|\s*\n)*---[ \t]*\n", "", text)
    if not body.strip() or re.search(r"^(?:---|\.\.\.|%|\ufeff)", body, re.MULTILINE) or "\t" in body:
        return None
    lines = re.sub(r"(?m)^(?=[^\r\n])", "  ", body)
    return f"{HEAD}x:\n{lines}" + ("" if lines.endswith("\n") else "\n")


def agrees(kubectl_reads: Reads, pairs: list[tuple[str, Any]]) -> int:
    """How many texts kubectl reads as the data beside them; fails where it reads anything else."""
    known = [(text, data) for each, data in pairs if (text := wrapped(each)) is not None]
    read = kubectl_reads("---\n".join(text for text, _ in known))
    assert len(read) == len(known)
    for found, (text, data) in zip(read, known, strict=True):
        assert canonical(rounded(found.get("x"))) == canonical(rounded(data)), text
    return len(known)


def rounded(data: Any) -> Any:
    """Numbers beyond 64 bits as floats: Go prints such a float as a whole number with zeros at the end."""
    if isinstance(data, dict):
        return {name: rounded(child) for name, child in data.items()}
    if isinstance(data, list):
        return [rounded(child) for child in data]
    return float(data) if type(data) is int and abs(data) >= 2**63 else data


def edited(text: str, wanted: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The text before and after with the data that it has to say."""
    data = Document(text).data
    yield text, data
    unshared = json.loads(json.dumps(data))  # what an alias stands for is one object in Python
    yield apply(text, wanted), jsonpatch.apply_patch(unshared, deepcopy(wanted))


def test_edit_cases(kubectl_reads: Reads) -> None:
    pairs = [
        pair
        for case in CASES
        if case["expected"] is not None
        for pair in edited(case["input"], case["operations"])
        if pair[1] is not None
    ]
    assert agrees(kubectl_reads, pairs) > 150


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(documents(), min_size=8, max_size=8), st.data())
def test_generated_documents(kubectl_reads: Reads, texts: list[str], data: st.DataObject) -> None:
    pairs: list[tuple[str, Any]] = []
    for text in texts:
        drawn = data.draw(operations(Document(text).data))
        with suppress(jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, LosslessError):
            pairs += edited(text, drawn)
    agrees(kubectl_reads, [pair for pair in pairs if pair[1] is not None])


@pytest.mark.parametrize(
    "name", ["argo-argo-workflows", "bitnami-cilium", "prom-kube-prometheus-stack", "online-boutique"]
)
def test_documents_of_the_corpus(name: str, shared: Path, kubectl_reads: Reads) -> None:
    [path] = (shared / "corpus").glob(f"*/{name}.yaml")
    file = corpus.read(path)
    edits = [edit for edit in file.patched if edit.operations]
    before = kubectl_reads("---\n".join(edit.document.body for edit in edits))
    after = kubectl_reads("---\n".join(edit.text for edit in edits))
    assert len(before) == len(after) == len(edits) > 1
    for old, new, edit in zip(before, after, edits, strict=True):
        assert canonical(old) == canonical(_without_nothing(edit.document.data)), edit.document.body
        assert canonical(new) == canonical(jsonpatch.apply_patch(old, deepcopy(edit.operations)))


def _without_nothing(found: Any) -> Any:
    """An object as `kubectl_reads` gives it: without annotations where there are none."""
    metadata = {key: value for key, value in found["metadata"].items() if key != "annotations" or value}
    return {**found, "metadata": metadata}


# fmt: off
SCALARS = (
    "0o17", "017", "08", "0x1F", "0b11", "-0b11", "1_000", "1e3", "1.0", "-0", "-0.0", "+1", "+.5", ".5",
    "5.", "1:30", "2001-01-01", "2001-01-01T00:00:00Z", "0o8", "0_7", "1__0", "_1", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
    "-9223372036854775809", "1e21", "1e20", "123456789012345678901", "0x", "0b", "0o", "+0x1f", "-0x1f",
    "0X1f", "0B1", "0O7", "1e-7", "1E5", "+1e5", "1e", "e1", ".e1", ".", "..", "+", "-1_0", "0.1_0",
    "1_0.5", "00", "0_0", "1.2.3", "0b102", "0xg", "1e400", "0777777777777777777777777",
    "0xffffffffffffffff", "-0xffffffffffffffff", "0x1ffffffffffffffffff", "NaN", "inf", "True", "tRue", "y",
    "Y", "yes", "NO", "on", "OFF", "null", "Null", "nULL", "~", "!!str 1", "!!int 1", "!!float 1",
    "!!bool yes", "!!null ''", "!!binary YQ==", "!!binary /w==", "!!binary 4oI=", "!foo 5", "! 5", "! '5'",
    "!!float 1e3", "!!timestamp 2001-01-01", "|\n   a\n   b\n", "'y'", "\"\\x41\\u00e9\\U0001F600\\n\"",
    "=", "1e3_0", "1_e3", "0.0", "-.5", "+5.0e+2", "12e03", "!!str", "!!binary ''", "0.1e1",
    "100000000000000000000000", "1.7976931348623157e308", "&a 1", ".4_0", ".4__0", "._4", ".4_", ".1e1_0",
    "0b+1", "0b-10", "-0b+1", "0B+1", "0o+1", "0x-1", f"0b+{'1' * 63}", f"0b+{'1' * 64}", f"0b-1{'0' * 63}",
)
REFUSED = (
    "!!int a", "!!int 1.5", "!!float x", "!!bool 1", "!!null x", "!!binary x", ".nan", "-.inf", "*a", "@a",
    "`a",
)
# fmt: on


def test_scalars_are_read_as_kubectl_does(kubectl_reads: Reads) -> None:
    text = "".join(f"k{number}: {scalar}\n" for number, scalar in enumerate(SCALARS))
    assert agrees(kubectl_reads, [(text, Document(text).data)]) == 1


def test_keys_are_read_as_kubectl_does(kubectl_reads: Reads) -> None:
    keys = [
        scalar
        for scalar in SCALARS
        if "\n" not in scalar and scalar not in ("null", "Null", "~", "!!null ''")
    ]
    pairs: list[tuple[str, Any]] = []
    for key in keys:
        # An integer beyond 64 bits is no key, to kubectl neither.
        with suppress(LosslessError):
            pairs.append((text := f"? {key}\n: v\n", Document(text).data))
    assert agrees(kubectl_reads, pairs) > 90


@pytest.mark.parametrize("scalar", REFUSED)
def test_what_kubectl_refuses_is_refused(scalar: str, kubectl_reads: Reads) -> None:
    text = f"{HEAD}x: {scalar}\n"
    with pytest.raises(LosslessError):
        Document(text)
    with pytest.raises(ValueError, match=r"error|unable"):
        kubectl_reads(text)
