"""What users of such tools run into, by the rows of README.md: what becomes of texts and streams."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT
from tests.filtered import filtered, is_hardened
from tests.users.support import HEAD, data, kept, output

BLOCKS = (
    f"{HEAD}  annotations:\n"
    + "    a: |\n      one\n    b: |-\n      none\n    c: |+\n      two\n\n    d: >\n      folded\n"
    + "spec:\n  containers:\n  - name: c\n    image: i\n    args:\n    - |+\n      last\n\n"
)


def test_users_row_04_a_literal_block_keeps_its_final_newlines() -> None:
    for text in (
        BLOCKS,
        BLOCKS.rstrip("\n"),
        BLOCKS.rstrip("\n") + "\n",
        BLOCKS + "\n\n",
        BLOCKS + "status: {}\n",
    ):
        after = output(text)
        kept(text.rstrip("\n"), after)
        before, now = data(text), data(after)
        assert now["metadata"]["annotations"].items() >= before["metadata"]["annotations"].items()
        assert now["spec"]["containers"][0]["args"] == before["spec"]["containers"][0]["args"]


def test_users_row_05_a_separator_inside_a_block_scalar_separates_nothing() -> None:
    pem = "-----BEGIN CERTIFICATE-----\n      AAAA\n      -----END CERTIFICATE-----\n"
    text = HEAD + f"  annotations:\n    a: |\n      ---\n      kind: Pod\n      ----\n      {pem}"
    text += "spec:\n  containers:\n  - {name: c, image: i}\n"
    done = filtered(text)
    assert done.outcome.documents == 1
    assert data(output(text))["metadata"]["annotations"]["a"] == data(text)["metadata"]["annotations"]["a"]


def test_users_row_06_a_glued_separator_is_an_error() -> None:
    done = filtered("a: b\n---apiVersion: v1\nkind: Pod\n")
    assert done.output is None
    assert "separator" in done.errors


FOREIGN = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n"
    "  shell: 'echo ${1:?missing} ${HOME} $NAMESPACE $(date) ${NAMESPACES}'\n"
    '  grafana: \'{"uid": "${datasource}"}\'\n  otel: ${env:MY_POD_IP}\n  escaped: $${NAMESPACE}\n'
)


def test_users_row_07_only_listed_names_are_substituted() -> None:
    text = FOREIGN + "  ours: ${NAMESPACE}\n"
    wanted = FOREIGN.replace("$${", "${") + "  ours: apps\n"
    assert output(text) == wanted
    out = text.replace(
        "  name: cm\n", "  name: cm\n  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n"
    )
    assert output(out) == out


def test_users_row_08_a_substituted_string_stays_a_string() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata:\n"
    text += '  a: ${LOG_LEVEL}\n  b: "${LOG_LEVEL}"\n'
    for value in (
        "yes",
        "123",
        "2.4",
        "0644",
        "null",
        "~",
        "",
        "1e3",
        "a: b",
        "- x",
        "# y",
        "x\ny",
        "'\"",
        "{}",
    ):
        after = data(output(text, values={"LOG_LEVEL": value}))
        assert after["data"] == {"a": value, "b": value}


def test_users_row_09_untouched_scalars_keep_their_source_text() -> None:
    text = HEAD + "spec:\n  enableServiceLinks: no\n  containers:\n  - {name: c, image: 'i'}\n"
    text += '  volumes:\n  - name: v\n    configMap: {name: "cm", defaultMode: 0644}\n'
    after = output(text)
    assert "enableServiceLinks: no\n" in after
    assert '{name: "cm", defaultMode: 0644}' in after


def test_users_row_11_the_same_object_twice_passes() -> None:
    text = HEAD + "spec: {containers: [{name: c, image: i}]}\n"
    once = output(text)
    assert output(f"{text}---\n{text}") == f"{once}---\n{once}"


COMMAND = "from postrender.cli import main; main()"


def test_users_row_12_stdout_holds_manifests_only() -> None:
    text = HEAD + "spec: {hostNetwork: true, containers: [{name: c, image: i}]}\n"
    for arguments in ((), ("-v",), ("-q",), ("--diff",)):
        command = [sys.executable, "-c", COMMAND, *arguments]
        done = subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == output(text)


def test_users_row_24_whatever_has_items_is_a_list() -> None:
    item = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}"
    for kind in ("List", "PodList", "ConfigMap", "Shelf"):
        after = data(output(f"apiVersion: v1\nkind: {kind}\nmetadata: {{}}\nitems: [{item}]\n"))
        assert is_hardened(after["items"][0]["spec"]["containers"][0]), kind


def test_what_is_no_object_is_reported() -> None:
    for text, lacking in (
        ("replicas: 1\n", "apiVersion and no kind"),
        ("apiVersion: v1\nkind: {}\n", "kind"),
        ("kind: ConfigMap\n", "apiVersion"),
        ("apiVersion: v1\nkind: List\nitems: [{apiVersion: v1}, {apiVersion: v1, kind: Secret}]\n", "kind"),
        ("apiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: a}}]\n", ""),
    ):
        said = filtered(text).messages("malformed")
        assert said == ([f"kubectl and Helm refuse it: it has no {lacking}"] if lacking else [])
        assert (filtered(text, strict=True).output is None) == bool(lacking)


def test_users_row_26_of_duplicate_keys_the_last_counts_with_a_warning() -> None:
    text = HEAD + "spec:\n  containers:\n  - name: c\n    image: a\n    image: b\n"
    done = filtered(text)
    kept(text, output(text))
    [said] = [placed for placed in done.outcome.findings if placed.finding.rule == "duplicate-key"]
    assert (said.finding.level, said.line, "'image'" in said.finding.message) == ("warning", 9, True)
    assert filtered(text, strict=True).output is None
    assert filtered(text + "kind: Pod\n").output is None
    done = filtered(text.replace("    image: b\n", "    example.com/x: 1\n    example.com/x: 2\n"))
    assert [placed.line for placed in done.outcome.findings if placed.finding.rule == "duplicate-key"] == [10]


def test_users_row_27_only_lines_that_had_to_change_differ() -> None:
    config = (
        "apiVersion:   v1\nkind: ConfigMap\nmetadata: { name:  cm }   # why\ndata: {a:   'b',\n\n c: \"d\"}\n"
    )
    text = (
        "# Source: x\n"
        + HEAD.replace("name: a", "name:    'a'   # odd")
        + "\n# about\nspec:\n    containers:\n        -   name: c\n"
        + '\n            image: "i"   # the image\n# end\n'
    )
    after = output(f"{config}---\n{text}")
    assert after.startswith(f"{config}---\n# Source: x\n")
    kept(text, after[len(config) + 4 :])


def test_users_row_28_an_error_says_where() -> None:
    text = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: c2VjcmV0}\n---\n# Source: c/web.yaml\n"
    )
    text += HEAD + "spec:\n  containers:\n  - name: c\n    securityContext: [c2VjcmV0]\n"
    [error] = filtered(text).outcome.errors
    assert str(error.subject) == "document 2, c/web.yaml, Pod/a"
    assert (error.line, error.column) == (14, 5)
    assert "c2VjcmV0" not in error.finding.message
