"""One run as the user's machine sees it: files, streams, messages, exit code."""

import os
import sys
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from postrender.cli import EXIT_CLOSED_PIPE, EXIT_ERROR, EXIT_USAGE
from postrender.filter import Outcome, run
from postrender.pipeline import Pipeline
from postrender.profile import Profile, builtin
from postrender.reports import summary
from postrender.settings import Settings, SettingsError
from postrender.variables import Variables

if TYPE_CHECKING:
    from postrender.hosts.krm.resource_list import ResourceList

NOTHING_CAME = """kharden: nothing came on stdin, so nothing was written. Likely causes:
  the chart or kustomization renders no object: if that is right, say --allow-empty (KHARDEN_ALLOW_EMPTY=1)
  helm template --output-dir: Helm 3 then gives the post-renderer an empty stream and writes unhardened files
  the command before kharden in the pipe failed
"""
EMPTY_COMMENT = b"# kharden: nothing came on stdin\n"
"""What is written for an allowed empty stream: Helm 4 takes an empty output for an error."""


class UsageError(Exception):
    """The call is wrong; the message says how."""


def filter_stream(blocks: Iterable[bytes], settings: Settings, environment: Mapping[str, str]) -> int:
    """Filter a stream to stdout and say on stderr what happened. Returns the exit code."""
    blocks, listed = resource_list(blocks)
    try:
        pipeline = build_pipeline(settings, environment, listed)
    except UsageError as error:
        return say(settings, f"kharden: {error}\n", EXIT_USAGE)
    strict = settings.strict or pipeline.profile.strict
    write = sys.stdout.buffer.write
    hardened: list[bytes] = []
    try:
        put = hardened.append if listed else write
        outcome = run(blocks, pipeline, put, stream=settings.stream, strict=strict)
        if not outcome.errors and not outcome.documents:
            if not settings.allow_empty:
                return say(settings, NOTHING_CAME, EXIT_ERROR)
            if not listed:
                write(EMPTY_COMMENT)
        if listed and not outcome.errors:
            write(listed.answer(b"".join(hardened), outcome.findings))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What Python would otherwise say when it closes stdout at the end is of no use to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_CLOSED_PIPE
    return say(settings, told(outcome, settings, pipeline), EXIT_ERROR if outcome.errors else 0)


def resource_list(blocks: Iterable[bytes]) -> tuple[Iterable[bytes], "ResourceList | None"]:
    """The stream to harden, and the KRM function's ResourceList that it was taken out of, if it was."""
    blocks = iter(blocks)
    first = next(blocks, b"")
    if b"config.kubernetes.io/" not in first:
        return chain([first], blocks), None
    from postrender.hosts.krm.resource_list import recognise

    whole = b"".join([first, *blocks])
    listed = recognise(whole)
    return [listed.stream if listed else whole], listed


def build_pipeline(
    settings: Settings, environment: Mapping[str, str], listed: "ResourceList | None" = None
) -> Pipeline:
    """The pipeline that the settings, or a ResourceList's own profile, ask for. Raises UsageError."""
    config = listed.profile if listed else None
    profile = read_profile(*config) if config else load_profile(settings.profile)
    if settings.mode:
        profile = profile.with_mode(settings.mode)
    names = {*profile.variables.names, *settings.allow}
    known = {"NAMESPACE": settings.namespace} if settings.namespace else {}
    from_environment = {name: environment[name] for name in names if name in environment}
    try:
        # The nearest word counts: an option, the environment, the profile.
        values = {**profile.variables.values, **from_environment, **known, **settings.values()}
        variables = Variables(
            sorted(names), values, settings.allow_missing or profile.variables.allow_missing
        )
    except (SettingsError, ValueError) as error:
        raise UsageError(str(error)) from None
    unknown = sorted(settings.values().keys() - names)
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: not on the list of variables; --allow NAME adds one")
    return Pipeline(profile, variables, settings.namespace)


def load_profile(name: str) -> Profile:
    """A built-in profile by its name, or one from a file. Raises UsageError."""
    try:
        return builtin(name)
    except KeyError:
        pass
    try:
        return read_profile(_text(name), name)
    except OSError as error:
        raise UsageError(
            f"profile {name}: neither a built-in profile nor a file ({error.strerror})"
        ) from None
    except UnicodeError:
        raise UsageError(f"profile {name}: it is not UTF-8") from None


def read_profile(text: str, name: str, at: str = "") -> Profile:
    """The profile in a text that messages call ``name``, at the JSON Pointer ``at``. Raises UsageError."""
    import datetime

    from postrender.profile.problem import ProfileError
    from postrender.profile.reading import read

    try:
        return read(text, name, today=datetime.date.today(), load=_text, at=at)
    except ProfileError as error:
        raise UsageError(str(error)) from None


def _text(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def told(outcome: Outcome, settings: Settings, pipeline: Pipeline) -> str:
    """What a run says on stderr."""
    if outcome.errors:
        partly = settings.stream and "what came before the first one was written"
        return summary.errors(outcome, partly or "nothing was written")
    if settings.quiet:
        return ""
    levels = ("left", "may-break", "warning", *(("change", "note") if settings.verbose else ()))
    parts = [summary.findings(outcome.findings, levels), summary.figures(outcome, pipeline.profile.name)]
    if outcome.verdicts:
        parts.append(f"  {summary.UNSEEN}\n")
    return "".join(parts)


def say(settings: Settings, text: str, exit_code: int) -> int:
    """Say something on stderr, and to the log file too; give the exit code back."""
    sys.stderr.write(text)
    if settings.log_file and text:
        try:
            with open(settings.log_file, "a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            sys.stderr.write(f"kharden: cannot write the log file {settings.log_file}: {error.strerror}\n")
    return exit_code
