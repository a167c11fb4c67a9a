"""Whose word counts: the administrator's in the sidecar, the Application's for the rest."""

import json
from pathlib import Path

import pytest

from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError
from postrender.hosts.argocd.settings import environment


def settings(folder: Path, environ: dict[str, str], **parameters: str) -> dict[str, str]:
    sent = [{"name": name.replace("_", "-"), "string": value} for name, value in parameters.items()]
    environ = {**environ, "ARGOCD_APP_PARAMETERS": json.dumps(sent)}
    return environment(Application(environ, folder), environ)


@pytest.mark.parametrize(
    ("environ", "parameters", "name", "value"),
    [
        ({"ARGOCD_ENV_ENVIRONMENT": "test"}, {}, "ENVIRONMENT", "test"),
        ({"ARGOCD_ENV_LOG_LEVEL": "debug", "LOG_LEVEL": "info"}, {}, "LOG_LEVEL", "debug"),
        ({"ARGOCD_APP_NAMESPACE": "blue"}, {}, "KHARDEN_NAMESPACE", "blue"),
        ({"ARGOCD_APP_NAMESPACE": "blue", "KHARDEN_NAMESPACE": "x"}, {}, "KHARDEN_NAMESPACE", "blue"),
        ({"ARGOCD_APP_NAMESPACE": "blue"}, {"namespace": "green"}, "KHARDEN_NAMESPACE", "green"),
        ({"NAMESPACE": "argocd"}, {}, "NAMESPACE", None),
        ({"ARGOCD_ENV_KHARDEN_MODE": "report"}, {}, "KHARDEN_MODE", "report"),
        ({"ARGOCD_ENV_KHARDEN_MODE": "report"}, {"mode": "fill"}, "KHARDEN_MODE", "fill"),
        ({"KHARDEN_MODE": "enforce"}, {"mode": "enforce"}, "KHARDEN_MODE", "enforce"),
        ({"KHARDEN_LOG_FILE": "/var/log/kharden"}, {}, "KHARDEN_LOG_FILE", "/var/log/kharden"),
        ({}, {"allow_empty": "true"}, "KHARDEN_ALLOW_EMPTY", "true"),
        ({}, {"profile": "baseline@1"}, "KHARDEN_PROFILE", "baseline@1"),
    ],
)
def test_what_counts(
    tmp_path: Path, environ: dict[str, str], parameters: dict[str, str], name: str, value: str | None
) -> None:
    assert settings(tmp_path, environ, **parameters).get(name) == value


def test_a_profile_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "kharden.yaml").touch()
    found = settings(tmp_path, {"ARGOCD_ENV_KHARDEN_PROFILE": "kharden.yaml"})
    assert found["KHARDEN_PROFILE"] == str(tmp_path.resolve() / "kharden.yaml")


@pytest.mark.parametrize(
    ("environ", "parameters", "message"),
    [
        (
            {"KHARDEN_MODE": "enforce", "ARGOCD_ENV_KHARDEN_MODE": "off"},
            {},
            "KHARDEN_MODE is set by the administrator",
        ),
        ({"KHARDEN_MODE": ""}, {"mode": "off"}, "KHARDEN_MODE is set by the administrator"),
        (
            {"KHARDEN_PROFILE": "/etc/p.yaml"},
            {"profile": "baseline"},
            "KHARDEN_PROFILE is set by the administrator",
        ),
        (
            {"ARGOCD_ENV_KHARDEN_LOG_FILE": "/var/log/x"},
            {},
            "KHARDEN_LOG_FILE is not for an Application to set",
        ),
        ({}, {"profile": "/etc/passwd"}, "profile '/etc/passwd' is neither built in ("),
        ({}, {"profile": "../p.yaml"}, "'../p.yaml' leads outside of the repository"),
    ],
)
def test_what_an_application_cannot_do(
    tmp_path: Path, environ: dict[str, str], parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(RenderError) as caught:
        settings(tmp_path, environ, **parameters)
    assert message in str(caught.value)
