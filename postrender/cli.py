"""The command, as hosts call it: settings come from the environment and from plain options, without click."""

import gc
import os
import sys

ALLOCATIONS_BETWEEN_COLLECTIONS = 100_000
"""kharden makes next to no reference cycles, for which Python would look after every 700 objects."""


def main() -> None:
    """The entry point of the console script."""
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
    from postrender.settings import from_arguments

    given = from_arguments(sys.argv[1:])
    if given is None:
        from postrender.commands import kharden

        kharden()
        return
    from postrender.session import filter_stdin

    code = filter_stdin(given, os.environ)
    # Everything is written: to take hundreds of modules apart in order would take an eighth of a small run.
    os._exit(code)
