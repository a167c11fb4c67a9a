"""Every check, and which of them make up a level at a version."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from postrender.standards.checks import (
    allow_privilege_escalation,
    app_armor_profile,
    capabilities_baseline,
    capabilities_restricted,
    host_namespaces,
    host_path_volumes,
    host_ports,
    host_probes,
    privileged,
    proc_mount,
    proc_mount_restricted,
    restricted_volumes,
    run_as_non_root,
    run_as_user,
    seccomp_profile_baseline,
    seccomp_profile_restricted,
    selinux_options,
    sysctls,
    windows_host_process,
)
from postrender.standards.model import Check, Revision
from postrender.standards.policy import BASELINE, NEWEST, RESTRICTED


def validated(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks, sorted as their violations are listed: the baseline first, within a level by ID.

    Raises:
        ValueError: two of one ID; a level that has no checks; revisions missing, out of order or newer than
            NEWEST; an override that is not of a baseline check by a restricted one.
    """
    levels = {check.id: check.level for check in checks}
    if len(levels) < len(checks):
        raise ValueError("two checks have one ID")
    for check in checks:
        if check.level not in (BASELINE, RESTRICTED):
            raise ValueError(f"{check.id}: no check belongs to level {check.level!r}")
        minors = [revision.minor for revision in check.revisions]
        if not minors or minors != sorted(set(minors)) or minors[0] < 0 or minors[-1] > NEWEST:
            raise ValueError(f"{check.id}: revisions must ascend from 0 to at most {NEWEST}, not {minors}")
        for overridden in (revision.overrides for revision in check.revisions if revision.overrides):
            if (check.level, levels.get(overridden)) != (RESTRICTED, BASELINE):
                raise ValueError(
                    f"{check.id}: only a restricted check can override, and only one of baseline"
                )
    return tuple(sorted(checks, key=lambda check: (check.level, check.id)))


CHECKS = validated(
    [
        allow_privilege_escalation.CHECK,
        app_armor_profile.CHECK,
        capabilities_baseline.CHECK,
        capabilities_restricted.CHECK,
        host_namespaces.CHECK,
        host_path_volumes.CHECK,
        host_ports.CHECK,
        host_probes.CHECK,
        privileged.CHECK,
        proc_mount.CHECK,
        proc_mount_restricted.CHECK,
        restricted_volumes.CHECK,
        run_as_non_root.CHECK,
        run_as_user.CHECK,
        seccomp_profile_baseline.CHECK,
        seccomp_profile_restricted.CHECK,
        selinux_options.CHECK,
        sysctls.CHECK,
        windows_host_process.CHECK,
    ]
)


@cache
def rules(level: str, minor: int) -> tuple[tuple[str, Revision], ...]:
    """The checks' IDs and revisions that make up a level at a version, in the order of their violations."""
    levels = {BASELINE: (BASELINE,), RESTRICTED: (BASELINE, RESTRICTED)}.get(level, ())
    found = [
        (check.id, revision)
        for check in CHECKS
        if check.level in levels and (revision := _at(check, minor)) is not None
    ]
    overridden = {revision.overrides for _, revision in found}
    return tuple((check_id, revision) for check_id, revision in found if check_id not in overridden)


def _at(check: Check, minor: int) -> Revision | None:
    return next((revision for revision in reversed(check.revisions) if revision.minor <= minor), None)
