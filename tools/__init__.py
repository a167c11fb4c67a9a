"""What a developer of kharden runs beside it: installers of the real hosts, the demonstration, generators.

Nothing here is part of the distribution. What prepares a machine (`tools.install`, `tools.binaries`) needs
the standard library alone, so that it runs on a bare Python 3.10.
"""
