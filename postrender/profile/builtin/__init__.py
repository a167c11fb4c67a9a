"""The built-in profiles: `restricted`, `baseline` and `openshift`, each in versions that never change.

They are the YAML files beside this module, compiled into `data.py`: a run without a profile parses nothing.
"""

from __future__ import annotations

from postrender.profile.builtin.data import PROFILES
from postrender.profile.layers import Layer, layer, profile
from postrender.profile.model import Profile

KNOWN = tuple(PROFILES)
"""Names with versions, the oldest version first."""


def resolve(name: str) -> str:
    """The name with its version, the newest where it has none; KeyError where there is no such profile."""
    if name in PROFILES:
        return name
    versions = [known for known in KNOWN if known.startswith(f"{name}@")]
    if not versions:
        raise KeyError(name)
    return versions[-1]


def meant(name: str) -> str:
    """The built-in profile, without version, that was probably meant by a name; "" where none was."""
    from postrender.profile.problem import likely  # only mistakes need it

    return "" if "@" in name else likely(name, [each.partition("@")[0] for each in KNOWN])


def builtin_layer(name: str) -> Layer:
    """The layer of a built-in profile; its entries have the profile's name for a source."""
    return layer(PROFILES[name], lambda _pointer: name)


def builtin(name: str) -> Profile:
    """A built-in profile, as in `restricted` (its newest version) or `restricted@1`; KeyError."""
    name = resolve(name)
    return profile(name, (), builtin_layer(name))
