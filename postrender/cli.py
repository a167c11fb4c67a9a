"""The command, as hosts call it: without arguments its settings come from the environment, without click."""

import os
import sys

from postrender.exit_codes import USAGE


def main() -> None:
    """The entry point of the console script."""
    if len(sys.argv) > 1:
        from postrender.commands import kharden

        kharden()
    from postrender.settings import SettingsError, from_environment

    try:
        settings = from_environment(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"kharden: {error}\n")
        sys.exit(USAGE)
    from postrender.session import filter_stdin

    sys.exit(filter_stdin(settings, os.environ))
