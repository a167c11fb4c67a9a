"""What kharden has to say: findings are data; the reports turn them into text."""

from typing import NamedTuple

LEVELS = ("error", "left", "may-break", "warning", "change", "note")
"""From the gravest to the least: the run fails; not hardened, and why; hardened, but it may not start; look
at this; what was changed; good to know."""


class Finding(NamedTuple):
    """One sentence about one place, with the reason and what to do.

    It never quotes the value of a Secret or a variable.

    `rule`: a guardrail's id, or a topic. `level`: one of LEVELS. `pointer`: a JSON Pointer (RFC 6901)
    in the object. `safety`: how likely a change of this kind breaks an application ("safe", "rarely",
    "may-break").
    """

    rule: str
    level: str
    message: str
    remedy: str = ""
    pointer: str = ""
    container: str = ""
    safety: str = ""


class Subject(NamedTuple):
    """The object that a finding is about, as people know it.

    `document` counts from 1 in the stream, 0 is none of it; `source` is the template that Helm names, or "".
    """

    document: int
    source: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""

    def __str__(self) -> str:
        named = "/".join(part for part in (self.kind, self.namespace, self.name) if part)
        document = f"document {self.document}" if self.document else ""
        return ", ".join(part for part in (document, self.source, named) if part)


class Placed(NamedTuple):
    """A finding with its object and with line and column (from 1; 0: unknown) in the whole stream.

    `verdict` is that of the pod that it is about. `base` is the JSON Pointer of the object in its
    document, which may be a list.
    """

    finding: Finding
    subject: Subject
    line: int = 0
    column: int = 0
    verdict: str = ""
    base: str = ""
