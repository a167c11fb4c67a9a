"""What a run says beside the stream: a summary or errors, on stderr and in a log file; a diff; a report."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from postrender.configuration import UsageError
from postrender.filter import Outcome
from postrender.finding import LEVELS, Finding, Placed, Subject
from postrender.outcome import Hardened
from postrender.pipeline import Pipeline
from postrender.reports import summary
from postrender.reports.style import PLAIN, Style
from postrender.settings import Settings

if TYPE_CHECKING:
    from postrender.reports.changes import Changes

_COLOUR = r"\x1b\[\d+m"


class Messages:
    """The messages of one run."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.style = terminal(sys.stderr, environment)
        self._changes: Changes | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of the findings that will be shown."""
        if self.settings.report or self.settings.verbose:
            return LEVELS
        return () if self.settings.quiet else summary.TOLD

    def check_report(self) -> None:
        """Raise UsageError where the report's file has an unknown ending, or no folder to stand in.

        Before the run, since with `--stream` the manifests are out at its end.
        """
        path = self.settings.report
        if not path:
            return
        from postrender.reports import formats

        if not formats.known(path):
            raise UsageError(f"--report {path}: {formats.ENDINGS}")
        folder = os.path.dirname(path)  # noqa: PTH120
        if folder and not os.path.isdir(folder):  # noqa: PTH112
            raise UsageError(f"--report {path}: there is no folder {folder}")

    def observer(self, pipeline: Pipeline) -> Callable[[str, Hardened], None] | None:
        """What sees each document before and after, where a report or a diff shows the changes; else None."""
        if not (self.settings.report or self.settings.diff):
            return None
        from postrender.reports.changes import Changes

        self._changes = Changes(pipeline.variables)
        return self._changes.observe

    def summarise(self, outcome: Outcome, pipeline: Pipeline) -> None:
        """Say what came of a run."""
        settings, text, profile = self.settings, "", pipeline.profile.name
        if self._changes and settings.diff and not outcome.errors:
            from postrender.reports import diff

            text = diff.render(self._changes.hunks, self.style)
        if outcome.errors:
            text = summary.errors(outcome, self._written, self.style)
        elif not settings.quiet:
            text += summary.summary(outcome, profile, self.style, verbose=settings.verbose)
        self.say(text)

    def say(self, text: str) -> None:
        """Say something on stderr, and to the log file too."""
        to_stderr(text)
        if self.settings.log_file and text:
            try:
                with open(self.settings.log_file, "a", encoding="utf-8") as file:
                    file.write(re.sub(_COLOUR, "", text))
            except OSError as error:
                to_stderr(f"kharden: cannot write the log file {self.settings.log_file}: {error.strerror}\n")

    def write_report(self, outcome: Outcome, pipeline: Pipeline) -> list[Placed]:
        """Write the report that is asked for. Returns the error that it could not be written, if so."""
        path = self.settings.report
        if not path:
            return []
        from postrender.reports import formats
        from postrender.reports.report import Report

        hunks = self._changes.hunks if self._changes else []
        report = Report(outcome, pipeline.profile.name, hunks, stdin_name(), self._written)
        text = formats.render(report, path)
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            message = f"cannot write the report {path}: {error.strerror}"
            return [Placed(Finding("report", "error", message), Subject(0))]
        return []

    @property
    def _written(self) -> str:
        """What became of the output where there are errors."""
        if self.settings.stream:
            return "what came before the first one was written"
        return "nothing was written"


def to_stderr(text: str) -> None:
    """Write on stderr, unless it is closed or full: what becomes of the manifests must not depend on that."""
    if sys.stderr:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def terminal(stream: TextIO | None, environment: Mapping[str, str]) -> Style:
    """How a stream wants its text: wrapped and coloured on a terminal (no-color.org), plain elsewhere."""
    if not (stream and stream.isatty()):
        return PLAIN
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 0
    return Style(width, not environment.get("NO_COLOR") and environment.get("TERM") != "dumb")


def stdin_name() -> str:
    """The file that stdin is, relative to the working directory, where it is one below it; else "stdin"."""
    try:
        path = os.readlink("/proc/self/fd/0")  # noqa: PTH115 - pathlib takes as long as the rest
    except OSError:
        return "stdin"
    folder = os.getcwd().rstrip("/") + "/"  # noqa: PTH109
    return path.removeprefix(folder) if path.startswith(folder) else "stdin"
