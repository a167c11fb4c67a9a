"""A volume at a path where the image ships files: an init container fills it first."""

from __future__ import annotations

import pytest

from tests.runtime.node import Node
from tests.runtime.test_programs import NGINX, Harden

pytestmark = pytest.mark.runtime

# As if the image shipped its configuration where it also writes: an empty volume there would hide it.
SEEDED = (
    "images: [{image: docker.io/library/nginx, runAs: {user: 101, group: 101}, ports: [80], "
    "writable: [/etc/nginx, /var/cache/nginx, /run, /tmp], seed: [/etc/nginx]}]"
)


def test_an_init_container_fills_the_volume_that_would_hide_the_files(harden: Harden, node: Node) -> None:
    hardened = harden(NGINX.manifest, NGINX.changed(f"seeds: init-container, {SEEDED}"))
    assert hardened.pod["initContainers"]
    with node.run(hardened.pod) as container:
        assert container.answer(NGINX.ask) == NGINX.answer
        assert "Read-only file system" in container.execute("touch", "/file").stderr
        assert container.execute("touch", "/etc/nginx/file").returncode == 0


def test_a_root_that_stays_writable_for_the_images_files_is_reported(harden: Harden, node: Node) -> None:
    hardened = harden(NGINX.manifest, NGINX.changed(SEEDED))
    assert "/etc/nginx" in hardened.said
    with node.run(hardened.pod) as container:
        assert container.answer(NGINX.ask) == NGINX.answer
