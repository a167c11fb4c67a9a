"""Targets select what kustomize's targets select: the same table, asked of the real kustomize."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.profile.test_target import MISREAD, SELECTORS, TARGETS, WEB

pytestmark = pytest.mark.hosts

OBJECT = {
    "apiVersion": "apps/v1",
    "kind": WEB.kind,
    "metadata": {
        "name": WEB.name,
        "namespace": WEB.namespace,
        "labels": WEB.labels,
        "annotations": WEB.annotations,
    },
}
KEYS = {"label_selector": "labelSelector", "annotation_selector": "annotationSelector"}
CASES = [
    ({KEYS.get(name, name): text for name, text in target.as_dict().items() if text}, matches)
    for target, matches in TARGETS
] + [({"labelSelector": selector}, matches) for selector, matches in SELECTORS if selector.strip()]


def build(kustomize: Path, folder: Path, targets: list[dict[str, str]]) -> subprocess.CompletedProcess[str]:
    """What kustomize makes of the object, where a patch for each target adds an annotation."""
    patches = [
        {
            "target": target,
            "patch": json.dumps([{"op": "add", "path": f"/metadata/annotations/hit-{index}", "value": ""}]),
        }
        for index, target in enumerate(targets)
    ]
    (folder / "object.yaml").write_text(json.dumps(OBJECT))
    (folder / "kustomization.yaml").write_text(json.dumps({"resources": ["object.yaml"], "patches": patches}))
    return subprocess.run([kustomize, "build", folder], capture_output=True, text=True, check=False)


def test_targets_select_what_kustomize_selects(kustomize: Path, tmp_path: Path) -> None:
    targets = [target for target, _ in CASES if target]
    done = build(kustomize, tmp_path, targets)
    assert done.returncode == 0, done.stderr
    built: dict[str, Any] = YAML(typ="safe").load(done.stdout)
    hits = [f"hit-{index}" in built["metadata"]["annotations"] for index in range(len(targets))]
    assert list(zip(targets, hits, strict=True)) == [case for case in CASES if case[0]]


@pytest.mark.parametrize("selector", MISREAD)
def test_kustomize_refuses_the_same_selectors(kustomize: Path, tmp_path: Path, selector: str) -> None:
    assert build(kustomize, tmp_path, [{"labelSelector": selector}]).returncode != 0
