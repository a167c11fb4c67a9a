"""The ids to run a container as: those of its image, of its variables, of its siblings, else the profile's.

Siblings share volumes: what an init container writes is usually read by the first container, and some servers
want to own it.
"""

from postrender.guardrails.rules import Rules
from postrender.images import ANYBODY, NEEDS_ROOT, TAG_UNKNOWN
from postrender.images.reference import parse
from postrender.lossless.emit import string
from postrender.pods import Container, Pod
from postrender.record import Record

PROFILES = "from the profile"
PROXIES = (1337, 2102)
"""The users of the sidecars of Istio and Linkerd (istio.io, "Application Requirements"; linkerd.io, "Proxy
Configuration")."""

VARIABLES = (("PUID", "PGID"), ("USERMAP_UID", "USERMAP_GID"), ("USER_UID", "USER_GID"))
"""What tells an image that starts as root whom to become, and so whose its data are (docs.linuxserver.io,
"Understanding PUID and PGID"; docs.paperless-ngx.com, "Configuration"; docs.gitea.com, "Installation with
Docker")."""
DIGITS = 9
"""As many as every id may have that the API server accepts."""


class Ids(Record, kw_only=False):
    """Ids to run as, where they come from, why they may be wrong, and what would tell the right ones."""

    user: int
    group: int | None
    source: str
    doubt: str = ""
    remedy: str = ""
    needs_root: bool = False
    """Whether the image is known to work as root only."""


def ids_of_siblings(pod: Pod, rules: Rules) -> Ids | None:
    """The ids that the chart gave to the pod, or to containers of it if they are the same for all.

    Where it gave none, they are those that the image of the first container is known for. Those of a service
    mesh's proxy are its own: what runs as that user is not sent through the proxy.
    """
    if user := pod.security.get("runAsUser"):
        return Ids(user, pod.security.get("runAsGroup"), "like the pod's other containers")
    chosen = {
        (user, pod.effective(container, "runAsGroup"))
        for container in pod.containers
        if (user := pod.effective(container, "runAsUser")) and user not in PROXIES
    }
    if chosen:
        return Ids(*chosen.pop(), "like the pod's other containers") if len(chosen) == 1 else None
    first = next((rules.facts(c) for c in pod.containers if c.kind == "containers"), None)
    if first is None or first.user is None or first.user in PROXIES:
        return None
    return Ids(first.user, first.group, f"like {first.pattern} in the pod")


def ids_for(container: Container | None, rules: Rules, siblings: Ids | None) -> Ids:
    """The ids for a container; None is one that an operator adds."""
    facts, identity = rules.facts(container) if container else None, rules.profile.identity
    if facts is not None and facts.user is not None:
        doubt = "the facts about its image are uncertain" if facts.confidence == "low" else ""
        return Ids(facts.user, facts.group, f"known for {facts.pattern}", doubt)
    told = _of_variables(container) if container else None
    found = told or siblings or Ids(identity.user, identity.group, PROFILES)
    if facts is not None and facts.no_ids == ANYBODY:
        return found if facts.group is None else found.replace(group=facts.group)
    if facts is not None and facts.no_ids == NEEDS_ROOT:
        doubt = f"{facts.pattern} is known to need root, which it may have with hostUsers: false"
        return found.replace(doubt=doubt, needs_root=True)
    if facts is not None and facts.no_ids == TAG_UNKNOWN:
        doubt = f"the ids of {facts.pattern} depend on the tag, and a digest alone does not tell it"
        return found.replace(doubt=doubt, remedy="the tag before the digest (`:TAG@sha256:...`)")
    if told is not None:
        return told.replace(doubt="its image starts as root to become that user, and may not start otherwise")
    image = parse(container.image) if container else None
    name = string(f"{image.registry}/{image.repository}", flow=True) if image else ""
    remedy = f"images: [{{image: {name}, runAs: {{user: ..., group: ...}}}}]" if name else ""
    return found.replace(doubt="which user its image is made for is not known", remedy=remedy)


def _of_variables(container: Container) -> Ids | None:
    values = container.variables
    for user_name, group_name in VARIABLES:
        user, group = (_number(values.get(name)) for name in (user_name, group_name))
        if user:
            return Ids(user, group, f"from its variable {user_name}")
    return None


def _number(value: object) -> int | None:
    if not isinstance(value, str) or len(value) > DIGITS:
        return None
    return int(value) if value.isascii() and value.isdecimal() else None
