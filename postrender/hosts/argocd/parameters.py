"""The plugin's parameters: what an Application may set under `spec.source.plugin.parameters`.

Argo CD sends those that are set, as JSON in `ARGOCD_APP_PARAMETERS`; the defaults that plugin.yaml announces
are for its user interface only and never arrive. Every value is a string, a list or a map of strings.
"""

import difflib
import json
from typing import Any, NamedTuple

from postrender.hosts.argocd.process import RenderError


class Parameter(NamedTuple):
    """One parameter: which `kind` of value it takes, and the only `source` it is for ("": any)."""

    name: str
    kind: str = "string"
    source: str = ""


PARAMETERS = (
    Parameter("namespace"),
    Parameter("profile"),
    Parameter("mode"),
    Parameter("strict"),
    Parameter("allow-empty"),
    Parameter("release-name", source="helm"),
    Parameter("values-files", "array", "helm"),
    Parameter("ignore-missing-values-files", source="helm"),
    Parameter("values", source="helm"),
    Parameter("helm-parameters", "map", "helm"),
    Parameter("helm-string-parameters", "map", "helm"),
    Parameter("skip-crds", source="helm"),
    Parameter("skip-tests", source="helm"),
    Parameter("skip-schema-validation", source="helm"),
    Parameter("kustomize-images", "array", "kustomize"),
    Parameter("kustomize-replicas", "array", "kustomize"),
    Parameter("kustomize-name-prefix", source="kustomize"),
    Parameter("kustomize-name-suffix", source="kustomize"),
    Parameter("recurse", source="directory"),
)
"""What plugins/argocd/plugin.yaml announces, in its order."""

BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


class Parameters:
    """The parameters that an Application sets; the others have an empty value.

    `set_by_user` maps names to values: a string, a list of strings or a dict of strings.
    """

    __slots__ = ("_values",)

    def __init__(self, set_by_user: dict[str, Any]) -> None:
        self._values = set_by_user

    @classmethod
    def read(cls, text: str) -> "Parameters":
        """From the JSON of `ARGOCD_APP_PARAMETERS` ("" where there is none). Raises RenderError."""
        try:
            entries = json.loads(text or "null") or []
            named = [(entry["name"], entry) for entry in entries]
        except (ValueError, TypeError, KeyError) as error:
            raise RenderError(
                "ARGOCD_APP_PARAMETERS is not what Argo CD sends: a list of parameters"
            ) from error
        if "\\u0000" in json.dumps(entries):
            raise RenderError("a parameter holds a NUL character")
        return cls({name: _value(_known(name), entry) for name, entry in named})

    def text(self, name: str) -> str:
        """A string parameter."""
        value: str = self._values.get(name, "")
        return value

    def items(self, name: str) -> list[str]:
        """An array parameter."""
        value: list[str] = self._values.get(name, [])
        return value

    def pairs(self, name: str) -> dict[str, str]:
        """A map parameter."""
        value: dict[str, str] = self._values.get(name, {})
        return value

    def flag(self, name: str) -> bool:
        """A string parameter that is `true` or `false`, the default. Raises RenderError at any other."""
        value = self.text(name)
        if value not in ("", "true", "false"):
            raise RenderError(f"parameter {name} is true or false, not {value!r}")
        return value == "true"

    def check_for(self, source: str) -> None:
        """Raise RenderError where a parameter is set that a source of this kind does not have."""
        for name, value in self._values.items():
            needs = BY_NAME[name].source
            if value and needs not in ("", source):
                raise RenderError(
                    f"parameter {name} is for a source of kind {needs}, and this one is {source}"
                )


def _known(name: str) -> Parameter:
    if name in BY_NAME:
        return BY_NAME[name]
    near = difflib.get_close_matches(name, BY_NAME, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BY_NAME)}"
    raise RenderError(f"unknown parameter {name!r}: {hint}")


def _value(parameter: Parameter, entry: dict[str, Any]) -> Any:
    if parameter.kind not in entry:
        raise RenderError(f"parameter {parameter.name} takes a value under {parameter.kind}:")
    return entry[parameter.kind]
