"""Drop every Linux capability; of those that a chart adds only NET_BIND_SERVICE stays.

| | |
|---|---|
| Fields | container: `capabilities.drop`, `capabilities.add` |
| Value | `drop: [ALL]`; `add: [NET_BIND_SERVICE]` if the chart has it or the image needs it, else nothing |
| May break | yes: programs with file capabilities, entrypoints that change owners or users |

Names count exactly as upstream writes them: `all` and `CAP_ALL` are not `ALL`. A list that drops something
else is replaced under `enforce`; one that names ALL among others is left. What runtimes grant by default
(CHOWN, SETUID and the like) is removed from `add` under `enforce`, and the finding says that it may break,
unless the image is known to need none as its own user: usually they serve a start as root. More than that
(NET_ADMIN, SYS_ADMIN, even NET_RAW) is power over the host's network or kernel: such a pod needs the host
and is left.

A process that is not root has no capabilities, whatever the container may use; so a port below 1024 needs
the sysctl `net.ipv4.ip_unprivileged_port_start` and not NET_BIND_SERVICE, unless the program has the file
capability. A program that has it (CoreDNS, Caddy, ingress-nginx) is not even executed where the container
may not use it: an image that is known to have one gets NET_BIND_SERVICE back.

Windows containers may not have capabilities. In a pod that needs the host, only containers that are not root
and cannot escalate get `drop: [ALL]`: they can use none.

Source: Pod Security Standards, "Capabilities" and "Capabilities (v1.22+)"; man 7 capabilities.
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.ports import BIND, has_file_capability, trouble_with_ports
from postrender.guardrails.rules import MAY_BREAK, REMOVED, Doubt, Rules, Setting, combined
from postrender.guardrails.users import USER, is_another, root_tool
from postrender.places import Tokens
from postrender.pods import Container, Pod

ID = "drop-capabilities"
SAFETY = MAY_BREAK


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `drop: [ALL]`, and the removal of what is added beyond the standard."""
    if pod.is_windows:
        return
    for container in pod.containers:
        if rules.exemption(container) or (rules.host and not _can_use_none(pod, container, rules)):
            continue
        place = (*container.tokens, "securityContext", "capabilities")
        if "ALL" not in (container.capabilities.get("drop") or ()):
            doubts = combined(_doubts(pod, container, rules))
            yield Setting((*place, "drop"), ["ALL"], "dropped all capabilities", container, *doubts)
            yield from _taken(pod, container, place, rules)
            if has_file_capability(rules.facts(container)) and _lacks_bind(container):
                message = (
                    f"added {BIND}: its program has it as a file capability, and is not executed without"
                )
                yield Setting((*place, "add", "-"), BIND, message, container)
        else:
            yield from _taken(pod, container, place, rules)


def _taken(pod: Pod, container: Container, place: Tokens, rules: Rules) -> Iterator[Setting]:
    """Remove the list where nothing of it stays, else entries from the last on, so that no index moves."""
    added = container.capabilities.get("add") or []
    if added and BIND not in added:
        yield _removal(pod, (*place, "add"), ", ".join(added), container, rules)
    elif added:
        for index in reversed(range(len(added))):
            if added[index] != BIND:
                yield _removal(pod, (*place, "add", index), added[index], container, rules)


def _removal(pod: Pod, place: Tokens, names: str, container: Container, rules: Rules) -> Setting:
    message, facts = f"removed {names} from the added capabilities", rules.facts(container)
    its_user = facts is not None and facts.user == pod.effective(container, USER)
    if facts and its_user and facts.capabilities == () and not root_tool(container):
        return Setting(place, REMOVED, f"{message}: {facts.pattern} needs none as {facts.user}", container)
    return Setting(place, REMOVED, message, container, "the chart adds them", rules.remedy(container))


def _lacks_bind(container: Container) -> bool:
    drop, add = (container.capabilities.get(field) or () for field in ("drop", "add"))
    return "ALL" in drop and BIND not in add


def _doubts(pod: Pod, container: Container, rules: Rules) -> Iterator[Doubt]:
    facts, exempt = rules.facts(container), rules.remedy(container)
    needed = [name for name in (facts.capabilities if facts else None) or () if name != BIND]
    if facts and needed:
        yield Doubt(f"{facts.pattern} is known to need {', '.join(needed)}", (exempt,))
    user = pod.effective(container, USER)
    # Of a user that `identity` gave, that guardrail speaks.
    told = user and is_another(pod, container, rules, user)
    if BIND in (container.capabilities.get("add") or ()) or told:
        return
    if ports := trouble_with_ports(pod, container, rules):
        # An exemption helps root alone: nobody else has the capability.
        may_be_root = not user and pod.effective(container, "runAsNonRoot") is not True
        yield ports.replace(remedies=(*ports.remedies, exempt)) if may_be_root else ports


def _can_use_none(pod: Pod, container: Container, rules: Rules) -> bool:
    security, facts = container.security, rules.facts(container)
    powerful = security.get("privileged") or container.capabilities.get("add") or has_file_capability(facts)
    bound = security.get("allowPrivilegeEscalation") is False
    return bound and not powerful and bool(pod.effective(container, USER))
