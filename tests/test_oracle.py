"""The oracle of reading: what `kubectl_reads` says is what kubectl printed, its own annotation taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Reads = Callable[[str], list[dict[str, Any]]]
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def test_lists_and_streams_are_taken_apart(kubectl_reads: Reads) -> None:
    listed = "---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: b}}]\n"
    assert [found["kind"] for found in kubectl_reads(CONFIG_MAP + listed)] == ["ConfigMap", "Secret"]


def test_an_object_keeps_its_own_annotations(kubectl_reads: Reads) -> None:
    annotated = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {mine: 'yes'}}\n"
    assert kubectl_reads(annotated)[0]["metadata"] == {"name": "a", "annotations": {"mine": "yes"}}
    assert kubectl_reads(CONFIG_MAP)[0]["metadata"] == {"name": "a"}


def test_scalars_are_go_yaml_s(kubectl_reads: Reads) -> None:
    assert kubectl_reads(CONFIG_MAP + "data: {a: on, b: 017, c: 1:30, d: !!binary aGk=}\n")[0]["data"] == {
        "a": True,
        "b": 15,
        "c": "1:30",
        "d": "hi",
    }


def test_a_refused_stream_is_an_error_with_kubectl_s_words(kubectl_reads: Reads) -> None:
    with pytest.raises(ValueError, match="invalid Yaml document separator"):
        kubectl_reads(CONFIG_MAP + "---kind: Pod\n")
