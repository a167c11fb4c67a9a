"""The diff says exactly what was changed, each place with a reason, and nothing secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postrender.reports import diff
from postrender.reports.changes import Hunk
from postrender.reports.style import Style
from tests.reports.support import INPUT, reported

CORPUS = ("bitnami-discourse", "prom-prometheus", "bitnami-argo-cd", "bitnami-cilium", "argo-argo-workflows")
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
spec:
  containers:
    - name: c
      image: x
{rest}"""


def hunks_of(text: str) -> list[Hunk]:
    return list(reported(text, {})[0].hunks)


def patched(text: str, hunks: list[Hunk]) -> str:
    """The text with the hunks applied, each where it says that it stands."""
    lines, position, out = text.split("\n"), 0, list[str]()
    for hunk in hunks:
        start = hunk.line - 1
        out += lines[position:start]
        position = start
        for line in hunk.lines:
            if line.sign != "+":
                assert (line.number, line.text) == (position + 1, lines[position])
                position += 1
            if line.sign != "-":
                out.append(line.text)
                assert line.sign == " " or line.number == len(out)
    return "\n".join([*out, *lines[position:]])


@pytest.mark.parametrize("chart", CORPUS)
def test_applied_to_the_input_it_gives_the_output(shared: Path, chart: str) -> None:
    text = (shared / f"corpus/charts/{chart}.yaml").read_text(encoding="utf-8")
    report, hardened = reported(text, {})
    assert report.hunks
    assert patched(text, list(report.hunks)) == hardened


@pytest.mark.parametrize("chart", CORPUS)
def test_each_hunk_has_a_reason_and_each_change_a_line(shared: Path, chart: str) -> None:
    report, _ = reported((shared / f"corpus/charts/{chart}.yaml").read_text(encoding="utf-8"), {})
    reasons = [[placed for line in hunk.lines for placed in line.reasons] for hunk in report.hunks]
    assert all(reasons)
    shown = {placed for group in reasons for placed in group}
    made = {p for p in report.outcome.findings if p.finding.level in ("change", "may-break")}
    assert made - shown == set()


SECURITY = st.sampled_from(
    [
        "",
        "      securityContext: {}\n",
        "      securityContext: {runAsUser: 0}\n",
        "      securityContext:\n        readOnlyRootFilesystem: false # why?\n",
        "      securityContext:\n        capabilities:\n          drop: []\n"
        "          add:\n          - CHOWN\n",
        "      volumeMounts: []\n",
        "  volumes: []\n",
        "  securityContext:\n    runAsUser: 0\n",
    ]
)


@given(st.lists(st.tuples(st.sampled_from("abc"), SECURITY), min_size=1, max_size=4))
def test_pods_of_many_shapes(pods: list[tuple[str, str]]) -> None:
    text = "---\n".join(POD.format(name=name, rest=rest) for name, rest in pods)
    report, hardened = reported(text, {})
    assert patched(text, list(report.hunks)) == hardened


def test_an_object_in_a_list_is_named_and_its_lines_have_reasons() -> None:
    report, _ = reported(INPUT)
    (job,) = (hunk for hunk in report.hunks if hunk.subject.kind == "Job")
    read_only = next(line for line in job.lines if "readOnlyRootFilesystem" in line.text)
    assert [placed.finding.rule for placed in read_only.reasons] == ["read-only-root"]


def test_what_is_taken_away_has_a_reason() -> None:
    pod = POD.format(name="p", rest="      securityContext:\n        capabilities:\n          add: [CHOWN]\n")
    gone = next(line for hunk in hunks_of(pod) for line in hunk.lines if "CHOWN" in line.text)
    assert (gone.sign, [placed.finding.rule for placed in gone.reasons]) == ("-", ["drop-capabilities"])


VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=4
).filter(lambda value: value.strip() == value and value not in INPUT and not value.isdecimal())


@given(VALUES)
def test_a_value_is_never_shown(value: str) -> None:
    value = f"Qx{value}xQ"
    text = INPUT.replace("sidecar-${ENVIRONMENT}", "sidecar")
    report, hardened = reported(text, {"NAMESPACE": "shop", "LOG_LEVEL": value, "ENVIRONMENT": value})
    assert "Qx" in hardened
    assert "Qx" not in diff.render(report.hunks)
    assert any(line.masked for hunk in report.hunks for line in hunk.lines)


