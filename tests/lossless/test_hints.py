"""What a message adds for those who piped in something else than rendered manifests."""

from __future__ import annotations

import pytest

from postrender.lossless import Document, LosslessError
from postrender.lossless.hints import TAB, TEMPLATE, TWO_OBJECTS


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("image: {{ .Values.image }}\n", TEMPLATE),
        ("a: 1\n{{ if .Values.on }}\nb: 2\n{{ end }}\n", TEMPLATE),
        ("a:\n  {{- toYaml .Values.a | nindent 2 }}\nb: 1\n", TEMPLATE),
        ('{\n  "a": 1\n}\n{\n  "a": 2\n}\n', TWO_OBJECTS),
        ('{"a": 1}{"a": 2}\n', TWO_OBJECTS),
        ("a:\n\tb: 1\n", TAB),
        ('{"a" 1}\n', ""),
        ('{"' + "k" * 1030 + '": 1}\n', ""),
        ("a: b: c\n", ""),
        ("a: {b: 1}: 2\n", ""),
    ],
)
def test_a_refusal_says_what_most_often_stands_behind_it(text: str, hint: str) -> None:
    with pytest.raises(LosslessError) as refusal:
        Document(text)
    assert refusal.value.message.endswith(hint)
    assert ("(" in refusal.value.message) == bool(hint)
