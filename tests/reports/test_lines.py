"""The diff of lines: its steps lead from the one text to the other, few and soon, however alike lines are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postrender.reports.lines import compare

LINES = st.lists(st.sampled_from(["a", "b", "c", "  name: x", "unique", ""]), max_size=30)


@given(LINES, LINES)
def test_the_steps_lead_from_the_old_lines_to_the_new(old: list[str], new: list[str]) -> None:
    before, after = list[str](), list[str]()
    at, at_new = 0, 0
    for same, one, other in compare(old, new):
        assert (one.start, other.start) == (at, at_new)
        at, at_new = one.stop, other.stop
        assert not same or [old[i] for i in one] == [new[i] for i in other]
        before += [old[i] for i in one]
        after += [new[i] for i in other]
    assert (before, after) == (old, new)


def test_lines_that_were_only_added_are_the_only_new_ones() -> None:
    old = [f"- name: c{number}\n  image: x" for number in range(3)]
    new = [old[0], "added", old[1], old[2], "added"]
    assert [new[i] for same, _, other in compare(old, new) if not same for i in other] == ["added", "added"]


def test_thousands_of_equal_lines_take_no_minute() -> None:
    old = ["containers:", *["# a comment"] * 20_000, "image: x", *["# a comment"] * 20_000]
    new = [*old[:20_001], "user: 1", *old[20_001:], "volumes: []"]
    assert [new[i] for same, _, other in compare(old, new) if not same for i in other] == [
        "user: 1", "volumes: []",
    ]  # fmt: skip


def test_a_thousand_containers_that_look_alike_take_no_minute() -> None:
    old = [line for number in range(1000) for line in (f"- name: c{number}", "image: x", "ports: []")]
    new = [
        line for number in range(1000) for line in (f"- name: c{number}", "image: x", "user: 1", "ports: []")
    ]
    assert sum(len(other) for same, _, other in compare(old, new) if not same) == 1000
