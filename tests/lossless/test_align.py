"""Which items of a list are which of another: as many stay as can stay, in their order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postrender.lossless.align import aligned
from postrender.lossless.nodes import Json
from postrender.lossless.origins import Origins

ITEMS: st.SearchStrategy[list[Json]] = st.lists(st.sampled_from(["a", "b", "c", 1, True]), max_size=8)


def longest(one: list[Json], other: list[Json]) -> int:
    """The length of a longest common subsequence, by its definition."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row, mine in enumerate(one):
        for column, yours in enumerate(other):
            alike = type(mine) is type(yours) and mine == yours
            best = max(lengths[row][column + 1], lengths[row + 1][column])
            lengths[row + 1][column + 1] = lengths[row][column] + 1 if alike else best
    return lengths[-1][-1]


@given(old=ITEMS, new=ITEMS)
def test_as_many_items_stay_as_can(old: list[Json], new: list[Json]) -> None:
    pairs = aligned(old, new, Origins())
    assert [value for _, _, value in pairs] == new
    places = [place for place, _, _ in pairs if place is not None]
    assert places == sorted(set(places))
    stay = sum(place is not None and repr(old[place]) == repr(value) for place, _, value in pairs)
    assert stay >= longest(old, new)


def test_an_item_is_found_by_what_it_was_copied_from_or_by_what_it_says() -> None:
    first: Json = {"name": "a"}
    second: Json = {"name": "b"}
    changed: Json = {"name": "a", "x": 1}
    origins = Origins()
    origins.add(changed, first)
    assert aligned([first, second], [{"name": "b"}, changed], origins) in (
        [(None, 1, {"name": "b"}), (0, None, changed)],
        [(1, None, {"name": "b"}), (None, None, changed)],
    )
    assert aligned([first, second], [{"name": "b"}], origins) == [(1, None, {"name": "b"})]


def test_operations_tell_which_of_equal_items_stays() -> None:
    old: list[Json] = ["a", "a", "b", "a"]
    new = list(old)
    origins = Origins()
    origins.add(new, old)
    del new[1]
    origins.note("remove", new, "1", None)
    assert aligned(old, new, origins) == [(0, None, "a"), (2, None, "b"), (3, None, "a")]
    new.append("a")
    origins.note("add", new, "-", None)
    del new[0]
    origins.note("remove", new, "0", None)
    # As many stay as can, whatever was removed and written again.
    assert [place for place, _, _ in aligned(old, new, origins)] == [2, 3, None]


def test_long_lists_of_equal_items_take_no_quadratic_time() -> None:
    many: list[Json] = ["x"] * 20_000
    pairs = aligned(["a", *many, "b"], ["c", *many, "d"], Origins())
    assert [place for place, _, _ in pairs] == list(range(20_002))
