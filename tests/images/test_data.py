"""The facts and mirrors themselves: consistent, reachable, and quick to load."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from postrender.images import Catalogue
from postrender.images.data import ALIASES, FACTS, OWNED, PROXIES
from postrender.images.model import ImageFacts
from tools.compile_images import compile_images

facts = Catalogue().facts
ENTRIES = [ImageFacts.loads(pattern, text) for pattern, text in FACTS.items()]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.pattern)
def test_each_image_is_found_by_its_own_name(entry: ImageFacts) -> None:
    found = facts(entry.pattern.replace("*", "some-name") + ":no-variant-has-this-tag")
    assert found is not None
    assert found == entry.replace(variants=())


def test_no_two_images_share_a_path() -> None:
    """Else a copy in a private registry could be either."""
    paths = [entry.pattern.partition("/")[2] for entry in ENTRIES if "*" not in entry.pattern]
    assert sorted(set(paths)) == sorted(paths)


def test_each_alias_leads_to_an_image_or_registry_that_is_known() -> None:
    patterns = [f"{entry.pattern}/" for entry in ENTRIES]
    dead = [
        name
        for name, target in ALIASES.items()
        if not any(pattern.startswith(f"{target}/") for pattern in patterns)
        and not any(other.startswith(target) for other in ALIASES)
        and facts(target) is None
    ]
    assert dead == []


def test_each_proxied_registry_is_one_that_is_known() -> None:
    assert set(PROXIES.values()) <= {entry.pattern.partition("/")[0] for entry in ENTRIES} | OWNED


SOUND = {"image": "nginx", "source": "its Dockerfile"}


@pytest.mark.parametrize(
    ("entries", "aliases", "message"),
    [
        ([SOUND, SOUND], [], "image docker.io/library/nginx: stands 2 times"),
        ([{"image": "nginx"}], [], "image nginx: has no source"),
        ([{}], [], "image None: 'image' is missing"),
        ([{"image": "nginx:1"}], [], "image nginx:1: image: expected an image without tag"),
        ([{"image": ["nginx"]}], [], "image: expected an image without tag"),
        ([{"image": "nginx", "run_as": {}}], [], "image nginx: run_as: unknown key; did you mean 'runAs'?"),
        ([{"image": "nginx", "runAs": {"user": 0}}], [], "runAs.user: expected an integer from 1 to"),
        ([{"image": "nginx", "runAs": {"user": True}}], [], "runAs.user: expected an integer"),
        ([{"image": "nginx", "runAs": {"user": "101"}}], [], "runAs.user: expected an integer"),
        ([{"image": "nginx", "runAs": {"group": 101}}], [], "runAs: 'user' is missing"),
        ([{"image": "nginx", "runAs": {"user": 1, "uid": 1}}], [], "runAs.uid: unknown key"),
        ([{"image": "nginx", "runAs": 101}], [], "runAs: expected a mapping, not a number"),
        ([{"image": "nginx", "user": 101}], [], "user: expected the USER of an image"),
        ([{"image": "nginx", "variants": [{"tag": "*"}]}], [], "variants[0]: 'user' is missing"),
        (
            [{"image": "nginx", "variants": [{"tag": "a b", "user": 1}]}],
            [],
            "variants[0].tag: expected a tag",
        ),
        ([{"image": "nginx", "writable": "/run"}], [], "writable: expected a list"),
        ([{"image": "nginx", "writable": ["run"]}], [], "writable[0]: expected a normalised absolute path"),
        ([{"image": "nginx", "writable": ["/run/"]}], [], "expected a normalised absolute path"),
        ([{"image": "nginx", "writable": ["/a/../b"]}], [], "expected a normalised absolute path"),
        ([{"image": "nginx", "writable": ["/"]}], [], "expected a normalised absolute path"),
        ([{"image": "nginx", "seed": ["/etc"]}], [], "image nginx: seed: /etc is not among the paths"),
        ([{"image": "nginx", "files": ["/f"], "data": ["/f"]}], [], "files: /f is not among the paths"),
        ([{"image": "nginx", "ports": [8080]}], [], "ports[0]: expected an integer from 1 to 1023"),
        ([{"image": "nginx", "capabilities": ["CAP_CHOWN"]}], [], "did you mean 'CHOWN'?"),
        ([{"image": "nginx", "confidence": "sure"}], [], "confidence: expected one of high, medium, low"),
        ([{"image": "nginx", "notes": 1}], [], "notes: expected a string"),
        ([SOUND], [{"from": "a.b", "to": "a.b/c", "why": ""}], "alias a.b: leads to itself"),
        (
            [SOUND],
            [{"from": "a.b", "to": "c.d", "why": ""}, {"from": "c.d", "to": "a.b", "why": ""}],
            "alias a.b: leads to itself",
        ),
    ],
)
def test_a_mistake_in_the_data_stops_the_generation(
    entries: list[dict[str, Any]], aliases: list[dict[str, str]], message: str
) -> None:
    mirrors = {"aliases": aliases, "owned": [], "proxies": {}, "affixes": []}
    with pytest.raises(ValueError, match=re.escape(message)):
        compile_images({"facts": entries, "mirrors": mirrors})


def test_the_data_are_loaded_by_the_first_look_up() -> None:
    program = (
        "import sys\n"
        "from postrender.images import Catalogue\n"
        "facts = Catalogue().facts\n"
        "assert 'postrender.images.data' not in sys.modules\n"
        "assert facts('nginx')\n"
        "assert 'postrender.images.data' in sys.modules\n"
        "assert not {'dataclasses', 'pathlib', 'ruamel', 'inspect'} & set(sys.modules)\n"
        "assert 'postrender.images.entry' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-S", "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_the_data_load_in_a_few_milliseconds(tmp_path: Path) -> None:
    """From compiled files, as installed; the best of several, since other work shares the machine."""
    program = (
        "import time\n"
        "start = time.perf_counter()\n"
        "from postrender.images import data\n"
        "print(time.perf_counter() - start)\n"
    )
    command = [sys.executable, "-c", f"import re, typing, functools, postrender.images\n{program}"]
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    seconds = [
        float(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)
        for _ in range(6)
    ]
    assert min(seconds) < 0.003
