"""Under which public names an image may be known: aliases, and private registries that carry a copy.

Tried in this order, the literal name first:

1. **Alias**: the publisher's other name, or a registry that serves the same content:
   `mirror.gcr.io/library/nginx`.
2. **The path names the registry** that it copies: `reg.corp/x/docker.io/library/nginx`,
   `reg.corp/dockerhub/nginx`.
3. **The path ends in a known image's whole path** of two or more components: `reg.corp/proxy/bitnami/redis`,
   `reg.corp/library/nginx`. That is what `global.imageRegistry` and copying tools make of a public name. An
   image's bare name is not enough: `reg.corp/team/nginx` is the team's own.

Where a registry's paths begin with an owner, rules 2 and 3 skip that: `ghcr.io/grafana/grafana` is what the
owner `grafana` publishes there, maybe another image, while `ghcr.io/acme/grafana/grafana` is acme's copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from postrender.images.data import ALIASES, OWNED, PROXIES
from postrender.images.reference import split_name

_DROPPED = str.maketrans("", "", ".-_")


def origins(registry: str, repository: str, named: Callable[[str], str | None]) -> Iterator[tuple[str, bool]]:
    """Names to look up, best evidence first, each with whether it is sure: rule 3 is a likely guess.

    `named` gives the full name of a known image by its path, for rule 3.
    """
    yield from ((name, True) for name in _aliases(registry, repository))
    path = repository.split("/")
    first = 1 if registry in OWNED else 0
    for index in range(first, len(path) - 1):
        host = _registry_named(path[first : index + 1])
        if host:
            yield from ((name, True) for name in _aliases(*split_name("/".join([host, *path[index + 1 :]]))))
    for index in range(first, len(path) - 1):
        name = named("/".join(path[index:]))
        if name:
            yield name, False


def _aliases(registry: str, repository: str) -> Iterator[str]:
    """The name, then each name that the longest alias of its beginning leads to."""
    name = f"{registry}/{repository}"
    yield name
    beginning = name
    while beginning:
        if beginning in ALIASES:
            name = "/".join(split_name(ALIASES[beginning] + name[len(beginning) :]))
            yield name
            beginning = name
        else:
            beginning = beginning.rpartition("/")[0]


def _registry_named(path: list[str]) -> str:
    """The public registry that the last component of `path`, or the last two, are a name of; else empty."""
    last = path[-1]
    both = "".join(path[-2:])
    proxied = PROXIES.get(last.translate(_DROPPED)) or PROXIES.get(both.translate(_DROPPED))
    return proxied or (last if "." in last else "")
