"""One run as the user's machine sees it: files, streams, messages, exit code."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from postrender import exit_codes
from postrender.configuration import UsageError, build_pipeline
from postrender.filter import RunOptions, Write, run
from postrender.finding import LEVELS
from postrender.messages import Messages, to_stderr
from postrender.settings import Settings, SettingsError, from_environment, unknown

if TYPE_CHECKING:
    from io import BufferedReader

    from postrender.hosts.krm.resource_list import ResourceList

NOTHING_CAME = """kharden: nothing came on stdin, so nothing was written. Likely causes:
  the chart or kustomization renders no object: if that is right, pass --allow-empty (KHARDEN_ALLOW_EMPTY=1)
  helm template --output-dir: Helm 3 then gives the post-renderer an empty stream and writes unhardened files
  the command before kharden in the pipe failed
"""
EMPTY_COMMENT = b"# kharden: nothing came on stdin\n"
"""What is written for an allowed empty stream: Helm 4 takes an empty output for an error."""

BLOCK = 1 << 20
"""Bytes that are read at once, at the most."""


def filter_stdin(given: Mapping[str, Any], environment: Mapping[str, str]) -> int:
    """Filter stdin to stdout, be it a stream or a KRM function's ResourceList. Returns the exit code.

    What was given on the command line counts more than what stands in the environment.
    """
    try:
        settings = from_environment(environment).replace(**given)
    except SettingsError as error:
        to_stderr(f"kharden: {error}\n")
        return exit_codes.USAGE
    if not (sys.stdin and sys.stdout):
        to_stderr("kharden: stdin or stdout is closed; manifests come on one and leave on the other\n")
        return exit_codes.USAGE
    if sys.stdin.isatty():
        to_stderr("kharden reads manifests on stdin:  helm template CHART | kharden\nSee kharden --help\n")
        return exit_codes.USAGE
    return filter_stream(stdin_blocks(), settings, environment, as_function=True)


def stdin_blocks() -> Iterator[bytes]:
    """Stdin in blocks, each as soon as it is there."""
    stdin = cast("BufferedReader", sys.stdin.buffer)
    while block := stdin.read1(BLOCK):
        yield block


def filter_stream(
    blocks: Iterable[bytes],
    settings: Settings,
    environment: Mapping[str, str],
    *,
    as_function: bool = False,
    profile_root: str = "",
) -> int:
    """Filter a stream to stdout and say on stderr what happened. Returns the exit code.

    `as_function`: the stream may be a KRM function's ResourceList, which brings its own profile; False where
    the author of the manifests must not choose it. `profile_root`: the folder that the profile's files must
    lie in, "" for anywhere.
    """
    blocks, listed = resource_list(blocks) if as_function else (blocks, None)
    messages = Messages(settings, environment)
    try:
        pipeline = build_pipeline(settings, environment, profile_root, listed)
        messages.check_report()
        strict = settings.strict or pipeline.profile.strict
        if names := unknown(environment).difference(pipeline.variables.names):
            from postrender.unknown_variables import warning

            text = warning(names, strict=strict)
            messages.say("" if settings.quiet else text)
    except UsageError as error:
        messages.say(f"kharden: {error}\n")
        return exit_codes.USAGE
    write = _writer(settings)
    hardened: list[bytes] = []
    try:
        options = RunOptions(
            stream=settings.stream,
            strict=strict,
            allow_empty=settings.allow_empty,
            observe=messages.observer(pipeline),
            wanted=LEVELS if listed else messages.levels,
            conclude=lambda outcome: messages.write_report(outcome, pipeline),
        )
        outcome = run(blocks, pipeline, hardened.append if listed else write, options)
        if not outcome.errors and not outcome.documents:
            if not settings.allow_empty:
                messages.say(NOTHING_CAME)
                return exit_codes.ERROR
            if not listed:
                write(EMPTY_COMMENT)
        if listed and not outcome.errors:
            write(listed.answer(b"".join(hardened), outcome.findings))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _close_stdout()
        return exit_codes.CLOSED_PIPE
    except OSError as error:
        _close_stdout()
        messages.say(f"kharden: the stream could not be passed on: {error.strerror}\n")
        return exit_codes.ERROR
    messages.summarise(outcome, pipeline)
    return exit_codes.ERROR if outcome.errors else 0


def _close_stdout() -> None:
    """Drop what stands in its buffer: at the end Python would complain that it cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _writer(settings: Settings) -> Write:
    """What takes the output: nobody, where a terminal shows the diff and both could not be read."""
    if settings.diff and sys.stdout.isatty():
        return _drop
    return _write_at_once if settings.stream else sys.stdout.buffer.write


def _drop(piece: bytes) -> None:
    """Write nothing."""


def _write_at_once(piece: bytes) -> None:
    """Write without waiting for more."""
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def resource_list(blocks: Iterable[bytes]) -> tuple[Iterable[bytes], "ResourceList | None"]:
    """The stream to harden, and the KRM function's ResourceList that it was taken out of, if it was.

    A host's list begins the stream. What begins with a separator or a comment was rendered from templates,
    which must not bring a profile: the list in it is a list like any other.
    """
    blocks = iter(blocks)
    first = next(blocks, b"")
    if b"config.kubernetes.io/" not in first or first.lstrip().startswith((b"-", b"#")):
        return chain([first], blocks), None
    from postrender.hosts.krm.resource_list import recognise

    whole = b"".join([first, *blocks])
    listed = recognise(whole)
    return [listed.stream if listed else whole], listed
