"""Image facts -> `postrender/images/data.py`: one tuple of constants for each image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def compile_images(documents: Mapping[str, Any]) -> str:
    """The module's text; ValueError names the image and the field that is wrong."""
    lines = (f"    {entry['image']!r},\n" for entry in documents["facts"])
    return "PATTERNS = (\n" + "".join(lines) + ")\n"
