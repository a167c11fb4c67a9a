"""Built-in profiles -> `postrender/profile/builtin/data.py`: their specs by name and version."""

from __future__ import annotations

import pprint
from collections.abc import Mapping
from typing import Any

from postrender.profile.schema import PROFILE


def compile_profiles(documents: Mapping[str, Any]) -> str:
    """The module's text; ValueError names the file and what is wrong in it.

    `NAME-VERSION.yaml` is the profile `NAME@VERSION`, which must be its name too.
    """
    named = sorted((name, int(version)) for name, _, version in (stem.rpartition("-") for stem in documents))
    specs = {f"{name}@{version}": _spec(documents, name, version) for name, version in named}
    literal = pprint.pformat(specs, sort_dicts=False, width=100)
    return f"\nfrom typing import Any\n\nPROFILES: dict[str, dict[str, Any]] = {literal}\n"


def _spec(documents: Mapping[str, Any], name: str, version: int) -> Any:
    document = documents[f"{name}-{version}"]
    for problem in PROFILE.check(document, ""):
        raise ValueError(f"{name}-{version}.yaml: {problem}")
    if document["metadata"]["name"] != f"{name}@{version}" or "extends" in document["spec"]:
        raise ValueError(f"{name}-{version}.yaml must be named {name}@{version} and extend nothing")
    return document["spec"]
