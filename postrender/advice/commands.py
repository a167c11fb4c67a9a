"""`kharden explain` and `kharden diagnose`: what a guardrail is for, and what a program lacks."""

import os
import sys
from collections.abc import Iterator

import click

from postrender.advice import diagnosis
from postrender.advice.diagnosis import Advice, profile
from postrender.advice.remedies import REMEDIES
from postrender.advice.terminal import shown
from postrender.advice.topics import topics
from postrender.messages import terminal
from postrender.reports.style import BOLD, DIM, Style, harmless

NOTHING_KNOWN = """kharden: no line of this log points to hardening. Where else to look:
  kubectl logs POD --previous            the log of the container that crashed
  kubectl describe pod POD               what the kubelet says, such as a user that is not numeric
  kubectl get events                     what the API server refused
kharden explain start tells what to look for.
"""


@click.command("explain")
@click.argument("topic", required=False)
def explain(topic: str | None) -> None:
    """Explain a guardrail, a kind of finding, or a way of working.

    Without TOPIC, list all topics.
    """
    pages, style = topics(), terminal(sys.stdout, os.environ)
    if topic is None:
        widest = max(map(len, pages)) + 2
        lines = (
            style.wrapped(f"  {name:{widest}}{summary}", widest + 2) for name, (summary, _) in pages.items()
        )
        click.echo("\n".join(("kharden explain TOPIC\n", *lines)))
    elif topic in pages:
        click.echo(shown(pages[topic][1], style), nl=False, color=style.colour)
    else:
        from difflib import get_close_matches

        near = get_close_matches(topic, pages, 1)
        hint = f"did you mean {near[0]!r}?" if near else "kharden explain lists all topics"
        raise click.UsageError(f"no topic {topic!r}: {hint}")


@click.command("diagnose")
@click.option("--target", metavar="KIND/NAME", help="Whose log it is, such as Deployment/backend.")
@click.option("--container", metavar="NAME", default="", help="The container that wrote it.")
def diagnose(target: str | None, container: str) -> None:
    """Find in a log which path, port or user a program lacks.

    The log comes on stdin. The answer includes what to write into the profile.

    \b
      kubectl logs POD --previous | kharden diagnose
      kubectl describe pod POD | kharden diagnose

    Exit codes: 0 something was found; 1 nothing that hardening causes.
    """  # noqa: D301 - click wants the character that marks a paragraph not to be wrapped
    kind, separator, name = (target or "").partition("/")
    if target and not (kind and separator and name):
        raise click.UsageError("--target is KIND/NAME, such as Deployment/backend")
    if sys.stdin.isatty():
        raise click.UsageError("the log comes on stdin: kubectl logs POD --previous | kharden diagnose")
    advice = diagnosis.diagnose(sys.stdin.buffer.read().decode(errors="replace"))
    if not advice:
        click.echo(NOTHING_KNOWN, err=True, nl=False)
        sys.exit(1)
    style = terminal(sys.stdout, os.environ)
    for each in advice:
        click.echo("\n".join(_told(each, style)) + "\n", color=style.colour)
    if entries := profile(advice, (kind, name) if target else None, container):
        click.echo(f"{style.paint('In the profile (kharden --profile FILE):', BOLD)}\n\n{entries}", nl=False)


def _told(advice: Advice, style: Style) -> Iterator[str]:
    remedy = REMEDIES[advice.kind]
    about = ", ".join(advice.folders or [each.port for each in advice.evidence if each.port])
    yield style.paint(remedy.title + (f": {harmless(about)}" if about else ""), BOLD)
    for each in advice.evidence:
        yield style.paint(f"  line {each.line}: {harmless(each.text)}", DIM)
    yield style.wrapped(f"  {remedy.advice}", 2)
