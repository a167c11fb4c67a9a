"""The cases of valid.yaml and invalid.yaml, read."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HEAD = """\
apiVersion: kharden.dev/v1alpha1
kind: Profile
spec:
"""
"""What stands above each spec."""


def text(spec: str) -> str:
    """A whole profile with the spec."""
    return HEAD + textwrap.indent(spec, "  ")


def _load(name: str) -> dict[str, dict[str, Any]]:
    cases = YAML(typ="safe").load(Path(__file__).with_name(name))
    return {case.pop("name"): {**case, "text": text(case.pop("spec"))} for case in cases}


VALID = {name: case["text"] for name, case in _load("valid.yaml").items()}
INVALID = _load("invalid.yaml")
