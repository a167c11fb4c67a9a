"""Let the kubelet refuse to start a container as root.

| | |
|---|---|
| Fields | pod and container: `runAsNonRoot` |
| Value | `true` |
| May break | yes: an image whose user is root, or a name, starts only with a numeric `runAsUser` |

Said for the pod, so that containers injected later are held to it, and for each container. The numeric user
comes from the guardrail `identity`, or from the chart, or from the image itself. `runAsNonRoot: false` is
replaced under `enforce`. Where a container keeps root - it is exempt, or its explicit root stays under
`fill` - the pod is left without the field, which that container would inherit.

Windows pods get it too: there it refuses `ContainerAdministrator`. In a pod that needs the host only the
containers that have an explicit user other than 0 get it: it changes nothing for them, but holds later
changes.

Source: Pod Security Standards, "Running as Non-root" and "Running as Non-root user";
pkg/kubelet/kuberuntime/ security_context.go (verifyRunAsNonRoot).
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.rules import MAY_BREAK, Rules, Setting
from postrender.pods import Container, Pod

ID = "run-as-non-root"
SAFETY = MAY_BREAK

FIELD = "runAsNonRoot"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `runAsNonRoot: true` for the pod and every container that can live with it."""
    able = [container for container in pod.containers if _can(pod, container, rules)]
    inheriting = (c for c in pod.containers if c not in able and c.security.get(FIELD) is None)
    if pod.layout.security is not None and not any(inheriting) and (able or not rules.host):
        yield Setting((*pod.layout.security, FIELD), True, "the kubelet refuses to run the pod as root")
    for container in able:
        yield Setting(
            (*container.tokens, "securityContext", FIELD),
            True,
            "the kubelet refuses to run it as root",
            container,
            _doubt(pod, container, rules),
            rules.remedy(container),
        )


def _can(pod: Pod, container: Container, rules: Rules) -> bool:
    user = pod.effective(container, "runAsUser")
    return not rules.exemption(container) and user != 0 and (bool(user) or not rules.host)


def _doubt(pod: Pod, container: Container, rules: Rules) -> str:
    if pod.effective(container, "runAsUser"):
        return ""
    if pod.is_windows:
        user = (pod.effective(container, "windowsOptions") or {}).get("runAsUserName")
        return "" if user else "whether its image runs as ContainerAdministrator is not known"
    facts = rules.facts(container)
    if facts is None:
        return "no numeric user is set, and whether its image has one is not known"
    return "" if facts.numeric_user else f"no numeric user is set, and {facts.pattern} has none of its own"
