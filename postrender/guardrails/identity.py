"""Run as a user and a group that are not root: those the image is made for, else the profile's.

| | |
|---|---|
| Fields | both: `runAsUser`, `runAsGroup`; pod: `fsGroup`, `fsGroupChangePolicy`; container: `env` |
| Value | the chart's own choice; else the image's known ids; else the profile's `identity` (10001) |
| May break | yes: files of an image may belong to another user |

An identity comes whole or not at all. Where nothing in a pod says which user it runs as, the pod and every
container get a user and a group, and the pod an `fsGroup`, so that volumes can be written; a container whose
image says nothing gets those of the pod's first container, with which it shares them. Where the chart has
chosen for all its containers - a user that is not 0, or `runAsNonRoot: true`, which relies on the image's own
numeric user - nothing is added. Where it has chosen for some containers only, each of the others gets ids of
its own: the image's, else those that the chart gave its siblings, else the profile's; the pod gets none. The
same holds for a container that says `runAsNonRoot: true` and runs an image that is known to have no numeric
user: it would never start. A group that stands alone is no choice of a user; it is kept.

An explicit root (`runAsUser: 0`, or `runAsNonRoot: false` without a user) is replaced under `enforce`, and
the finding says so. The group 0 is kept: it gives no power over the host, and images for arbitrary users
rely on it.

In a pod with a user namespace of its own (`hostUsers: false`) a container keeps the root that it asks for,
or that its image is known to need: the standard admits that since 1.35.

`fsGroup` changes group and mode of the files in persistent volumes, Secrets and ConfigMaps. So it comes only
with an identity that is added here; with `fsGroupChangePolicy: OnRootMismatch` where a persistent volume is
mounted, lest each start walk the whole volume; and a finding says where it opens a file that was its owner's
alone.

A user that is neither the chart's nor the image's own may not be able to write to the image's folders. So
`writable-paths` gives it volumes there, even if the root file system stays writable. Where it cannot - the
image ships files at the path, or that guardrail does not apply - the finding says that it may break. So it
does where the container listens on a port below 1024, which needs root or a kernel parameter.

Some entrypoints try what only root may do unless an environment variable tells them not to (Vault's
`SKIP_SETCAP`). Where the image is known to need one, a container that gets its user here gets it, too.

Windows pods may have none of these fields. Pods that need the host keep the user they have. OpenShift
assigns ids by namespace and refuses others, so the profile `openshift` turns this off.

Source: kubernetes.io, "Configure a Security Context for a Pod or Container";
pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot), pkg/volume/volume_linux.go (fsGroup).
"""

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails.fs_group import fs_group
from postrender.guardrails.ids import PROFILES, Ids, ids_for, ids_of_siblings
from postrender.guardrails.rules import MAY_BREAK, Doubt, Rules, Setting, combined
from postrender.guardrails.user_namespace import may_be_root
from postrender.guardrails.users import root_tool, troubles
from postrender.pods import Container, Pod

ID = "identity"
SAFETY = MAY_BREAK

