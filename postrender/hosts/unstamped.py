"""`kharden unstamped`: which workloads of a cluster, or of a stream, were applied without kharden.

An upgrade without the post-renderer un-hardens a release, and nothing says so. Where the profile stamps what
it hardens (`annotations: {stamp: true}`), what carries no stamp, or an older one, can be found:

    kubectl get deploy,sts,ds,cj -A -o yaml | kharden unstamped
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from postrender import exit_codes
from postrender.lossless import Document, LosslessError
from postrender.lossless.nodes import Json
from postrender.profile import identify
from postrender.session import stdin_blocks
from postrender.stamp import stamped
from postrender.stream import Chunk, StreamError, chunks
from postrender.workloads import pods


@click.command()
@click.option(
    "--baseline", metavar="NAME@VERSION", help="Also list workloads that carry the stamp of another baseline."
)
def unstamped(baseline: str | None) -> None:
    """List the workloads that were applied without kharden.

    \b
      kubectl get deploy,sts,ds,cj -A -o yaml | kharden unstamped

    They are those that carry no stamp. Exit codes: 0 all carry one; 1 some do not, or nothing could be read.
    """  # noqa: D301 - click wants the character that marks a paragraph not to be wrapped
    if sys.stdin.isatty():
        raise click.UsageError("workloads come on stdin: kubectl get deploy -A -o yaml | kharden unstamped")
    came, found = False, 0
    try:
        for chunk in chunks(stdin_blocks()):
            came = came or not chunk.is_empty
            for obj in _objects(_data(chunk)):
                stamp = stamped(obj)
                if not any(pods(obj, ())) or (stamp and stamp == (baseline or stamp)):
                    continue
                found += 1
                identity = identify(obj)
                name = "/".join(part for part in (identity.kind, identity.namespace, identity.name) if part)
                click.echo(f"{name}: {f'stamped with {stamp}' if stamp else 'no stamp'}")
    except StreamError as error:
        click.echo(f"kharden: line {error.line}: {error}", err=True)
        sys.exit(exit_codes.ERROR)
    if not came:
        click.echo("kharden: nothing came on stdin: the command before kharden in the pipe failed?", err=True)
    sys.exit(0 if came and not found else exit_codes.ERROR)


def _data(chunk: Chunk) -> Json:
    """What a document says; StreamError, with the line in the whole stream, of one that cannot be read."""
    try:
        return Document(chunk.body).data
    except LosslessError as error:
        raise StreamError(error.message, chunk.line + max(error.line, 1) - 1) from None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        for item in data["items"]:
            yield from _objects(item)
    elif isinstance(data, dict):
        yield data
