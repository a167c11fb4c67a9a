"""Where a scalar's type or form changes: numbers about the bounds of 64 bits, and keys that are numbers.

kubectl is the oracle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from postrender.lossless import Document, LosslessError
from tests.lossless.test_kubectl import rounded
from tests.lossless.test_properties import canonical

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
SCALARS = [
    "9223372036854775807", "9223372036854775808", "+9223372036854775807", "+9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
    "0x7fffffffffffffff", "0x8000000000000000", "0xffffffffffffffff", "-0x8000000000000000",
    "0b11", "017", "0o17", "08", "1_000", "0", "-0", "-0.0", "1e3", "1e20", "1e21", "1e22", "1.5", ".5", "5.",
    "999999999999999999999999", "1000000000000000000000000", "9007199254740993.0", "9.3e18", "-9.3e18",
    "1e400", "y", "No", "~", "1:30", "2001-01-01", "!!float 1", "!!int 7", "!!str 7", "!!binary aGk=",
]  # fmt: skip
KEYS = [
    "1.5", "0.1", "1e5", "100000.0", "999999.0", "1000000.0", "1e6", "1e7", "123456.7", "1234567.5", "1e-4",
    "0.0001", "0.00012", "1e-5", "0.00001", "-1.5", "-1e-5", "0.0", "-0.0", "1e38", "1e39", "-1e39", ".inf",
    "-.inf", "1", "-1", "9223372036854775807", "true", "off", "0x10",
]  # fmt: skip


def read(text: str) -> Any:
    data: Any = Document(HEAD + text).data
    return data["x"]


SPELLINGS = [*(f"x: [{scalar}]\n" for scalar in SCALARS), *(f"x: {{? {key} : v}}\n" for key in KEYS)]


def test_what_kubectl_reads(kubectl_reads: Callable[[str], list[dict[str, Any]]]) -> None:
    found = kubectl_reads("---\n".join(HEAD + text for text in SPELLINGS))
    for text, oracle in zip(SPELLINGS, found, strict=True):
        assert canonical(rounded(read(text))) == canonical(rounded(oracle["x"])), text


@pytest.mark.parametrize("key", ["null", "~", "9223372036854775808", "18446744073709551615"])
def test_no_key(key: str, kubectl_reads: Callable[[str], list[dict[str, Any]]]) -> None:
    with pytest.raises(ValueError, match="error"):
        kubectl_reads(f"{HEAD}x: {{? {key} : v}}\n")
    with pytest.raises(LosslessError):
        read(f"x: {{? {key} : v}}\n")
