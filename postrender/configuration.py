"""Settings to a pipeline: the profile that they name, and the values of its variables."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from postrender.admission import Ask
from postrender.pipeline import Pipeline
from postrender.profile import Profile, builtin
from postrender.settings import Settings, SettingsError
from postrender.variables import Variables

if TYPE_CHECKING:
    from postrender.hosts.krm.resource_list import ResourceList


class UsageError(Exception):
    """The call is wrong; the message says how."""


def build_pipeline(
    settings: Settings,
    environment: Mapping[str, str],
    profile_root: str = "",
    listed: ResourceList | None = None,
) -> Pipeline:
    """The pipeline that the settings, or a ResourceList's own profile, ask for. Raises UsageError."""
    config = listed.profile if listed else None
    profile = _read(*config) if config else load_profile(settings.profile, profile_root)
    if settings.mode:
        profile = profile.with_mode(settings.mode)
    names = {*profile.variables.names, *settings.allow}
    known = {"NAMESPACE": settings.namespace} if settings.namespace else {}
    from_environment = {name: environment[name] for name in names if name in environment}
    try:
        # The nearest word counts: an option, the environment, the profile.
        values = {**profile.variables.values, **from_environment, **known, **settings.values()}
        variables = Variables(
            sorted(names), values, settings.allow_missing or profile.variables.allow_missing
        )
    except (SettingsError, ValueError) as error:
        raise UsageError(str(error)) from None
    unknown = sorted(settings.values().keys() - names)
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: not on the list of variables; --allow NAME adds one")
    ask: Ask | None = None
    if settings.ask_cluster:
        from postrender.hosts.cluster import namespace_labels as ask
    return Pipeline(profile, variables, settings.namespace, ask)


def load_profile(name: str, root: str = "") -> Profile:
    """A built-in profile by its name, or one from a file, in `root` if given. Raises UsageError."""
    try:
        return builtin(name)
    except KeyError:
        pass

    def load(path: str) -> str:
        if root:
            # Resolved only here: a pipe (`--profile <(...)`) is behind a link that leads to no path.
            path, folder = os.path.realpath(path), os.path.realpath(root)
            if os.path.commonpath([path, folder]) != folder:
                raise OSError(errno.EACCES, "it lies outside of the repository")
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()

    try:
        return _read(load(name), name, load=load)
    except OSError as error:
        from postrender.profile.builtin import KNOWN, meant

        guess = f"; did you mean {meant(name)!r}?" if meant(name) else ""
        message = f"neither a built-in profile ({', '.join(KNOWN)}) nor a file ({error.strerror}){guess}"
        raise UsageError(f"profile {name}: {message}") from None
    except UnicodeError:
        raise UsageError(f"profile {name}: it is not UTF-8") from None


def _read(text: str, name: str, at: str = "", load: Callable[[str], str] | None = None) -> Profile:
    import datetime

    from postrender.profile.problem import ProfileError
    from postrender.profile.reading import read

    try:
        return read(text, name, today=datetime.date.today(), load=load, at=at)
    except ProfileError as error:
        raise UsageError(str(error)) from None
