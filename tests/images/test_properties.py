"""What holds for any string that a chart may have as an image."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from postrender.images import Catalogue
from postrender.images.data import FACTS
from postrender.images.reference import parse

facts = Catalogue().facts
DIGEST = "sha256:" + "0123456789abcdef" * 4

NAMES = [pattern for pattern in FACTS if "*" not in pattern]
HUB_NAMES = [name for name in NAMES if name.startswith("docker.io/")]
component = st.from_regex(r"[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?", fullmatch=True)
prefix = st.lists(component, max_size=3).map(lambda folders: "/".join(["reg.corp:5000", *folders]))
suffix = st.sampled_from(["", ":latest", ":8-alpine", ":1.2.3", f"@{DIGEST}", f":3@{DIGEST}"])
reference_like = st.text(alphabet="aA0.:/@-_ \n$*[]", max_size=60)


@given(st.text() | reference_like)
@example("a-" * 100_000)
@example("a." * 100_000 + "/")
@example("a/" * 100_000)
def test_no_string_breaks_the_look_up(image: str) -> None:
    found = facts(image)
    assert found is None or parse(image) is not None


@given(prefix, st.sampled_from(NAMES), suffix)
def test_a_registry_that_names_the_origin_changes_nothing(prefix: str, name: str, suffix: str) -> None:
    assert facts(f"{prefix}/{name}{suffix}") == facts(name + suffix)


@given(st.sampled_from(HUB_NAMES), suffix)
def test_docker_hub_need_not_be_named(name: str, suffix: str) -> None:
    short = name.removeprefix("docker.io/").removeprefix("library/")
    assert facts(short + suffix) == facts(name + suffix)


@given(prefix, component, suffix)
def test_a_name_alone_in_a_private_registry_is_not_known(prefix: str, name: str, suffix: str) -> None:
    assert facts(f"reg.corp/{name}{suffix}") is None
    assert facts(f"{prefix}/own/{name}{suffix}") is None


@given(st.sampled_from(NAMES), suffix)
def test_a_digest_says_no_other_user_and_no_fewer_paths_than_a_tag(name: str, suffix: str) -> None:
    tagged, digested = facts(name + suffix), facts(f"{name}@{DIGEST}")
    assert tagged is not None
    assert digested is not None
    assert digested.user in {tagged.user, None}
    assert {*(digested.writable or ()), *digested.data} >= {*(tagged.writable or ()), *tagged.data}
