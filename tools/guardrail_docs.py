"""What is generated of `docs/guardrails.md`: the guardrails' docstrings, and what they do to sample pods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ruamel.yaml import YAML

from postrender.finding import Finding
from postrender.guardrails import REGISTRY, Change, harden
from postrender.layout import TEMPLATE
from postrender.pods import Pod
from postrender.profile import builtin
from tools.pages import DOCS, renewed

SAMPLES = Path(__file__).parent / "guardrail_samples.yaml"
PAGE = DOCS / "guardrails.md"
ROWS = ("Fields", "Value", "May break")


def page() -> str:
    """The text of `docs/guardrails.md`: as it stands, with its generated parts made anew."""
    return renewed(PAGE, {"overview": _overview(), "pages": _pages()})


def _overview() -> Iterator[str]:
    yield f"| guardrail | {' | '.join(row.lower() for row in ROWS)} |"
    yield "|---" * (len(ROWS) + 1) + "|"
    for module in REGISTRY:
        cells = (re.search(rf"^\| {row} \| (.*) \|$", str(module.__doc__), re.MULTILINE) for row in ROWS)
        yield f"| [{module.ID}](#{module.ID}) | {' | '.join(cell[1] for cell in cells if cell)} |"


def _pages() -> Iterator[str]:
    """The docstrings, each with what the guardrail does to every kind of pod before its source."""
    samples = YAML(typ="safe").load(SAMPLES)
    for module in REGISTRY:
        title, _, body = str(module.__doc__).strip().partition("\n\n")
        prose, _, source = body.rpartition("Source: ")
        yield from (f"## {module.ID}", "", f"**{title}**", "", prose.strip(), "")
        yield from ("| a pod of which | gets |", "|---|---|")
        yield from (f"| {name} | {_becomes(module, spec)} |" for name, spec in samples.items())
        yield from ("", f"Source: {source}", "")


def _becomes(module: ModuleType, spec: dict[str, Any]) -> str:
    obj = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"template": {"spec": spec}},
    }
    steps = list(harden(Pod(obj, ("spec", "template"), TEMPLATE), builtin("restricted")))
    ours = [step for step in steps if _finding(step).rule == module.ID]
    cells = [_change(step.operation) for step in ours if isinstance(step, Change)]
    doubts = {
        _finding(step).message.partition(": ")[2] for step in ours if _finding(step).level == "may-break"
    }
    said = [_finding(step).message for step in ours if not isinstance(step, Change)]
    text = "<br>".join([*cells, *said, *(f"*may break: {doubt}*" for doubt in sorted(doubts))])
    return text or "nothing"


def _finding(step: Change | Finding) -> Finding:
    return step.finding if isinstance(step, Change) else step


def _change(operation: dict[str, Any]) -> str:
    """An operation as people read it: the field within the pod or the container, and its value."""
    path = operation["path"].removeprefix("/spec/template/").removeprefix("spec/")
    where, rest = ("container", path.split("/", 2)[2]) if path.startswith("containers/") else ("pod", path)
    field = rest.replace("/", ".").replace("~1", "/").removesuffix(".-")
    if operation["op"] == "remove":
        return f"{where}: no `{field}`"
    return f"{where}: `{field}: {_flow(operation['value'])}`"


def _flow(value: Any) -> str:
    """A value in YAML's flow style."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
