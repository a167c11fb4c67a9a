"""What an Application may set, as Argo CD sends it."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from postrender.hosts.argocd.parameters import PARAMETERS, Parameters
from postrender.hosts.argocd.process import RenderError

PLUGIN = Path(__file__).parents[3] / "plugins/argocd/plugin.yaml"


@pytest.mark.parametrize("text", ["", "null", "[]"])
def test_no_parameters(text: str) -> None:
    parameters = Parameters.read(text)
    assert parameters.text("profile") == ""
    assert parameters.items("values-files") == []
    assert parameters.pairs("helm-parameters") == {}
    assert not parameters.flag("skip-crds")


def test_each_kind_of_value() -> None:
    parameters = Parameters.read(
        json.dumps(
            [
                {"name": "release-name", "string": "web"},
                {"name": "values-files", "array": ["a.yaml", "b.yaml"]},
                {"name": "helm-parameters", "map": {"image.tag": "1"}},
                {"name": "skip-crds", "string": "true"},
            ]
        )
    )
    assert parameters.text("release-name") == "web"
    assert parameters.items("values-files") == ["a.yaml", "b.yaml"]
    assert parameters.pairs("helm-parameters") == {"image.tag": "1"}
    assert parameters.flag("skip-crds")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"name": "value-files", "array": []}]', "did you mean values-files?"),
        ('[{"name": "zzz", "string": ""}]', "unknown parameter 'zzz': there are namespace, profile,"),
        ('[{"name": "values-files", "string": "a.yaml"}]', "values-files takes a value under array:"),
        (r'[{"name": "profile", "string": "a\u0000b"}]', "NUL"),
        ("{", "not what Argo CD sends"),
        ('{"profile": "x"}', "not what Argo CD sends"),
        ("[1]", "not what Argo CD sends"),
        ('[{"string": "x"}]', "not what Argo CD sends"),
    ],
)
def test_what_argo_cd_would_not_send_is_refused(text: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        Parameters.read(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("value", ["True", "yes", "1"])
def test_a_flag_is_true_or_false(value: str) -> None:
    with pytest.raises(RenderError, match="parameter recurse is true or false, not"):
        Parameters({"recurse": value}).flag("recurse")


def announced() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe").load(PLUGIN)["spec"]["parameters"]["static"]
    return found


def test_the_plugin_announces_exactly_these() -> None:
    assert [(entry["name"], entry.get("collectionType", "string")) for entry in announced()] == [
        (parameter.name, parameter.kind) for parameter in PARAMETERS
    ]
    assert all(entry["title"] and entry["tooltip"] for entry in announced())


def test_announced_defaults_are_what_happens_without_them() -> None:
    """Argo CD shows the defaults and sends none of them: "false" is the only one that says something."""
    assert {entry.get("string", "false") for entry in announced()} == {"false"}
    assert not any(entry.get("array") or entry.get("map") for entry in announced())
