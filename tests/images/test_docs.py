"""What `docs/images.md` says is so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from postrender.images import Catalogue
from postrender.profile.entries import IMAGE
from postrender.profile.reading import read
from tests.runtime.images import LAYERS, UNKNOWN

facts = Catalogue().facts
PAGE = (Path(__file__).parents[2] / "docs" / "images.md").read_text(encoding="utf-8")
NAMES = re.findall(r"^\| `(\S+)` \| (?:`(\S+)`|not known) \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("image", "pattern"), NAMES)
def test_the_table_of_names(image: str, pattern: str) -> None:
    found = facts(image)
    assert (found.pattern if found else "") == pattern


def test_the_page_has_such_a_table() -> None:
    assert len(NAMES) > 5


def test_the_example_of_own_facts() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    catalogue = Catalogue(read(example[1], "images.md", today=date.max).images)
    users = {
        "registry.example.com/shop/cart:1": 3000,
        "registry.example.com/shop/legacy:1": None,
        "registry.example.com/base/nginx:1": 101,
        "registry.example.com/base/nginx:1-debug": 1000,
    }
    for image, user in users.items():
        found = catalogue.facts(image)
        assert found is not None
        assert found.user == user


def test_each_field_is_explained_or_internal() -> None:
    explained = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)))
    )
    assert set(IMAGE.fields) - explained == {"writableInferred", "confidence"}


def test_the_images_whose_programs_are_run_are_named() -> None:
    named = re.search(r"see that it answers: (.*?)\.\n", PAGE, re.DOTALL)
    assert named is not None
    said, run = re.findall(r"`(\S+)`", named[1]), LAYERS.keys() - {UNKNOWN}
    assert [facts(image) for image in sorted(said, key=_path)] == [
        facts(image) for image in sorted(run, key=_path)
    ]


def _path(image: str) -> str:
    return image.rpartition("/")[2]
