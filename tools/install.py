"""`python -m tools.install NAME...`: provide pinned host binaries in `.tools/` and print where each one is.

Exit codes: 0 all are there, 1 one could not be provided, 2 a wrong name.
"""

from __future__ import annotations

import argparse
import sys
import time

from tools.binaries.command import BinaryError
from tools.binaries.folder import install, installed
from tools.binaries.pins import BY_NAME, PINS


def main(arguments: list[str]) -> int:
    """Install each named binary, in order."""
    lines = "\n".join(f"  {pin.name:<16}{pin.version}" for pin in PINS)
    parser = argparse.ArgumentParser(
        prog="python -m tools.install",
        description="Provide pinned host binaries in .tools/ (or in the folder that KHARDEN_TOOLS names).",
        epilog=f"names and versions:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="+", choices=BY_NAME, metavar="NAME", help="one of the list below")
    for name in parser.parse_args(arguments).names:
        pin = BY_NAME[name]
        started = None if installed(pin) else time.monotonic()
        try:
            path = install(pin)
        except BinaryError as error:
            print(f"{name} {pin.version}: {error}", file=sys.stderr)
            return 1
        took = f" ({time.monotonic() - started:.0f} s)" if started else ""
        print(f"{name} {pin.version}: {path}{took}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
