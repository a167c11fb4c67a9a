"""How much of what people deploy is known: the shared charts, and the names that other public charts use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from postrender.images import Catalogue

facts = Catalogue().facts
POPULAR = Path(__file__).with_name("popular.txt").read_text(encoding="utf-8")
IDS = ("runAsUser", "runAsGroup", "runAsNonRoot")


class Use(NamedTuple):
    image: str
    has_ids: bool
    """Whether the pod or the container says anything of its user."""


def pod_specs(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("containers"), list):
            yield node
        for child in node.values():
            yield from pod_specs(child)
    elif isinstance(node, list):
        for child in node:
            yield from pod_specs(child)


def uses_in(text: str) -> Iterator[Use]:
    for document in re.split(r"^---.*\n", text, flags=re.MULTILINE):
        if "\nkind: CustomResourceDefinition" in document or "image:" not in document:
            continue
        for spec in pod_specs(YAML(typ="safe").load(document)):
            for container in [*spec["containers"], *(spec.get("initContainers") or [])]:
                contexts = [owner.get("securityContext") or {} for owner in (spec, container)]
                if "image" in container:
                    yield Use(
                        container["image"], any(name in context for context in contexts for name in IDS)
                    )


@pytest.fixture(scope="module")
def uses(shared: Path) -> list[Use]:
    files = sorted((shared / "corpus").glob("*/*.yaml"))
    return [use for file in files for use in uses_in(file.read_text(encoding="utf-8"))]


def test_containers_without_any_id_whose_image_is_known(uses: list[Use]) -> None:
    silent = [use.image for use in uses if not use.has_ids]
    unknown = [image for image in silent if facts(image) is None]
    assert (len(silent), len(silent) - len(unknown)) == (29, 27)
    assert set(unknown) == {"ghcr.io/prometheus-community/windows-exporter:0.31.8"}, (
        "a Windows pod has no such ids"
    )


def test_containers_whose_image_is_known(uses: list[Use]) -> None:
    known = [use for use in uses if facts(use.image)]
    assert (len(uses), len(known)) == (360, 356)


def test_the_names_that_popular_charts_use() -> None:
    known, unknown = (
        [line for line in part.splitlines() if line[:1] != "#"] for part in POPULAR.split("\n\n")
    )
    assert [image for image in known if facts(image) is None] == []
    assert [image for image in unknown if facts(image) is not None] == []
    assert len(known) / (len(known) + len(unknown)) > 0.75
