"""Drop every Linux capability; of those that a chart adds only NET_BIND_SERVICE stays.

| | |
|---|---|
| Fields | container: `capabilities.drop`, `capabilities.add` |
| Value | `drop: [ALL]`; `add: [NET_BIND_SERVICE]` if the chart has it, else nothing |
| May break | yes: programs with file capabilities, entrypoints that change owners or users |

Names count exactly as upstream writes them: `all` and `CAP_ALL` are not `ALL`. A list that drops something
else is replaced under `enforce`; one that names ALL among others is left. What runtimes grant by default
(CHOWN, SETUID and the like) is removed from `add` under `enforce`, and said to may break. More than that
(NET_ADMIN, SYS_ADMIN, even NET_RAW) is power over the host's network or kernel: such a pod needs the host
and is left.

A process that is not root has no capabilities, whatever the container may use; so a port below 1024 needs
the sysctl `net.ipv4.ip_unprivileged_port_start` and not NET_BIND_SERVICE, unless the program has the file
capability.

Windows containers may not have capabilities. In a pod that needs the host only the containers get `drop:
[ALL]` that are not root and cannot escalate: they can use none.

Source: Pod Security Standards, "Capabilities" and "Capabilities (v1.22+)"; man 7 capabilities.
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.ports import trouble_with_ports
from postrender.guardrails.rules import MAY_BREAK, REMOVED, Rules, Setting
from postrender.places import Tokens
from postrender.pods import Container, Pod

ID = "drop-capabilities"
SAFETY = MAY_BREAK

ALLOWED = "NET_BIND_SERVICE"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `drop: [ALL]`, and the removal of what is added beyond the standard."""
    if pod.is_windows:
        return
    for container in pod.containers:
        if rules.exemption(container) or (rules.host and not _can_use_none(pod, container)):
            continue
        place = (*container.tokens, "securityContext", "capabilities")
        if "ALL" not in (container.capabilities.get("drop") or ()):
            doubts = (_needs(container, rules), trouble_with_ports(pod, container, rules.facts(container)))
            yield Setting(
                (*place, "drop"),
                ["ALL"],
                "dropped all capabilities",
                container,
                "; ".join(filter(None, doubts)),
                rules.remedy(container),
            )
        yield from _taken(container, place, rules)


def _taken(container: Container, place: Tokens, rules: Rules) -> Iterator[Setting]:
    """Remove the list where nothing of it stays, else entries from the last on, so that no index moves."""
    added = container.capabilities.get("add") or []
    if added and ALLOWED not in added:
        yield _removal((*place, "add"), ", ".join(added), container, rules)
    elif added:
        for index in reversed(range(len(added))):
            if added[index] != ALLOWED:
                yield _removal((*place, "add", index), added[index], container, rules)


def _removal(place: Tokens, names: str, container: Container, rules: Rules) -> Setting:
    message = f"took away the capabilities {names}"
    return Setting(place, REMOVED, message, container, f"the chart adds {names}", rules.remedy(container))


def _needs(container: Container, rules: Rules) -> str:
    facts = rules.facts(container)
    needed = [name for name in (facts.capabilities if facts else None) or () if name != ALLOWED]
    return f"{facts.pattern} is known to need {', '.join(needed)}" if facts and needed else ""


def _can_use_none(pod: Pod, container: Container) -> bool:
    bound = container.security.get("allowPrivilegeEscalation") is False and not container.capabilities.get(
        "add"
    )
    return bound and not container.security.get("privileged") and bool(pod.effective(container, "runAsUser"))
