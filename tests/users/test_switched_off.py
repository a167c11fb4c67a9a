"""Each row's test is one that can fail: with the feature behind the row switched off, it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO
from types import ModuleType
from typing import Any

import pytest
from jsonpatch import apply_patch
from ruamel.yaml import YAML

from postrender import stream
from postrender.guardrails import drop_capabilities, registry
from postrender.guardrails.rules import Setting
from postrender.hardening import Hardening
from postrender.lossless import Document
from postrender.lossless.patch import Patched
from postrender.pods import Pod
from tests.filtered import RESTRICTED
from tests.users import test_pods, test_text


def reserialised(document: Document, operations: list[dict[str, Any]], _: Any) -> Patched:
    """The text as a tool writes it that parses and serialises."""
    patched, text = apply_patch(document.data, operations), StringIO()
    YAML(typ="safe", pure=True).dump(patched, text)
    return Patched(text.getvalue(), patched, 0)


def in_raw_text(document: Document, _: Any) -> Document:
    """Variables replaced without regard to YAML."""
    return Document(document.body.replace("${LOG_LEVEL}", "yes"))


def without(module: Any) -> tuple[Any, ...]:
    """The guardrails but one."""
    return tuple(each for each in registry.REGISTRY if each is not module)


def as_one(self: Hardening, obj: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A list read as an object."""
    del self
    yield pointer, obj


def once(blocks: Any) -> Iterator[stream.Chunk]:
    """Documents known by their text."""
    return iter({chunk.body: chunk for chunk in stream.chunks(blocks)}.values())


def at_pod_level(given: Pod, rules: Any) -> Iterator[Setting]:
    """A guardrail that writes a container's field for the pod."""
    del given, rules
    yield Setting(("spec", "securityContext", "privileged"), False, "")


MISPLACED = ModuleType("misplaced")
vars(MISPLACED).update(ID="seccomp", SAFETY="safe", check=at_pod_level)


def nothing(*_: Any, **__: Any) -> Any:
    """Nothing to yield."""
    return iter(())


def no_facts(*_: Any) -> None:
    """Nothing is known of any image."""


PATCH, REGISTRY = "postrender.hardening.patch", "postrender.guardrails.driver.REGISTRY"
PATHS = "postrender.guardrails.paths"
TEXT, PODS = test_text.__name__, test_pods.__name__
# By row: what is replaced, and by what, to switch its feature off.
OFF: dict[str, tuple[str, Any]] = {
    "04": (PATCH, reserialised),
    "05": ("postrender.stream._MARKER", re.compile(b"\n *---")),
    "06": ("postrender.stream.GO_SPACE", "apiVersion: v1\n"),
    "07": ("postrender.hardening.opted_out", lambda _: False),
    "08": ("postrender.lossless.substitute.substitute", in_raw_text),
    "09": (PATCH, reserialised),
    "11": ("postrender.filter.chunks", once),
    "12": (f"{TEXT}.COMMAND", "print()"),
    "13": ("postrender.workloads.PLACES", {}),
    "14": (REGISTRY, (MISPLACED,)),
    "15": ("postrender.images.Catalogue.facts", no_facts),
    "16": (f"{PODS}.OPENSHIFT", RESTRICTED),
    "17": ("postrender.images.Catalogue.facts", no_facts),
    "18": (f"{PATHS}.is_under", lambda *_: False),
    "19": ("postrender.guardrails.ports.low_ports", lambda *_: []),
    "20": ("postrender.guardrails.no_privilege_escalation._cannot_gain", lambda *_: True),
    "21": (REGISTRY, without(drop_capabilities)),
    "23": (f"{PODS}.CONTAINERS_ONLY", RESTRICTED),
    "24": ("postrender.hardening.Hardening._objects", as_one),
    "25": ("postrender.workloads.PLACES", {}),
    "26": ("postrender.ambiguity.findings", nothing),
    "27": (PATCH, reserialised),
    "28": ("postrender.lossless.Document.position", lambda *_: (1, 1)),
    "31": ("postrender.guardrails.writable_paths._evictable", nothing),
    "32": ("postrender.pipeline.Pipeline.unused", nothing),
    "36": ("postrender.profile.Profile.mode", lambda *_: "enforce"),
}
ROWS: dict[str, Callable[[], None]] = {
    name.split("_")[3]: row
    for module in (test_text, test_pods)
    for name, row in vars(module).items()
    if name.startswith("test_users_row_")
}


def test_each_row_can_be_switched_off() -> None:
    assert OFF.keys() == ROWS.keys()


@pytest.mark.parametrize("number", sorted(ROWS))
def test_without_its_feature_a_row_fails(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*OFF[number])
    with pytest.raises((AssertionError, KeyError, ValueError)):
        ROWS[number]()
