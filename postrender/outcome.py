"""What becomes of one document: it is hardened, or the run fails."""

from postrender.finding import Placed, Subject
from postrender.record import Record


class DocumentError(ValueError):
    """A document that cannot be hardened: the run fails. Line and column are those of the whole stream."""

    def __init__(self, message: str, subject: Subject, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject
        self.line = line
        self.column = column


class Hardened(Record, kw_only=False):
    """The outcome for one document: its text, separator included, and its findings.

    `verdicts`: one for each pod template. `rewritten`: collections that had to be written anew. Of a document
    that was read `substituted` is the text with its variables, as it was when its pods were hardened, and
    `subject` what it is.
    """

    text: str
    findings: list[Placed]
    verdicts: list[str]
    rewritten: int = 0
    substituted: str = ""
    subject: Subject = Subject(0)
