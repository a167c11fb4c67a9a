"""Let the kubelet refuse to start a container as root.

| | |
|---|---|
| Fields | pod and container: `runAsNonRoot` |
| Value | `true` |
| May break | yes: an image whose user is root, or a name, starts only with a numeric `runAsUser` |

Set for the pod, so that containers injected later are held to it, and for each container. The numeric user
comes from the guardrail `identity`, or from the chart, or from the image itself. `runAsNonRoot: false` is
replaced under `enforce`. So is `runAsUser: 0` by `identity`; where that is off, as in the profile
`openshift`, the field is removed here, and the cluster or the image gives the user. Where a container keeps
root - it is exempt, its explicit root stays under `fill`, or it has it in a user namespace only (`hostUsers:
false`) - the pod is left without the field, which that container would inherit.

Windows pods get it too: there it refuses `ContainerAdministrator`. In a pod that needs the host, only the
containers that have an explicit user other than 0 get it: nothing changes for them, but a later change to
root is refused.

Source: Pod Security Standards, "Running as Non-root" and "Running as Non-root user";
pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot).
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.rules import MAY_BREAK, REMOVED, Rules, Setting
from postrender.guardrails.user_namespace import may_be_root
from postrender.places import Tokens
from postrender.pods import Container, Pod

ID = "run-as-non-root"
SAFETY = MAY_BREAK

FIELD, USER = "runAsNonRoot", "runAsUser"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `runAsNonRoot: true` for the pod and every container that can live with it."""
    free = [c for c in pod.containers if not rules.exemption(c) and not may_be_root(pod, c, rules)]
    removes = rules.overrides and not rules.host and not rules.is_on("identity")
    if removes:
        yield from _without_root(pod, free, rules)
    able = [container for container in free if _can(pod, container, rules) or removes]
    inheriting = (c for c in pod.containers if c not in able and c.security.get(FIELD) is None)
    if pod.layout.security is not None and not any(inheriting) and (able or not rules.host):
        message, doubt = "made the kubelet refuse to run the pod as root", ""
        if pod.layout.hidden and not pod.security.get(USER):
            doubt = "no numeric user is set, and whether the operator's images have one is not known"
        yield Setting((*pod.layout.security, FIELD), True, message, None, doubt, rules.remedy())
    for container in free:
        place = (*container.tokens, "securityContext", FIELD)
        if container in able:
            message, doubt = "made the kubelet refuse to run it as root", _doubt(pod, container, rules)
            yield Setting(place, True, message, container, doubt, rules.remedy(container))
        elif not rules.host:
            message = "it runs as root, as the chart says and the guardrail identity leaves it"
            yield Finding(ID, "left", message, "", pod.pointer(container.tokens), container.name, SAFETY)


def _without_root(pod: Pod, free: list[Container], rules: Rules) -> Iterator[Setting]:
    """Take away `runAsUser: 0`; from the pod only if no exempt container inherits it."""
    heirs = [c for c in pod.containers if c not in free and c.security.get(USER) is None]
    places: list[tuple[Tokens, Container | None]]
    places = [((*container.tokens, "securityContext"), container) for container in free]
    if pod.layout.security is not None and not heirs:
        places.insert(0, (pod.layout.security, None))
    for place, container in places:
        if pod.get(place, USER) == 0:
            message, doubt = "removed the user root", "the chart asks for root"
            yield Setting((*place, USER), REMOVED, message, container, doubt, rules.remedy(container))


def _can(pod: Pod, container: Container, rules: Rules) -> bool:
    user = pod.effective(container, USER)
    # `fill` does not fill in under the pod's own `runAsNonRoot: false`.
    kept = not user and not rules.overrides and pod.effective(container, FIELD) is False
    return user != 0 and not kept and (bool(user) or not rules.host)


def _doubt(pod: Pod, container: Container, rules: Rules) -> str:
    if pod.effective(container, USER):
        return ""
    if pod.is_windows:
        user = (pod.effective(container, "windowsOptions") or {}).get("runAsUserName")
        return "" if user else "whether its image runs as ContainerAdministrator is not known"
    facts = rules.facts(container)
    if facts is None:
        return "no numeric user is set, and whether its image has one is not known"
    if facts.numeric_user:
        return ""
    own = {"": "whether {} has one is not known", "root": "{} runs as root"}
    said = own.get(facts.default_user, "{} has a name in its place, which the kubelet cannot judge")
    return f"no numeric user is set, and {said.format(facts.pattern)}"
