"""The command, as hosts call it: without arguments its settings come from the environment, without click.

Exit codes:

| code | meaning |
|---|---|
| 0 | the stream was written |
| 1 | an error in the stream, or what ``--strict`` makes one; stdout is empty (``--stream``: cut off) |
| 2 | the call is wrong: an option, a variable ``KHARDEN_*``, the profile |
| 141 | the reader of stdout went away (as a shell counts SIGPIPE) |
"""

import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from io import BufferedReader

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_CLOSED_PIPE = 141

BLOCK = 1 << 20


def main() -> None:
    """The entry point of the console script."""
    if len(sys.argv) > 1:
        from postrender.commands import kharden

        kharden()
        return
    sys.exit(filter_stdin(os.environ))


def filter_stdin(environment: Mapping[str, str]) -> int:
    """Filter stdin to stdout with the settings of an environment. Returns the exit code."""
    from postrender.settings import SettingsError, from_environment

    if sys.stdin.isatty():
        sys.stderr.write(
            "kharden reads manifests on stdin:  helm template CHART | kharden\nSee kharden --help\n"
        )
        return EXIT_USAGE
    try:
        settings = from_environment(environment)
    except SettingsError as error:
        sys.stderr.write(f"kharden: {error}\n")
        return EXIT_USAGE
    from postrender.session import filter_stream

    return filter_stream(read_blocks(), settings, environment, as_function=True)


def read_blocks() -> Iterator[bytes]:
    """Stdin in blocks, each as soon as it is there."""
    stdin = cast("BufferedReader", sys.stdin.buffer)
    while block := stdin.read1(BLOCK):
        yield block
