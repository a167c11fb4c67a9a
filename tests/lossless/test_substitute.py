"""Substituted strings keep the style and the lines that they are written in, where it can say the new one."""

from __future__ import annotations

import re

import pytest

from postrender.lossless import Document, LosslessError
from postrender.lossless.substitute import substitute

VALUES = {"A": "x", "B": "'y' \"z\"", "LINES": "a\nb", "BLANKS": " x "}


def occurrences(string: str, _pointer: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), VALUES[match[1]]) for match in re.finditer(r"\$\{(\w+)\}", string)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: ${A}-${A} # ${A}\n", "a: x-x # ${A}\n"),
        ("a: ${B}\n", 'a: "\'y\' \\"z\\""\n'),
        ("a: b ${B}\n", "a: b 'y' \"z\"\n"),
        ("a: '${A} ${B}'\n", "a: 'x ''y'' \"z\"'\n"),
        ('a: "${A} ${B}"\n', 'a: "x \'y\' \\"z\\""\n'),
        ("a: {b: '${A}', c: [\"${A}\"]}\n", "a: {b: 'x', c: [\"x\"]}\n"),
        ("a: 'one\n\n  ${A}'\n", "a: 'one\n\n  x'\n"),
        ("a: >\n  one ${A}\n  two ${A}\n\n  three\n", "a: >\n  one x\n  two x\n\n  three\n"),
        ("a: |+\n  ${A}\n   ${B}\n\n", "a: |+\n  x\n   'y' \"z\"\n\n"),
        ("${A}: 1\n", "x: 1\n"),
        ("'${A}': 1\n", "'x': 1\n"),
        ("a: &k ${A}\nb: *k\n", "a: &k x\nb: *k\n"),
        ("a: !!str ${A}\n", "a: !!str x\n"),
    ],
)
def test_a_style_that_can_say_it_stays(before: str, after: str) -> None:
    assert substitute(Document(before), occurrences).body == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: ${LINES}\n", 'a: "a\\nb"\n'),
        ("a: '${LINES}'\n", 'a: "a\\nb"\n'),
        ("a: ${BLANKS}\n", 'a: " x "\n'),
        ("a: >-\n  ${BLANKS}\nb: 1\n", 'a: " x "\nb: 1\n'),
        ("a: |\n  ${A}\n  ${LINES}\nb: 1\n", 'a: "x\\na\\nb\\n"\nb: 1\n'),
        ('a: "\\x24{A} ${A}"\n', "a: x x\n"),
        ("${LINES}: 1\n", '"a\\nb": 1\n'),
    ],
)
def test_one_that_cannot_gives_way(before: str, after: str) -> None:
    assert substitute(Document(before), occurrences).body == after


def test_two_keys_may_not_become_one() -> None:
    with pytest.raises(LosslessError, match="two keys") as error:
        substitute(Document("a:\n  x: 1\n  ${A}: 2\n"), occurrences)
    assert (error.value.line, error.value.column) == (1, 1)


def test_where_nothing_occurs_the_document_is_the_same_one() -> None:
    document = Document("a: b\n")
    assert substitute(document, occurrences) is document
