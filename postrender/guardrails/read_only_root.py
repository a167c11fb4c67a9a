"""Make the container's root file system read-only.

| | |
|---|---|
| Fields | container: `readOnlyRootFilesystem` |
| Value | `true` |
| May break | yes: programs write to more places than their authors know |

What has to be writable gets a volume of its own by the guardrail `writable-paths`: `/tmp`, what the profile
names, and what the image is known to need. The finding says that it may break unless these paths are known:
the image is one of the known ones, and no command or option of the chart's has it write outside of volumes.
An explicit `false` is replaced under `enforce`.

Where a path that must be writable holds files of the image, an empty volume would hide them. Then the
container's root stays writable, with a warning; under `seeds: init-container` in the profile the files are
copied first.

Windows containers may not have it. In a pod that needs the host nothing is changed, nor in a custom resource
that has no place for volumes, nor where an operator merges containers with its own: what those mount cannot
be seen here, and an empty volume might take the place of their data. Nor where Argo mirrors another
container's mounts: a path may stand there only once.

Source: kubernetes.io, "Configure a Security Context for a Pod or Container"; CIS Kubernetes Benchmark, 5.7.
"""

from __future__ import annotations

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.paths import is_seeded, needs
from postrender.guardrails.rules import MAY_BREAK, Rules, Setting
from postrender.guardrails.scripts import store, writer
from postrender.guardrails.seeding import seeds
from postrender.lossless.emit import string
from postrender.pods import Container, Pod

ID = "read-only-root"
SAFETY = MAY_BREAK

FIELD = "readOnlyRootFilesystem"


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield `readOnlyRootFilesystem: true`, or why the root stays writable."""
    if pod.is_windows or rules.host:
        return
    for container in pod.containers:
        if rules.exemption(container) or container.security.get(FIELD) is True:
            continue
        if why := _unreached(pod, container):
            message = f"the root file system stays writable: {why}"
            yield Finding(ID, "note", message, "", pod.pointer(container.tokens), container.name, SAFETY)
            continue
        hidden = [need.path for need in needs(container, rules) if is_seeded(need)]
        if hidden and not seeds(pod, container, rules):
            yield Finding(
                ID,
                "warning",
                f"the root file system stays writable: the image writes to {', '.join(hidden)} and ships "
                "files there, which an empty volume would hide",
                "`seeds: init-container` in the profile copies them first",
                pod.pointer(container.tokens),
                container.name,
                SAFETY,
            )
            continue
        name = string(container.name, flow=True)
        known, doubt = _known(container, rules)
        yield Setting(
            (*container.tokens, "securityContext", FIELD),
            True,
            f"made the root file system read-only{known}",
            container,
            doubt,
            f"writablePaths: [{{path: /..., container: {name}}}], or {rules.remedy(container)}",
        )


def _unreached(pod: Pod, container: Container) -> str:
    """Why it can be given no volumes; empty where it can."""
    if container.mirrors:
        return "it has the main container's mounts, and no others"
    if pod.layout.merged or (pod.layout.hidden and not container.image):
        return "an operator merges it with a container of its own, whose mounts nobody sees here"
    return "" if pod.volumes_at(container) else "the resource has no place for volumes"


def _known(container: Container, rules: Rules) -> tuple[str, str]:
    """That it is known where the container writes, for the message, and why it may break all the same."""
    facts, known = rules.facts(container), ""
    if facts is None or facts.writable is None:
        doubt = "where its image writes is not known"
    elif program := writer(container, rules):
        doubt = f"the chart's own command runs {program}, and where that writes is not known"
    elif path := store(container, rules):
        doubt = f"its options or variables have it write to {path}, where it has no volume"
    else:
        known = f", since it is known where {facts.pattern} writes"
        doubt = f"the facts about {facts.pattern} are uncertain" if facts.confidence == "low" else ""
    if not rules.is_active("writable-paths", container) and needs(container, rules):
        doubt = "the paths that it needs are not made writable, since writable-paths does not hold here"
    return known, doubt
