"""The command, as hosts call it: settings come from the environment and from plain options, without click."""

import os
import sys

from postrender.exit_codes import USAGE


def main() -> None:
    """The entry point of the console script."""
    from postrender.settings import SettingsError, from_arguments, from_environment

    given = from_arguments(sys.argv[1:])
    if given is None:
        from postrender.commands import kharden

        kharden()
        return
    try:
        settings = from_environment(os.environ)._replace(**given)
    except SettingsError as error:
        sys.stderr.write(f"kharden: {error}\n")
        sys.exit(USAGE)
    from postrender.session import filter_stdin

    sys.exit(filter_stdin(settings, os.environ))
