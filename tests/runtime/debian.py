"""The root file system that all containers share: Debian with real servers, made once by debootstrap."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

SUITE = "bookworm"
PACKAGES = (
    "apache2-bin", "caddy", "docker-registry", "etcd-server", "haproxy", "mariadb-server", "memcached",
    "mosquitto", "nginx-light", "postgresql", "prometheus", "prometheus-alertmanager", "rabbitmq-server",
    "redis-server",
)  # fmt: skip
POSTGRES = "/usr/lib/postgresql/15/bin"
RABBITMQ = "/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin"


def root_file_system(folder: Path, debootstrap: Path) -> Path:
    """The file system under `folder`; some two minutes and 1.3 GB where it is not there yet. Needs root.

    It is named after what is in it and appears by a rename, so it is there whole or not at all.
    """
    ready = folder / f"rootfs-{SUITE}-{sha256(' '.join(PACKAGES).encode()).hexdigest()[:12]}"
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
            root = Path(building) / "root"
            include = f"--include={','.join(PACKAGES)}"
            subprocess.run([debootstrap, "--variant=minbase", include, SUITE, root], check=True)
            shutil.rmtree(root / "var/cache/apt/archives")
            # A secret of this installation, which no image ships.
            (root / "var/lib/rabbitmq/.erlang.cookie").unlink(missing_ok=True)
            root.rename(ready)
    return ready
