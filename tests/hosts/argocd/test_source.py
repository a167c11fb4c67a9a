"""What stands in an Application's folder, and how far its files may reach."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from postrender.hosts.argocd import directory, source
from postrender.hosts.argocd.application import Application
from postrender.hosts.argocd.process import RenderError

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"


def application(folder: Path, path: str = "", **parameters: str) -> Application:
    sent: list[dict[str, Any]] = [{"name": name, "string": value} for name, value in parameters.items()]
    environ = {"ARGOCD_APP_SOURCE_PATH": path, "ARGOCD_APP_PARAMETERS": json.dumps(sent)}
    return Application(environ, folder)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def rendered(folder: Path, **parameters: str) -> str:
    out = io.BytesIO()
    assert source.render(application(folder, **parameters), folder, {}, out) == ""
    return out.getvalue().decode()


@pytest.mark.parametrize(
    ("environ", "name", "namespace"),
    [
        ({"ARGOCD_APP_NAME": "web", "ARGOCD_APP_NAMESPACE": "shop"}, "web", "shop"),
        ({"ARGOCD_APP_NAME": "team-a_web", "ARGOCD_APP_NAMESPACE": "shop"}, "web", "shop"),
        ({"ARGOCD_APP_PARAMETERS": '[{"name": "namespace", "string": "blue"}]'}, "", "blue"),
        ({}, "", ""),
    ],
)
def test_name_and_namespace(tmp_path: Path, environ: dict[str, str], name: str, namespace: str) -> None:
    read = Application(environ, tmp_path)
    assert (read.name, read.namespace) == (name, namespace)


@pytest.mark.parametrize(
    ("directory", "path", "root"),
    [
        ("repo/apps/web", "apps/web", "repo"),
        ("repo/apps/web", "./apps/web/", "repo"),
        ("repo", ".", "repo"),
        ("repo", "", "repo"),
        ("sent/web", "apps/web", "sent"),  # a part of the repository: manifest-generate-paths
        ("sent/web", "apps/other", "sent/web"),
    ],
)
def test_the_bounds_of_the_repository(tmp_path: Path, directory: str, path: str, root: str) -> None:
    (tmp_path / directory).mkdir(parents=True)
    assert application(tmp_path / directory, path).root == (tmp_path / root).resolve()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("values.yaml", "repo/apps/web/values.yaml"),
        ("../../shared/values.yaml", "repo/shared/values.yaml"),
        ("/shared/values.yaml", "repo/shared/values.yaml"),
        ("inner", "repo/shared/values.yaml"),
        ("../../../secret", None),
        ("../../../repo-2/values.yaml", None),
        ("/../secret", None),
        ("outer", None),
        ("outer-folder/secret", None),
    ],
)
def test_files_lie_in_the_repository(tmp_path: Path, name: str, found: str | None) -> None:
    for file in ("repo/apps/web/values.yaml", "repo/shared/values.yaml", "secret", "repo-2/values.yaml"):
        write(tmp_path, {file: ""})
    web = tmp_path / "repo/apps/web"
    for link, target in (
        ("inner", "../../shared/values.yaml"),
        ("outer", "../../../secret"),
        ("outer-folder", tmp_path),
    ):
        (web / link).symlink_to(target)
    if found:
        assert application(web, "apps/web").file(name) == (tmp_path / found).resolve()
    else:
        with pytest.raises(RenderError, match="leads outside of the repository"):
            application(web, "apps/web").file(name)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (["Chart.yaml"], "helm"),
        (["kustomization.yaml"], "kustomize"),
        (["kustomization.yml"], "kustomize"),
        (["Kustomization"], "kustomize"),
        (["Chart.yaml", "kustomization.yaml"], "kustomize"),
        (["map.yaml"], "directory"),
        (["map.json", "notes.txt"], "directory"),
        (["below/map.yaml"], ""),
        (["below/Chart.yaml"], ""),
        (["notes.txt"], ""),
        ([], ""),
    ],
)
def test_kinds_of_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], kind: str
) -> None:
    for program in ("helm", "kustomize"):
        (tmp_path / "bin" / program).parent.mkdir(exist_ok=True)
        (tmp_path / "bin" / program).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    repository = tmp_path / "repo"
    repository.mkdir()
    assert source.kind(application(write(repository, dict.fromkeys(files, CONFIG_MAP)))) == kind


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("Chart.yaml", "this source needs helm, which is not on PATH"),
        ("kustomization.yaml", "this source needs kustomize, which is not on PATH"),
        ("app.jsonnet", "app.jsonnet is Jsonnet, which kharden does not render"),
    ],
)
def test_what_cannot_be_rendered_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, message: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RenderError) as caught:
        source.kind(application(write(tmp_path, {file: "", "map.yaml": CONFIG_MAP})))
    assert str(caught.value) == message


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    files = {
        "b.yaml": CONFIG_MAP.format("b"),
        "a.json": '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
        "c.yml": "---\n" + CONFIG_MAP.format("c1") + "--- # more\n" + CONFIG_MAP.format("c2").rstrip(),
        "values.yaml": "replicas: 3\n",
        "README.md": "apiVersion, kind",
        "skipped.yaml": "# +argocd:skip-file-rendering\n" + CONFIG_MAP.format("skipped"),
        "below/d.yaml": CONFIG_MAP.format("d"),
    }
    write(tmp_path, files)
    top = (
        f"---\n# Source: a.json\n{files['a.json']}\n"
        f"---\n# Source: b.yaml\n{files['b.yaml']}"
    )  # fmt: skip
    below = f"---\n# Source: below/d.yaml\n{files['below/d.yaml']}"
    last = (
        f"---\n# Source: c.yml\n{CONFIG_MAP.format('c1')}"
        f"--- # more\n# Source: c.yml\n{CONFIG_MAP.format('c2')}"
    )  # fmt: skip
    assert rendered(tmp_path) == top + last
    assert rendered(tmp_path, recurse="true") == top + below + last


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\/", "/"),
        (r"\ud83d\uDE00", "😀"),
        (r"\\/ \\ud83d \n \u0041", r"\\/ \\ud83d \n \u0041"),
        (r"\ud83d", r"\ud83d"),
    ],
)
def test_json_is_written_as_yaml_reads_it(tmp_path: Path, written: str, read: str) -> None:
    text = '{"apiVersion": "v1", "kind": "A", "a": "%s"}\n'
    write(tmp_path, {"a.json": text % written})
    assert rendered(tmp_path) == f"---\n# Source: a.json\n{text % read}"


def test_what_begins_like_json_and_is_none_stays(tmp_path: Path) -> None:
    text = "{apiVersion: v1, kind: A, a: '\\/'}\n"
    write(tmp_path, {"a.yaml": text})
    assert rendered(tmp_path) == f"---\n# Source: a.yaml\n{text}"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfapiVersion: v1\nkind: A\n", "---\n# Source: a.yaml\napiVersion: v1\nkind: A\n"),
        (b"apiVersion: v1\r\nkind: A", "---\n# Source: a.yaml\napiVersion: v1\r\nkind: A\n"),
        (b"---apiVersion: v1\nkind: A\n", "---\n# Source: a.yaml\n---apiVersion: v1\nkind: A\n"),
        (b"apiVersion: v1\nkind: |\n  ---\n", "---\n# Source: a.yaml\napiVersion: v1\nkind: |\n  ---\n"),
    ],
)
def test_bytes_of_a_file_are_kept(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    assert rendered(tmp_path) == text


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc/hostname", "'a.yaml' leads outside of the repository"),
        ("gone.yaml", "a.yaml is neither a file nor a link to one"),
        (".", "a.yaml is neither a file nor a link to one"),
    ],
)
def test_links_stay_inside_and_lead_to_files(tmp_path: Path, target: str, message: str) -> None:
    (tmp_path / "a.yaml").symlink_to(target)
    with pytest.raises(RenderError) as caught:
        list(directory.files(application(tmp_path)))
    assert str(caught.value) == message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(RenderError, match=r"a\.yaml is neither a file"):
        rendered(tmp_path)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"kind: \xff")
    with pytest.raises(RenderError, match=r"a\.yaml is not UTF-8"):
        rendered(tmp_path)


def test_a_parameter_of_another_kind_of_source_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": CONFIG_MAP})
    with pytest.raises(
        RenderError, match="parameter skip-crds is for a source of kind helm, and this one is directory"
    ):
        rendered(tmp_path, **{"skip-crds": "true"})
