"""The filter: a stream in, the same stream hardened out, all of it or nothing.

Memory is flat: documents are handled one by one. By default the output is held back until the last one has
passed, since `kubectl apply --prune` deletes what half a stream lacks; past a size in an unlinked file that
only this process can read, since it holds Secrets.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from typing import IO

from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.outcome import DocumentError, Hardened
from postrender.pipeline import Pipeline
from postrender.record import Record
from postrender.stream import StreamError, chunks

HELD_IN_MEMORY = 8 << 20
"""Bytes of output that are held in memory before a file takes them over."""

MAXIMAL_ERRORS = 20
"""Errors that are collected before the rest of a stream is left unread."""

STRICT_LEVELS = ("left", "may-break", "warning")
"""The levels of findings that a strict run makes errors: what may break, was left or is doubtful."""

Write = Callable[[bytes], object]


class Outcome(Record, kw_only=False):
    """What a run did; `documents` counts those with content, `errors` is empty if all was written."""

    documents: int
    changed: int
    verdicts: dict[str, int]
    findings: list[Placed]
    errors: list[Placed]

    @property
    def is_empty(self) -> bool:
        """Whether nothing but comments and blank lines came."""
        return not self.documents and not self.errors


class Held:
    """Output that is held back until it is released as a whole."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._pieces: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None

    def write(self, piece: bytes) -> None:
        """Hold a piece of output."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > HELD_IN_MEMORY:
            if self._file is None:
                import tempfile

                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed, and so gone, with the process
            self._file.write(b"".join(self._pieces))
            self._pieces, self._size = [], 0

    def release(self) -> None:
        """Write everything that was held."""
        if self._file is not None:
            self._file.seek(0)
            while block := self._file.read(1 << 20):
                self._write(block)
            self._file.close()
        for piece in self._pieces:
            self._write(piece)


class RunOptions(Record):
    """What a run may write, and who hears of it."""

    stream: bool = False
    """Whether each document is written at once; otherwise nothing is where there is any error."""
    strict: bool = False
    """Whether findings of STRICT_LEVELS are errors."""
    allow_empty: bool = False
    """Whether a stream without documents is written."""
    observe: Callable[[str, Hardened], None] | None = None
    """Gets each document's text as it came, and what became of it."""
    wanted: Container[str] = LEVELS
    """The levels of findings that are kept; those of a long stream would take most of the memory."""
    conclude: Callable[[Outcome], Iterable[Placed]] | None = None
    """Gets the outcome before anything is released, and returns the errors that keep it back."""


def run(blocks: Iterable[bytes], pipeline: Pipeline, write: Write, options: RunOptions) -> Outcome:
    """Harden a stream that comes in blocks of any size, and write it."""
    held = None if options.stream else Held(write)
    put = held.write if held else write
    fatal = STRICT_LEVELS if options.strict else ()
    documents = changed = number = 0
    verdicts: Counter[str] = Counter()
    findings: list[Placed] = []
    errors: list[Placed] = []

    def note(found: list[Placed]) -> None:
        findings.extend(placed for placed in found if placed.finding.level in options.wanted)
        errors.extend(placed for placed in found if placed.finding.level in fatal)

    try:
        for chunk in chunks(blocks):
            number += 1
            documents += not chunk.is_empty
            try:
                hardened = pipeline.harden(chunk, number)
            except DocumentError as error:
                errors.append(
                    Placed(Finding("error", "error", error.message), error.subject, error.line, error.column)
                )
                if options.stream or len(errors) >= MAXIMAL_ERRORS:
                    break
                continue
            is_changed = hardened.text != chunk.text
            changed += is_changed
            verdicts.update(hardened.verdicts)
            note(hardened.findings)
            if options.observe:
                options.observe(chunk.text, hardened)
            if not errors:
                put(hardened.text.encode() if is_changed else chunk.raw)
    except StreamError as error:
        errors.append(Placed(Finding("stream", "error", str(error)), Subject(number + 1), error.line))
    if not errors:
        note([Placed(finding, Subject(0)) for finding in pipeline.unused()])
    outcome = Outcome(documents, changed, verdicts, findings, errors)
    if outcome.is_empty and not options.allow_empty:
        return outcome
    errors += options.conclude(outcome) if options.conclude else ()  # the outcome has the same list
    if held and not errors:
        held.release()
    return outcome
