"""No process gains more power than its parent has: setuid programs and file capabilities do nothing.

| | |
|---|---|
| Fields | container: `allowPrivilegeEscalation` |
| Value | `false` (the kernel's no_new_privs) |
| May break | rarely: sudo, su and ping of old images, programs with file capabilities |

An explicit `true` is replaced under `enforce`; somebody wanted it, so the finding says that it may break.

Windows containers may not have it. The API server refuses it beside `privileged: true` or an added
`SYS_ADMIN`, and such a container needs the host anyway. In a pod that needs the host, only containers that
are not root and drop all capabilities get it: no program of theirs could gain any.

Source: Pod Security Standards, "Privilege Escalation (v1.8+)"; kernel.org, "No New Privileges Flag".
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.rules import RARELY, Rules, Setting
from postrender.pods import Container, Pod

ID = "no-privilege-escalation"
SAFETY = RARELY

FIELD = "allowPrivilegeEscalation"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `allowPrivilegeEscalation: false` for every container that the API server takes it for."""
    if pod.is_windows:
        return
    for container in pod.containers:
        if not rules.exemption(container) and (not rules.host or _cannot_gain(pod, container)):
            wanted = container.security.get(FIELD) is True
            yield Setting(
                (*container.tokens, "securityContext", FIELD),
                False,
                "denied privilege escalation by setuid programs and file capabilities",
                container,
                "the chart asks for privilege escalation" if wanted else "",
                rules.remedy(container),
            )


def _cannot_gain(pod: Pod, container: Container) -> bool:
    capabilities, privileged = container.capabilities, container.security.get("privileged")
    bare = "ALL" in (capabilities.get("drop") or ()) and not capabilities.get("add")
    return bare and not privileged and bool(pod.effective(container, "runAsUser"))
