"""Pods that can only run on Windows nodes but do not say so where the API server looks.

The Pod Security Standards spare Windows pods what Linux alone has, and go by `spec.os.name`; a node selector
is not enough for them. So `os.name: windows` is added, unless the pod has fields that the API server then
refuses.

Source: kubernetes.io, "Pod Security Standards", "Pod OS field"; pkg/apis/core/validation (validateWindows).
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.rules import SAFE, Rules, Setting
from postrender.pods import Pod

ID = "windows"
SAFETY = SAFE

# What the API server refuses in a pod whose `os.name` is windows.
_POD = ("hostPID", "hostIPC", "hostUsers", "shareProcessNamespace")
_POD_SECURITY = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "runAsUser",
    "runAsGroup",
)
_CONTAINER_SECURITY = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
)


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `os.name: windows` for a pod that is one, or why that cannot be added."""
    spec = pod.layout.spec
    if spec is None or rules.host or not pod.is_windows or pod.get(spec, "os", "name") == "windows":
        return
    fields = sorted(_linux_fields(pod))
    if fields:
        message = f"it can only run on Windows, where it may not set {', '.join(fields)}"
        level = "left" if _is_refused(pod, rules) else "warning"
        yield Finding(ID, level, message, "remove them, and set os.name: windows", pod.pointer())
    else:
        yield Setting((*spec, "os", "name"), "windows", "set os.name to windows, as the pod's selector says")


def _is_refused(pod: Pod, rules: Rules) -> bool:
    """Whether the standard, which takes it for a Linux pod, refuses what nothing else here mends."""
    from postrender.standards import check as violations

    wanted = rules.profile.pod_security
    try:
        found = violations(pod.manifest(), wanted.level, wanted.version)
    except ValueError:  # a field of the wrong type
        return True
    return any(violation.check != "runAsNonRoot" for violation in found)


def _linux_fields(pod: Pod) -> set[str]:
    spec = pod.get(pod.layout.spec)
    found = {field for field in _POD if spec.get(field) is not None}
    found |= {field for field in _POD_SECURITY if pod.security.get(field) is not None}
    for container in pod.containers:
        found |= {field for field in _CONTAINER_SECURITY if container.security.get(field) is not None}
    return found
