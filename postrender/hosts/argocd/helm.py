"""Render a Helm chart as Argo CD itself does, with the `helm` on PATH (3 or 4).

As there, the release's name is the Application's, `crds/` is included, and dependencies are built where the
chart lacks them. Upstream: util/helm/cmd.go of argoproj/argo-cd.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RendererFailedError, RenderError, run

MISSING_DEPENDENCY = re.compile(r"found in (?:Chart|requirements)\.yaml, but missing in charts")
"""How `helm template` says that dependencies have to be built first."""

FLAGS = ("skip-tests", "skip-schema-validation")
"""Parameters that are Helm's options of the same name."""


def render(application: Application, home: Path, environment: Mapping[str, str], manifests: IO[bytes]) -> str:
    """Write what `helm template` makes of the Application's chart, return its warnings. Raises RenderError.

    Missing dependencies are written to the chart's `charts/`, as `helm dependency build` does.
    """
    command = template_command(application, home)
    try:
        return run(command, application.directory, environment, manifests)
    except RendererFailedError as error:
        if not MISSING_DEPENDENCY.search(error.stderr):
            raise
    _build_dependencies(application.directory, environment)
    manifests.seek(0)
    manifests.truncate()
    return run(command, application.directory, environment, manifests)


def template_command(application: Application, home: Path) -> list[str]:
    """The `helm template` command; inline values are written to a file in `home`. Raises RenderError.

    What users choose stands behind "=" or "--", so that none of it is an option. The name is an argument and
    not `--name-template`, which is a template with access to the environment.
    """
    parameters = application.parameters
    name = parameters.text("release-name") or application.name
    if not name:
        raise RenderError("no release name: neither ARGOCD_APP_NAME nor the parameter release-name is set")
    options = {"namespace": application.namespace, "kube-version": application.kube_version}
    command = ["helm", "template", *(f"--{option}={value}" for option, value in options.items() if value)]
    command += [f"--values={_csv(path)}" for path in _values_files(application, home)]
    for option, parameter in (("set", "helm-parameters"), ("set-string", "helm-string-parameters")):
        command += [f"--{option}={key}={_literal(v)}" for key, v in parameters.pairs(parameter).items()]
    command += [f"--api-versions={version}" for version in application.api_versions]
    command += [f"--{flag}" for flag in FLAGS if parameters.flag(flag)]
    command += [] if parameters.flag("skip-crds") else ["--include-crds"]
    return [*command, "--", name, "."]


def _values_files(application: Application, home: Path) -> Iterator[Path]:
    parameters = application.parameters
    for name in parameters.items("values-files"):
        path = application.file(name)
        if path.is_file():
            yield path
        elif not parameters.flag("ignore-missing-values-files"):
            raise RenderError(f"values file {name!r} does not exist")
    if parameters.text("values"):
        path = home / "values.yaml"
        path.write_text(parameters.text("values"), encoding="utf-8")
        yield path


def _csv(path: Path) -> str:
    """One path for `--values`, which splits at commas as CSV (RFC 4180) does."""
    return '"' + str(path).replace('"', '""') + '"'


def _literal(value: str) -> str:
    r"""A value for `--set`, in which a comma ends the value unless it is `\,` or stands in a list `{a,b}`."""
    if value.startswith("{") and value.endswith("}"):
        return value
    return re.sub(r"(?<!\\),", r"\\,", value)


def _build_dependencies(chart: Path, environment: Mapping[str, str]) -> None:
    """Run `helm dependency build`, which knows a locked repository only once it has been added.

    An administrator's HELM_REPOSITORY_CONFIG, which can hold credentials, is used as it is.
    """
    if "HELM_REPOSITORY_CONFIG" not in environment:
        for number, url in enumerate(_locked_repositories(chart)):
            run(["helm", "repo", "add", "--", f"dependency-{number}", url], chart, environment)
    run(["helm", "dependency", "build"], chart, environment)


def _locked_repositories(chart: Path) -> list[str]:
    """The addresses of chart repositories that the chart's lock names."""
    from postrender.lossless import Document  # only here, so that no other render waits for it

    for name in ("Chart.lock", "requirements.lock"):
        if (chart / name).is_file():
            try:
                lock: Any = Document((chart / name).read_text(encoding="utf-8")).data or {}
            except ValueError as error:
                raise RenderError(f"{name} cannot be read: {error}") from error
            urls = (dependency.get("repository") or "" for dependency in lock.get("dependencies") or ())
            return list(dict.fromkeys(url for url in urls if url.startswith(("https://", "http://"))))
    return []
