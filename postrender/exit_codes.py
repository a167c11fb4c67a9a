"""Exit codes of the command.

| code | meaning |
|---|---|
| 0 | the stream was written |
| 1 | an error in the stream, or what `--strict` makes one; stdout is empty (`--stream`: cut off) |
| 2 | the call is wrong: an option, a variable `KHARDEN_*`, the profile |
| 141 | the reader of stdout went away (as a shell counts SIGPIPE) |
| 143 | it was told to end (as a shell counts SIGTERM) |
"""

ERROR = 1
USAGE = 2
CLOSED_PIPE = 141
TERMINATED = 143
