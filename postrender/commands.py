"""The command line: the filter with its options, and the commands of the hosts."""

import os
from importlib import import_module
from typing import Any

import click

from postrender import __version__
from postrender.session import filter_stdin
from postrender.settings import OPTIONS

EPILOG = """\
Every option is also an environment variable: --log-file is KHARDEN_LOG_FILE; a switch takes 1 or 0.

Exit codes: 0 written; 1 an error, nothing written; 2 a wrong call; 141 stdout was closed.

\b
  helm template CHART | kharden > hardened.yaml
  helm template CHART | kharden --diff                what would change, and why
  helm install RELEASE CHART --post-renderer kharden  (Helm 4: kharden helm install-plugin, once)
  kubectl logs POD --previous | kharden diagnose      why it does not start
"""


COMMANDS = {
    "cmp": "postrender.hosts.argocd.commands",
    "diagnose": "postrender.advice.commands",
    "explain": "postrender.advice.commands",
    "helm": "postrender.hosts.helm",
    "unstamped": "postrender.hosts.unstamped",
}
"""Commands beside the filter, by the module that holds them: only the one that is called is imported."""


class Commands(click.Group):
    """The filter with the commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, for the help."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, if there is one of that name; for a file the error says how to pass it."""
        if cmd_name not in COMMANDS:
            if os.path.isfile(cmd_name):  # noqa: PTH113 - pathlib takes as long as the rest
                ctx.fail(f"manifests come on stdin: kharden < {cmd_name}")
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="kharden")
@click.pass_context
def kharden(context: click.Context, /, **options: Any) -> None:
    """Harden the Kubernetes manifests on stdin, and write them to stdout.

    Pods come out non-root, without capabilities or privilege escalation, with seccomp and a read-only root
    file system, and with a writable emptyDir for /tmp and for each path that the image is known to write to.
    Everything else leaves byte for byte as it came. What may break, and what could not be hardened, is
    listed on stderr.
    """
    if context.invoked_subcommand:
        return
    given = {name: value for name, value in options.items() if value not in (None, ())}
    context.exit(filter_stdin(given, os.environ))


def _add_options() -> None:
    for option in OPTIONS:
        names = [f"--{option.name}", *([f"-{option.short}"] if option.short else [])]
        if not option.metavar:
            parameter = click.Option(names, is_flag=True, default=None, help=option.help)
        else:
            kind = click.Choice(option.choices) if option.choices else str
            metavar = None if option.choices else option.metavar
            parameter = click.Option(
                names, type=kind, metavar=metavar, multiple=option.many, default=None, help=option.help
            )
        kharden.params.append(parameter)


_add_options()
