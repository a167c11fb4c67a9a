"""The public images whose programs are run: Debian's packages, laid out as each image lays them out.

The paths, ids and settings are those of the images' own Dockerfiles and entrypoints (nginx/docker-nginx,
nginx/docker-nginx-unprivileged, MariaDB/mariadb-docker, caddyserver/caddy-docker, eclipse/mosquitto, etcd-
io/etcd, distribution/distribution-library-image, prometheus/prometheus and alertmanager, and of docker-
library httpd, haproxy, memcached, postgres, rabbitmq, redis); only the programs come from Debian. So a pod
that names an image is hardened by its facts, and then be run.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.runtime.debian import POSTGRES, RABBITMQ
from tests.runtime.oci import Image

NET_BIND_SERVICE = struct.pack("<5I", 0x0200_0001, 1 << 10, 0, 0, 0)
"""A file's `security.capability` for `cap_net_bind_service=ep` (linux/capability.h: `vfs_cap_data`)."""


class Layer(NamedTuple):
    """What an image adds to Debian: its configuration, files with their content, empty directories.

    `binds`: a program of Debian's that has the file capability to bind ports below 1024.
    """

    image: Image
    files: Mapping[str, str]
    directories: tuple[str, ...] = ()
    binds: str = ""

    def write(self, root: Path) -> None:
        """Put the files and directories under `root`, owned by root as in the image."""
        for directory in self.directories:
            path = root / directory.lstrip("/")
            path.mkdir(parents=True, exist_ok=True)
            # Debian's packages give some to their own users.
            os.chown(path, 0, 0)
            path.chmod(0o755)
        for name, content in self.files.items():
            path = root / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        if self.binds:
            os.setxattr(root / self.binds.lstrip("/"), "security.capability", NET_BIND_SERVICE)


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
UNKNOWN = "registry.example.com/team/app"
"""An image of which nobody has told anything."""
NGINX_COMMAND = ("nginx", "-g", "daemon off;")

# What the image has compiled in are settings here, too.
HTTPD = """\
ServerRoot /usr/local/apache2
DefaultRuntimeDir logs
PidFile logs/httpd.pid
ErrorLog /proc/self/fd/2
ServerName localhost
User www-data
Group www-data
Listen 80
DocumentRoot htdocs
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
"""
HAPROXY = """\
global
    stats socket /var/lib/haproxy/stats
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend web
    bind :8080
    http-request return status 200 content-type text/plain string "answered by haproxy"
"""
MOSQUITTO = """\
listener 1883
allow_anonymous true
persistence true
persistence_location /mosquitto/data/
log_dest file /mosquitto/log/mosquitto.log
"""
REGISTRY = """\
version: 0.1
storage:
  cache: {blobdescriptor: inmemory}
  filesystem: {rootdirectory: /var/lib/registry}
http: {addr: ":5000"}
"""
CADDY = """\
{
    admin off
}
http://:80 {
    respond "answered by caddy"
}
"""
MARIADB_START = """\
#!/bin/sh
set -e
[ -d /var/lib/mysql/mysql ] || mariadb-install-db --auth-root-authentication-method=normal
exec "$@"
"""
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


PROMETHEUS = (
    "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus",
)  # fmt: skip
ALERTMANAGER = (
    "--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager",
)  # fmt: skip
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
    UNKNOWN: REDIS,
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
    "docker.io/library/httpd": Layer(
        Image(("apache2", "-f", "/usr/local/apache2/conf/httpd.conf", "-D", "FOREGROUND")),
        {
            "/usr/local/apache2/conf/httpd.conf": HTTPD,
            "/usr/local/apache2/htdocs/index.html": "answered by httpd\n",
        },
        ("/usr/local/apache2/logs",),
    ),
    "docker.io/library/haproxy": Layer(
        Image(
            ("haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"),
            directory="/var/lib/haproxy",
            user=99,
        ),
        {"/usr/local/etc/haproxy/haproxy.cfg": HAPROXY, **accounts("haproxy", 99)},
        ("/var/lib/haproxy",),
    ),
    "docker.io/library/caddy": Layer(
        Image(
            ("caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"),
            environment={"XDG_CONFIG_HOME": "/config", "XDG_DATA_HOME": "/data"},
            directory="/srv",
        ),
        {"/etc/caddy/Caddyfile": CADDY},
        ("/config/caddy", "/data/caddy", "/srv"),
        binds="/usr/bin/caddy",
    ),
    "docker.io/library/memcached": Layer(Image(("memcached",), user=11211), accounts("memcache", 11211)),
    "docker.io/library/mariadb": Layer(
        Image(("mariadbd",), ("sh", "/usr/local/bin/start-mariadb")),
        {"/usr/local/bin/start-mariadb": MARIADB_START, **accounts("mysql", 999)},
        ("/run/mysqld", "/var/lib/mysql"),
    ),
    "docker.io/library/eclipse-mosquitto": Layer(
        Image(("mosquitto", "-c", "/mosquitto/config/mosquitto.conf")),
        {"/mosquitto/config/mosquitto.conf": MOSQUITTO, **accounts("mosquitto", 1883)},
        ("/mosquitto/data", "/mosquitto/log"),
    ),
    "docker.io/library/rabbitmq": Layer(
        Image(
            ("rabbitmq-server",),
            environment={
                "PATH": f"{RABBITMQ}:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": "/var/lib/rabbitmq",
                "RABBITMQ_NODENAME": "rabbit@localhost",
            },
        ),
        {"/etc/rabbitmq/conf.d/10-defaults.conf": "log.console = true\n", **accounts("rabbitmq", 999)},
        ("/var/lib/rabbitmq", "/var/log/rabbitmq"),
    ),
    "quay.io/prometheus/alertmanager": Layer(
        Image(ALERTMANAGER, ("prometheus-alertmanager",), directory="/alertmanager", user=65534),
        {"/etc/alertmanager/alertmanager.yml": "{route: {receiver: none}, receivers: [{name: none}]}\n"},
        ("/alertmanager",),
    ),
    "docker.io/library/registry": Layer(
        Image(("docker-registry", "serve", "/etc/docker/registry/config.yml")),
        {"/etc/docker/registry/config.yml": REGISTRY},
        ("/var/lib/registry",),
    ),
    "quay.io/coreos/etcd": Layer(
        Image(("etcd",), directory="/var/lib/etcd"), {}, ("/var/etcd", "/var/lib/etcd")
    ),
    "docker.io/prom/prometheus": Layer(
        Image(PROMETHEUS, ("prometheus",), directory="/prometheus", user=65534),
        {"/etc/prometheus/prometheus.yml": "scrape_configs: []\n"},
        ("/prometheus",),
    ),
}
