"""The diff that reviewers read."""

from __future__ import annotations

import pytest

from tools.diff import render

BEFORE = """\
kind: ConfigMap
---
kind: Pod
metadata:
  labels: {}
  name: web
spec:
  hostPID: true
  containers:
    - name: a
      image: b
      ports: []
""".splitlines()
AFTER = """\
kind: ConfigMap
---
kind: Pod
metadata:
  labels: {}
  name: web
spec:
  hostPID: false
  containers:
    - name: a
      image: b
      securityContext:
        privileged: false
      ports: []
""".splitlines()


def test_each_change_stands_under_the_way_to_it() -> None:
    assert list(render(BEFORE, AFTER, colour=False)) == [
        "  Pod web spec",
        "     6     name: web",
        "     7   spec:",
        "       -   hostPID: true",
        "     8 +   hostPID: false",
        "     9     containers:",
        "    10       - name: a",
        "    11         image: b",
        "    12 +       securityContext:",
        "    13 +         privileged: false",
        "    14         ports: []",
        "",
    ]


def test_colours_say_what_happened() -> None:
    assert list(render(["kind: A"], ["kind: B"], colour=True)) == [
        "\x1b[1m  B\x1b[0m",
        "\x1b[31m       - kind: A\x1b[0m",
        "\x1b[32m     1 + kind: B\x1b[0m",
        "",
    ]


def test_a_change_far_from_the_first_has_a_way_of_its_own() -> None:
    lines = ["kind: A", "spec:", *(f"  key{number}:" for number in range(20)), "  last:", "    leaf: 1"]
    told = list(render(lines, ["kind: B", *lines[1:-1], "    leaf: 2"], colour=False))
    assert [line for line in told if line.startswith("  B")] == ["  B", "  B spec.last"]


@pytest.mark.parametrize(
    ("above", "line", "way"),
    [
        ("a:\n  b:", "    c: 1", "a.b"),
        ("a: 1\nb: 2", "c: 1", ""),
        ("a:\n  - name: x\n    b: 1", "    c: 1", "a[x]"),
        ("a:\n- name: x\n- name: y\n  b:", "    c: 1", "a[y].b"),
        ("a:\n  - name: x", "  - name: y", "a"),
        ("a:\n  - b:", "      c: 1", "a[].b"),
        ("a:\n  - b: 1\n    d:\n      - e: 1", "        c: 1", "a[].d[]"),
        ("a:\n# a: comment\n\n  b:", "    c: 1", "a.b"),
    ],
)
def test_the_way_names_keys_and_items(above: str, line: str, way: str) -> None:
    lines = above.split("\n")
    assert next(render(lines, [*lines, line], colour=False)).strip() == way


def test_equal_streams_print_nothing() -> None:
    assert list(render(BEFORE, BEFORE, colour=True)) == []
