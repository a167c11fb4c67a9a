"""Pages of the documentation that are written by hand but for some parts, which are generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
END = "<!-- end -->\n"


def renewed(page: Path, parts: Mapping[str, Iterable[str]]) -> str:
    """The page's text with new lines in its parts, each between `<!-- generated: NAME -->` and END."""
    text = page.read_text(encoding="utf-8")
    for name, lines in parts.items():
        before, begin, rest = text.partition(f"<!-- generated: {name} -->\n")
        _, end, after = rest.partition(END)
        text = "".join([before, begin, *(f"{line}\n" for line in lines), end, after])
    return text
