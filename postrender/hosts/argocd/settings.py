"""kharden's own settings for an Application: whose word counts.

Argo CD hands an Application's `plugin.env` over as `ARGOCD_ENV_<NAME>`: values of variables, and settings of
kharden, which the parameters of the same name set too. What the sidecar's environment sets is the
administrator's and stays. An Application has no say in settings that are not named here: a log file, for one,
is a file of the sidecar.
"""

from collections.abc import Mapping

from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError
from postrender.profile.builtin import KNOWN

PREFIX = "ARGOCD_ENV_"

SETTINGS = {
    "profile": "KHARDEN_PROFILE",
    "mode": "KHARDEN_MODE",
    "strict": "KHARDEN_STRICT",
    "allow-empty": "KHARDEN_ALLOW_EMPTY",
}
"""Parameters, and the settings that they and an Application's environment may set."""


def environment(application: Application, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment to read kharden's settings and the values of variables from. Raises RenderError.

    The namespace is the one that the Application is deployed to, and never the sidecar's own.
    """
    asked = {name.removeprefix(PREFIX): value for name, value in environ.items() if name.startswith(PREFIX)}
    for parameter, variable in SETTINGS.items():
        if application.parameters.text(parameter):
            asked[variable] = application.parameters.text(parameter)
    for variable, value in asked.items():
        if variable.startswith("KHARDEN_"):
            _check(variable, value, environ)
    if asked.get("KHARDEN_PROFILE"):
        asked["KHARDEN_PROFILE"] = _profile(application, asked["KHARDEN_PROFILE"])
    found = {name: value for name, value in environ.items() if name != "NAMESPACE"}
    if application.namespace:
        found["KHARDEN_NAMESPACE"] = application.namespace
    return {**found, **asked}


def _check(variable: str, value: str, environ: Mapping[str, str]) -> None:
    if variable not in SETTINGS.values():
        raise RenderError(f"{variable} is not for an Application to set, only {', '.join(SETTINGS.values())}")
    if environ.get(variable, value) != value:
        raise RenderError(
            f"{variable} is set by the administrator of this Argo CD: an Application cannot change it"
        )


def _profile(application: Application, name: str) -> str:
    """A built-in profile's name, or the absolute path of a file in the repository."""
    if name.partition("@")[0] in {known.partition("@")[0] for known in KNOWN}:
        return name
    path = application.file(name)
    if not path.is_file():
        raise RenderError(
            f"profile {name!r} is neither built in ({', '.join(KNOWN)}) nor a file of the repository"
        )
    return str(path)
