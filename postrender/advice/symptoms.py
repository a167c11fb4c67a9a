"""What programs, runtimes and Kubernetes print when hardening is in their way: data.

A symptom is a regular expression and what it tells. They are tried in order, and the first that matches a
line counts, so the particular stand before the general. A path is looked for in the same line.

Source: strerror(3) of glibc and musl, the error texts of the runtimes named beside them, pkg/kubelet and
pod-security-admission of Kubernetes.
"""

from typing import NamedTuple

READ_ONLY, DENIED, OWNER, PORT, SWITCH, EXEC = "read-only", "denied", "owner", "port", "switch-user", "exec"
NOT_NUMERIC, IS_ROOT, NO_NAME, STALE, FULL = "non-numeric-user", "image-root", "unknown-user", "stale", "full"
SANDBOX, REFUSED, SYSCTL = "sandbox", "refused", "sysctl"


class Symptom(NamedTuple):
    """`pattern` is searched for in a line, upper and lower case alike; its group `port` is the port."""

    kind: str
    pattern: str


_RUNS_OUT = r"(?:read-?only file ?system|\bEROFS\b|errno:? 30\b|OS error 30|ReadOnlyFilesystem)"
_DENIED = r"(?:permission denied|\bEACCES\b|access ?denied|errno:? 13\b)"
_FORBIDDEN = r"(?:operation not permitted|\bEPERM\b)"
_ADDRESS = r"(?:[\w.*-]*|\[[0-9a-f:.]*\])"

SYMPTOMS = (
    # The kubelet and the API server, as `kubectl describe pod` shows them.
    Symptom(NOT_NUMERIC, r"image has non-numeric user"),
    Symptom(IS_ROOT, r"image will run as root|breaks non-root policy"),
    Symptom(REFUSED, r"violates PodSecurity"),
    Symptom(SYSCTL, r"forbidden sysctl|SysctlForbidden|sysctl .* not allowlisted"),
    # Ports: Go, nginx, Node.js, Apache, Python's gunicorn and uvicorn, Java and .NET, in that order.
    Symptom(PORT, rf"listen \w+ {_ADDRESS}:(?P<port>\d+): bind: {_DENIED}"),
    Symptom(PORT, rf"bind\(\) to {_ADDRESS}:(?P<port>\d+) failed \(13: {_DENIED}"),
    Symptom(PORT, rf"listen EACCES: {_DENIED} {_ADDRESS}:(?P<port>\d+)"),
    Symptom(PORT, rf"{_DENIED}.*could not bind to address {_ADDRESS}:(?P<port>\d+)"),
    Symptom(PORT, rf"(?:bind|listen|address|connect to).{{0,40}}?[:, (](?P<port>\d{{1,4}})\D.*{_DENIED}"),
    Symptom(PORT, rf"(?:BindException|SocketException|\bbind\b).*{_DENIED}"),
    # Becoming another user: gosu and su-exec, su, nginx's workers, sudo, entrypoints.
    Symptom(SWITCH, rf"failed switching to .*{_FORBIDDEN}"),
    Symptom(SWITCH, rf"(?:set(?:res|re|e)?[ug]id|set_?groups|set groups|initgroups)\b.*{_FORBIDDEN}"),
    Symptom(SWITCH, r"no new privileges|effective uid is not 0|must be run (?:as|from) root|must be root"),
    # Programs with file capabilities, which a process that may not gain privileges cannot run.
    Symptom(EXEC, rf"exec[: ].*{_FORBIDDEN}|cannot execute.*{_FORBIDDEN}"),
    Symptom(
        OWNER, rf"(?:chown|chmod|chgrp|chang\w+ (?:the )?(?:ownership|permissions?|group)).*{_FORBIDDEN}"
    ),
    Symptom(OWNER, rf"could not change permissions.*{_FORBIDDEN}|has wrong ownership"),
    # PostgreSQL, OpenSSH, git, Python, coreutils.
    Symptom(
        NO_NAME, r"could not look up effective user ID|no user exists for uid|unable to look up current user"
    ),
    Symptom(NO_NAME, r"getpwuid\(\): uid not found|cannot find name for user ID|I have no name!"),
    # Chromium, bubblewrap and others that build a sandbox themselves.
    Symptom(SANDBOX, rf"no usable sandbox|(?:new namespace|unshare|clone|io_uring|ptrace)\b.*{_FORBIDDEN}"),
    # Files that a volume kept over a restart: Apache, PostgreSQL, Rails, daemons.
    Symptom(STALE, r"pid file .*(?:exists|already)|already running|lock file .* already exists"),
    Symptom(FULL, r"no space left on device|\bENOSPC\b|emptydir .*exceeds (?:the|its) limit"),
    Symptom(READ_ONLY, _RUNS_OUT),
    # Programs that do not say why, such as Mosquitto; Python's tempfile, and Spring Boot.
    Symptom(READ_ONLY, r"(?:unable|failed|not able) to (?:open|create)\b.* for writing"),
    Symptom(READ_ONLY, r"no usable temporary directory|unable to create (?:a )?temp(?:orary)? ?dir"),
    Symptom(DENIED, rf"{_DENIED}|access to the path"),
)
