"""What containerd gives every Linux container, whatever its pod says: data of `oci`.

Sources: containerd's `pkg/oci/spec.go` and its CRI plugin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

# The profile RuntimeDefault; seccomp/README.md says where it comes from.
SECCOMP = Path(__file__).parent / "seccomp" / "containerd.json"

# For an image that names no PATH.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

NAMESPACES = ("pid", "ipc", "uts", "mount", "network")

CAPABILITIES = frozenset(
    {
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "NET_RAW",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    }
)


def _mount(kind: str, destination: str, *options: str) -> dict[str, Any]:
    return {"destination": destination, "type": kind, "source": kind, "options": ["nosuid", *options]}


MOUNTS = (
    _mount("proc", "/proc", "noexec", "nodev"),
    _mount("tmpfs", "/dev", "strictatime", "mode=755", "size=65536k"),
    _mount("devpts", "/dev/pts", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
    _mount("tmpfs", "/dev/shm", "noexec", "nodev", "mode=1777", "size=65536k"),  # noqa: S108
    _mount("mqueue", "/dev/mqueue", "noexec", "nodev"),
    _mount("sysfs", "/sys", "noexec", "nodev", "ro"),
)

MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/firmware",
)

READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
