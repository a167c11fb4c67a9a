"""The public images whose programs are run: Debian's packages, laid out as each image lays them out.

The paths, ids and settings are those of the images' own Dockerfiles and entrypoints (nginx/docker-nginx,
nginx/docker-nginx-unprivileged, docker-library/redis, docker-library/postgres); only the programs come from
Debian. So a pod that names the image can be hardened by the facts about that image and then be run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.runtime.debian import POSTGRES
from tests.runtime.oci import Image


class Layer(NamedTuple):
    """What an image adds to Debian: its configuration, files with their content, empty directories."""

    image: Image
    files: Mapping[str, str]
    directories: tuple[str, ...] = ()

    def write(self, root: Path) -> None:
        """Put the files and directories under `root`, owned by root as in the image."""
        for directory in self.directories:
            (root / directory.lstrip("/")).mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            path = root / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)


# The image's nginx has its temporary paths compiled in, Debian's other ones: here they are settings.
NGINX = """\
user nginx;
pid {run}/nginx.pid;
error_log /dev/stderr notice;
events {{}}
http {{
    access_log /dev/stdout;
    client_body_temp_path {cache}/client_temp;
    proxy_temp_path {cache}/proxy_temp;
    fastcgi_temp_path {cache}/fastcgi_temp;
    uwsgi_temp_path {cache}/uwsgi_temp;
    scgi_temp_path {cache}/scgi_temp;
    server {{
        listen {port};
        return 200 "answered by nginx\\n";
    }}
}}
"""
TMP = "/tmp"  # noqa: S108
NGINX_COMMAND = ("nginx", "-g", "daemon off;")

POSTGRES_START = """\
#!/bin/sh
set -e
[ -s "$PGDATA/PG_VERSION" ] || initdb --auth=trust --no-sync --no-instructions
exec "$@"
"""


def accounts(name: str, number: int) -> dict[str, str]:
    """The files that give a user and a group of the same number their name."""
    return {
        "/etc/passwd": f"root:x:0:0::/root:/bin/sh\n{name}:x:{number}:{number}::/nonexistent:/bin/sh\n",
        "/etc/group": f"root:x:0:\n{name}:x:{number}:\n",
    }


REDIS = Layer(Image(("redis-server",), directory="/data"), {}, ("/data",))
LAYERS: dict[str, Layer] = {
    "docker.io/library/nginx": Layer(
        Image(NGINX_COMMAND),
        {
            "/etc/nginx/nginx.conf": NGINX.format(run="/run", cache="/var/cache/nginx", port=80),
            **accounts("nginx", 101),
        },
        ("/var/cache/nginx",),
    ),
    "docker.io/nginxinc/nginx-unprivileged": Layer(
        Image(NGINX_COMMAND, user=101),
        {"/etc/nginx/nginx.conf": NGINX.format(run=TMP, cache=TMP, port=8080)},
    ),
    "docker.io/library/redis": REDIS,
    # An image of which nobody has told anything.
    "registry.example.com/team/app": REDIS,
    "docker.io/library/postgres": Layer(
        Image(
            ("postgres", "-c", "unix_socket_directories=/var/run/postgresql"),
            ("sh", "/usr/local/bin/start-postgres"),
            {"PATH": f"{POSTGRES}:/usr/bin:/bin", "PGDATA": "/var/lib/postgresql/data"},
        ),
        {
            "/usr/local/bin/start-postgres": POSTGRES_START,
            **accounts("postgres", 999),
        },
        ("/run/postgresql", "/var/lib/postgresql/data"),
    ),
}
