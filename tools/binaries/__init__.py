"""The real hosts that the tests and the demonstration run, each pinned, kept in one ignored folder.

`pins` is the table; `wheel`, `gomodule` and `debian` are the three places they come from; `folder` puts them
where they are found again.
"""
