"""The user's own RFC 6902 patches, from the profile.

They come before the guardrails: what a patch brings in is hardened like anything else. Whoever wants less
than the baseline writes an exemption, with a reason.
"""

from collections.abc import Iterator

from postrender.finding import Finding
from postrender.guardrails import Change
from postrender.profile import ObjectIdentity, Profile


def own_patches(identity: ObjectIdentity, profile: Profile) -> Iterator[Change]:
    """The operations of the patches that concern an object, in the profile's order."""
    if profile.overall_mode(identity.namespace) in ("off", "report"):
        return
    for patch in profile.patches:
        if patch.concerns(identity):
            for operation in patch.operations:
                message = f"{operation['op']} by a patch of the profile ({patch.source})"
                yield Change(
                    dict(operation), Finding("patches", "change", message, pointer=str(operation["path"]))
                )