CHOSEN, IMAGE, ROOT, OPEN = "chosen", "image", "root", "open"
"""A user that is not 0; `runAsNonRoot: true` alone; an explicit root; nothing said."""


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield the ids that are missing, and those that stand in for root."""
    if pod.is_windows or rules.host:
        return
    choices = {container.tokens: _choice(pod, container, rules) for container in pod.containers}
    free = [container for container in pod.containers if not rules.exemption(container)]
    wanting = [
        c for c in free if choices[c.tokens] == OPEN or (choices[c.tokens] == ROOT and rules.overrides)
    ]
    siblings, kept = ids_of_siblings(pod, rules), pod.security.get("runAsGroup")
    if wanting == pod.containers and _is_free(pod):
        main = next((c for c in pod.containers if c.kind == "containers"), None)
        yield from _for_pod(pod, rules, ids_for(main, rules, siblings))
    elif pod.security.get("runAsUser") == 0 and rules.overrides:
        yield from _instead_of_root(pod, rules, siblings)
    for container in wanting:
        ids = ids_for(container, rules, siblings)
        if kept is not None:
            ids = ids.replace(group=None)
        yield from _for_container(pod, container, rules, ids, choices[container.tokens])


def _is_free(pod: Pod) -> bool:
    """Whether the pod itself says nothing of its user; one without visible containers might."""
    chosen = pod.security.get("runAsUser") or (not pod.containers and pod.security.get("runAsNonRoot"))
    return not chosen and bool(pod.containers or pod.layout.hidden)


def _choice(pod: Pod, container: Container, rules: Rules) -> str:
    if may_be_root(pod, container, rules):
        return CHOSEN
    user, non_root = pod.effective(container, "runAsUser"), pod.effective(container, "runAsNonRoot")
    if user is not None:
        return ROOT if user == 0 else CHOSEN
    if non_root is False and not rules.overrides:
        # `fill` keeps it, but the next guardrail may not: then it counts as what it will be.
        non_root = rules.is_enforced("run-as-non-root", container)
    if non_root is True:
        facts = rules.facts(container)
        never_starts = facts is not None and facts.default_user and not facts.numeric_user
        return OPEN if never_starts else IMAGE
    return ROOT if non_root is False else OPEN


def _for_pod(pod: Pod, rules: Rules, ids: Ids) -> Iterator[Setting | Finding]:
    place, identity = pod.layout.security, rules.profile.identity
    if place is None:
        return
    if identity.scope != "containers" or pod.security.get("runAsUser") == 0:
        message, doubt = f"set the pod's user to {ids.user}, {ids.source}", ids.doubt * pod.layout.hidden
        yield Setting((*place, "runAsUser"), ids.user, message, None, doubt, rules.remedy())
        if ids.group is not None and pod.security.get("runAsGroup") is None:
            message = f"set the pod's group to {ids.group}, {ids.source}"
            yield Setting((*place, "runAsGroup"), ids.group, message)
    if identity.fs_group is not None and pod.security.get("fsGroup") is None:
        group = identity.fs_group if ids.source == PROFILES else ids.group or ids.user
        yield from fs_group(pod, place, group, rules)


def _instead_of_root(pod: Pod, rules: Rules, siblings: Ids | None) -> Iterator[Setting | Finding]:
    """A user for the pod whose containers have their own: the standard forbids 0 even if none inherits it."""
    place = pod.layout.security
    heirs = (c for c in pod.containers if c.security.get("runAsUser") is None)
    inheriting = [c for c in heirs if rules.exemption(c) or may_be_root(pod, c, rules)]
    if place is not None and not inheriting:
        ids = siblings or ids_for(pod.containers[0], rules, None) if pod.containers else None
        user = ids.user if ids else rules.profile.identity.user
        yield Setting((*place, "runAsUser"), user, f"set the pod's user to {user} in place of root")


def _for_container(
    pod: Pod, container: Container, rules: Rules, ids: Ids, choice: str
) -> Iterator[Setting | Finding]:
    place, inherits = (*container.tokens, "securityContext"), rules.profile.identity.scope == "pod"
    doubt, remedy = combined(_doubts(pod, container, rules, ids, choice))
    message = f"set the user to {ids.user}, {ids.source}"
    if not inherits or pod.effective(container, "runAsUser") != ids.user:
        yield Setting((*place, "runAsUser"), ids.user, message, container, doubt, remedy)
    elif doubt:
        where = pod.pointer(container.tokens)
        yield Finding(ID, "may-break", f"{message}: {doubt}", remedy, where, container.name, SAFETY)
    inherits = inherits and pod.security.get("runAsGroup") == ids.group
    if ids.group is not None and not inherits and container.security.get("runAsGroup") is None:
        message = f"set the group to {ids.group}, {ids.source}"
        yield Setting((*place, "runAsGroup"), ids.group, message, container)
    if facts := rules.facts(container):
        given = container.variables
        for name, value in facts.env:
            if name not in given:
                message = f"set {name}: without it {facts.pattern} starts only as root"
                variable = {"name": name, "value": value}
                yield Setting((*container.tokens, "env", "-"), variable, message, container)


def _doubts(pod: Pod, container: Container, rules: Rules, ids: Ids, choice: str) -> Iterator[Doubt]:
    # Root that may use no capability is root in name only.
    rootlike = ("drop-capabilities",) if choice == ROOT or ids.needs_root or root_tool(container) else ()
    exemption = rules.remedy(container, "run-as-non-root", *rootlike)
    if choice == ROOT:
        yield Doubt("the chart asks for root", (exemption,))
    if ids.doubt:
        yield Doubt(ids.doubt, (ids.remedy, exemption) if ids.remedy else (exemption,))
    yield from troubles(pod, container, rules, ids.user, exemption)
