"""Runs a command and writes its wall time, its peak memory and its exit code to stdout.

Linux counts a process's peak from before `exec`, so that none seems to need less than what started it: this
small interpreter stands in between. Usage: `python -I -S launch.py COMMAND...`; the command reads stdin.
"""

import os
import sys
import time

quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
started = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - started
print(seconds, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))
