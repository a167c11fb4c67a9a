"""Profiles: what kharden does, as one document that users write, extend and review."""

from postrender.profile.builtin import builtin
from postrender.profile.model import (
    GUARDRAILS,
    MODES,
    Default,
    Entry,
    Exemption,
    Identity,
    Patch,
    Profile,
    WritablePath,
)
from postrender.profile.target import ObjectIdentity, Target, identify

__all__ = [
    "GUARDRAILS",
    "MODES",
    "Default",
    "Entry",
    "Exemption",
    "Identity",
    "ObjectIdentity",
    "Patch",
    "Profile",
    "Target",
    "WritablePath",
    "builtin",
    "identify",
]