def test_a_value_with_line_breaks_is_hidden_too() -> None:
    text = (
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata:\n  a: |\n    x ${LOG_LEVEL} y\n  b: z\n"
    )
    report, hardened = reported(text, {"LOG_LEVEL": "hunter7\nhunter8"})
    assert "hunter8" in hardened
    assert "hunter" not in diff.render(report.hunks)


@pytest.mark.parametrize(
    "separator", ["---\n", "---#x: {\n", "---\xa0\n", "---\r\r\n", "---\n\ufeff", "---\v\n"]
)
def test_what_separates_documents_is_none_of_theirs(separator: str) -> None:
    text = POD.format(name="a", rest="") + separator + POD.format(name="b", rest="")
    report, hardened = reported(text, {})
    assert patched(text, list(report.hunks)) == hardened


def test_no_change_is_no_diff() -> None:
    _, hardened = reported(INPUT)
    again, _ = reported(hardened)
    assert diff.render(again.hunks) == ""


def test_a_narrow_terminal_gets_the_reason_above_its_line() -> None:
    text = diff.render(hunks_of(POD.format(name="p", rest="")), Style(60))
    lines = text.split("\n")
    at = next(index for index, each in enumerate(lines) if "readOnlyRootFilesystem" in each)
    assert lines[at] == "+        readOnlyRootFilesystem: true"
    assert "may break: made the root" in " ".join(each.strip() for each in lines[at - 3 : at])
    assert max(len(each) for each in text.split("\n") if each.lstrip().startswith("#")) <= 60


SECRETS = {
    "block": "stringData:\n  a: hunter1\n  level: ${LOG_LEVEL}\n  b: hunter2\n",
    "literal": "stringData:\n  a: |\n    hunter1:\n    key: hunter2\n    ${LOG_LEVEL}\n    hunter3: |\n",
    "folded": "stringData:\n  a: >-\n    hunter1\n    x: ${LOG_LEVEL}\n    hunter2\n",
    "quoted": 'stringData:\n  a: "hunter1: x\n    hunter2: ${LOG_LEVEL}\n    hunter3: y"\n',
    "flow": "stringData: {a: hunter1, level: '${LOG_LEVEL}',\n  b: hunter2, c: 'hunter3'}\n",
    "comment": "stringData:\n  # hunter1: x\n  level: ${LOG_LEVEL} # hunter2\n",
    "anchors": "stringData:\n  a: &a hunter1\n  level: ${LOG_LEVEL}\n  b: *a\n",
    "list": "stringData:\n  level: ${LOG_LEVEL}\nodd:\n- hunter1\n- - hunter2\n",
    "json": '"stringData":\n  {"a": "hunter1",\n   "level": "${LOG_LEVEL}",\n   "b": "hunter2"}\n',
    "key": "stringData:\n  ${LOG_LEVEL}: hunter1\n  b: hunter2\n",
    "other breaks": "# \x85# \u2028# \nstringData:\n  aaaaaaaaaaaa: x\n  level: ${LOG_LEVEL}\n  c: hunter2\n",
    "breaks": "stringData:\r\n  a: hunter1\r\n  level: ${LOG_LEVEL}\r\n  b: hunter2\r\n",
}


@pytest.mark.parametrize("wrapped", [False, True], ids=["alone", "in a list"])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_nothing_of_a_secret_is_shown_however_it_is_written(secret: str, wrapped: bool) -> None:
    text = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n{secret}"
    if wrapped:
        indented = text.replace("\n", "\n  ").rstrip(" ")
        text = f"apiVersion: v1\nkind: List\nitems:\n- {indented}- {{apiVersion: v1, kind: Event}}\n"
    report, hardened = reported(text, {"LOG_LEVEL": "hunter9"})
    assert "hunter9" in hardened
    shown = diff.render(report.hunks)
    assert shown
    assert "hunter" not in shown
