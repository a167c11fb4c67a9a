"""The pages that `kharden explain` shows: the guardrails', the topics of findings, and `pages/*.md`."""

from collections.abc import Mapping
from pathlib import Path

from postrender.reports.rules import rules

PAGES = Path(__file__).with_name("pages")


def topics() -> Mapping[str, tuple[str, str]]:
    """Every topic with its summary and its page in Markdown: the way of working first, then rule by rule."""
    found = {}
    for path in sorted(PAGES.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        found[path.stem] = (page.partition("\n")[0].lstrip("# "), page)
    return found | {rule.id: (rule.summary, f"# {rule.id}\n\n{rule.page}") for rule in rules().values()}
