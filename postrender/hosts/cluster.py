"""The cluster, asked through kubectl: what the namespaces of a stream enforce.

kubectl brings the user's own context, credentials and proxies. It is called once for each namespace, and only
where the user asked for it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping

from postrender.admission import AdmissionError

SECONDS = 10
"""How long one answer may take."""


def namespace_labels(name: str) -> Mapping[str, str] | None:
    """The labels of a namespace; None where the cluster has none of that name. Raises AdmissionError."""
    command = ["kubectl", "get", "namespace", name, "--output=json", "--ignore-not-found"]
    try:
        answer = subprocess.run(  # noqa: S603 - the name is one argument, behind a verb and a kind
            [*command, f"--request-timeout={SECONDS}s"], capture_output=True, timeout=2 * SECONDS, check=False
        )
    except FileNotFoundError:
        raise AdmissionError("kubectl is not on PATH") from None
    except subprocess.TimeoutExpired:
        raise AdmissionError(f"the cluster did not answer within {2 * SECONDS} s") from None
    if answer.returncode:
        # The last line says what is wrong; before it kubectl may log each of its attempts.
        said = answer.stderr.decode(errors="replace").splitlines() or ["it says nothing"]
        raise AdmissionError(f"kubectl failed: {said[-1]}")
    if not answer.stdout.strip():
        return None
    labels: Mapping[str, str] | None = json.loads(answer.stdout)["metadata"].get("labels")
    return labels or {}
