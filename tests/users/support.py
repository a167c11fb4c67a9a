"""What these tests share: what the filter makes of a text, of a pod, of a container."""

from __future__ import annotations

from typing import Any

from postrender.lossless import Document
from postrender.profile import Profile
from tests.filtered import RESTRICTED, filtered

HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"


def output(text: str, using: Profile = RESTRICTED, **how: Any) -> str:
    done = filtered(text, using, **how)
    assert done.output is not None, done.errors
    return done.output.decode()


def pod(spec: str, using: Profile = RESTRICTED) -> dict[str, Any]:
    """The spec of a Pod after the filter; `spec` is in flow style."""
    return data(output(f"{HEAD}spec: {{{spec}}}\n", using))["spec"]


def only_container(image: str, fields: str = "", using: Profile = RESTRICTED) -> dict[str, Any]:
    [found] = pod(f"containers: [{{name: c, image: '{image}'{fields}}}]", using)["containers"]
    return found


def data(text: str) -> Any:
    return Document(text).data


def kept(before: str, after: str) -> None:
    """Every line stands there still, in order, and something was added."""
    lines = iter(after.splitlines())
    assert all(line in lines for line in before.splitlines())
    assert before != after


def mounts(container: dict[str, Any]) -> list[str]:
    return [mount["mountPath"] for mount in container.get("volumeMounts", [])]
