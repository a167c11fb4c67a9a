"""Run as a user and a group that are not root: those the image is made for, else the profile's.

| | |
|---|---|
| Fields | pod and container: `runAsUser`, `runAsGroup`; pod: `fsGroup`, `fsGroupChangePolicy` |
| Value | the chart's own choice; else the image's known ids; else the profile's `identity` (10001) |
| May break | yes: files of an image may belong to another user |

An identity comes whole or not at all. Where nothing in a pod says whom it runs as, the pod and every
container get a user and a group, and the pod an `fsGroup`, so that volumes can be written. Where the chart
has chosen for all its containers - a user that is not 0, or `runAsNonRoot: true`, which relies on the
image's own numeric user - nothing is added. Where it has chosen for some containers only, each of the others
gets ids of its own: the image's, else those that the chart gave its siblings, else the profile's; the pod
gets none. The same holds for a container that says `runAsNonRoot: true` and runs an image that is known to
have no numeric user: it would never start. A group that stands alone is no choice of a user; it is kept.

An explicit root (`runAsUser: 0`, or `runAsNonRoot: false` without a user) is replaced under `enforce`, and
the finding says so. The group 0 is kept: it gives no power over the host, and images for arbitrary users
rely on it.

In a pod with a user namespace of its own (`hostUsers: false`) a container keeps the root that it asks for,
or that its image is known to need: the standard admits that since 1.35.

`fsGroup` changes group and mode of the files in persistent volumes, Secrets and ConfigMaps. So it comes only
with an identity that is added here; with `fsGroupChangePolicy: OnRootMismatch` where a persistent volume is
mounted, lest each start walk the whole volume; and it is said where it opens a file that was its owner's
alone.

A user that is neither the chart's nor the image's own may not be able to write to the image's folders. So
`writable-paths` gives it volumes there, though the root file system stay writable; where it cannot - the
image ships files at the path, or that guardrail does not hold - it is said to may break. So is a port below
1024, which takes root or a kernel parameter.

Windows pods may have none of these fields. Pods that need the host keep the user they have. OpenShift
assigns ids by namespace and refuses others, so the profile `openshift` turns this off.

Source: kubernetes.io, "Configure a Security Context for a Pod or Container"; pkg/kubelet/kuberuntime/
security_context.go (verifyRunAsNonRoot), pkg/volume/volume_linux.go (fsGroup).
"""

from collections.abc import Iterator
from typing import NamedTuple

from postrender.finding import Finding
from postrender.guardrails.fs_group import fs_group
from postrender.guardrails.rules import MAY_BREAK, Doubt, Rules, Setting, combined
from postrender.guardrails.user_namespace import may_be_root
from postrender.guardrails.users import troubles
from postrender.images import NEEDS_ROOT, TAG_UNKNOWN
from postrender.pods import Container, Pod

ID = "identity"
SAFETY = MAY_BREAK

PROFILES = "the profile's"
PROXIES = (1337, 2102)
"""The users of the sidecars of Istio and Linkerd (istio.io, "Application Requirements"; linkerd.io, "Proxy
Configuration")."""
CHOSEN, IMAGE, ROOT, OPEN = "chosen", "image", "root", "open"
"""A user that is not 0; `runAsNonRoot: true` alone; an explicit root; nothing said."""


class Ids(NamedTuple):
    """Ids to run as, where they come from, and why they may be wrong."""

    user: int
    group: int | None
    source: str
    doubt: str = ""


def check(pod: Pod, rules: Rules) -> Iterator[Setting | Finding]:
    """Yield the ids that are missing, and those that stand in for root."""
    if pod.is_windows or rules.host:
        return
    choices = {container.tokens: _choice(pod, container, rules) for container in pod.containers}
    free = [container for container in pod.containers if not rules.exemption(container)]
    wanting = [
        c for c in free if choices[c.tokens] == OPEN or (choices[c.tokens] == ROOT and rules.overrides)
    ]
    siblings, kept = _ids_of_siblings(pod), pod.security.get("runAsGroup")
    if wanting == pod.containers and _is_free(pod):
        main = next((c for c in pod.containers if c.kind == "containers"), None)
        yield from _for_pod(pod, rules, _ids(main, rules, siblings))
    elif pod.security.get("runAsUser") == 0 and rules.overrides:
        yield from _instead_of_root(pod, rules, siblings)
    for container in wanting:
        ids = _ids(container, rules, siblings)
        if kept is not None:
            ids = ids._replace(group=None)
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
    if non_root is True:
        facts = rules.facts(container)
        never_starts = facts is not None and facts.default_user and not facts.numeric_user
        return OPEN if never_starts else IMAGE
    return ROOT if non_root is False else OPEN


def _ids_of_siblings(pod: Pod) -> Ids | None:
    """The ids that the chart gave to the pod, or to containers of it if they are the same for all.

    Those of a service mesh's proxy are its own: what runs as that user is not sent through the proxy.
    """
    if user := pod.security.get("runAsUser"):
        return Ids(user, pod.security.get("runAsGroup"), "as the pod's other containers")
    chosen = {
        (user, pod.effective(container, "runAsGroup"))
        for container in pod.containers
        if (user := pod.effective(container, "runAsUser")) and user not in PROXIES
    }
    return Ids(*chosen.pop(), "as the pod's other containers") if len(chosen) == 1 else None


def _ids(container: Container | None, rules: Rules, siblings: Ids | None) -> Ids:
    """The ids for a container; None is one that an operator adds."""
    facts, identity = rules.facts(container) if container else None, rules.profile.identity
    if facts is not None and facts.user is not None:
        doubt = "the facts about its image are uncertain" if facts.confidence == "low" else ""
        return Ids(facts.user, facts.group, f"known for {facts.pattern}", doubt)
    if facts is not None and facts.no_ids == NEEDS_ROOT:
        doubt = f"{facts.pattern} is known to need root, which it may have with hostUsers: false"
    elif facts is not None and facts.no_ids == TAG_UNKNOWN:
        doubt = f"the ids of {facts.pattern} depend on the tag, and a digest alone does not tell it"
    else:
        doubt = "whom its image is made to run as is not known"
    if siblings is not None:
        return siblings._replace(doubt=doubt)
    return Ids(identity.user, identity.group, PROFILES, doubt)


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
        ids = siblings or _ids(pod.containers[0], rules, None) if pod.containers else None
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


def _doubts(pod: Pod, container: Container, rules: Rules, ids: Ids, choice: str) -> Iterator[Doubt]:
    remedy = rules.remedy(container, "run-as-non-root")
    if choice == ROOT:
        yield Doubt("the chart asks for root", remedy)
    if ids.doubt:
        yield Doubt(ids.doubt, remedy)
    yield from troubles(pod, container, rules, ids.user)
