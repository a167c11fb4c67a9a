"""The settings of a run: one table of options, read from the environment or from the command line.

A host passes an environment more easily than arguments, and reading it needs no click, nor do plain options:
`kharden`, as hosts call it, starts in half the time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from postrender.record import Record

PREFIX = "KHARDEN_"
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("", "0", "false", "no", "off")


class Option(Record, kw_only=False):
    """An option: `--name`, or the variable `KHARDEN_NAME`.

    `metavar` is what its value is called, "" for a switch; one that may be repeated takes `many` values,
    separated by line breaks in the environment (`KHARDEN_SET`).
    """

    name: str
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    short: str = ""

    @property
    def field(self) -> str:
        """Its name in Settings."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.field.upper()


OPTIONS = (
    Option(
        "profile", "The profile: a built-in one (restricted, baseline, openshift) or a file.", "NAME|FILE"
    ),
    Option("set", "Set a variable that the profile or --allow lists.", "NAME=VALUE", many=True),
    Option("allow", "Substitute ${NAME} too, besides the profile's variables.", "NAME", many=True),
    Option("allow-missing", "Leave ${NAME} as it is where it has no value, instead of failing."),
    Option(
        "namespace", "The namespace of objects that name none; the value of ${NAMESPACE}.", "NAME", short="n"
    ),
    Option("ask-cluster", "Ask the cluster (kubectl) which Pod Security level each namespace enforces."),
    Option(
        "mode",
        "The strongest mode that any guardrail may have.",
        "MODE",
        ("enforce", "fill", "report", "off"),
    ),
    Option("strict", "Fail if a pod may break or is left, and on any warning."),
    Option("stream", "Write each document as soon as it is done; by default, all or nothing is written."),
    Option("allow-empty", "Accept an empty stream."),
    Option(
        "report", "Write a report: .txt, .json, .sarif, .html or .xml (JUnit), by the file's ending.", "FILE"
    ),
    Option(
        "diff", "Show each changed line with its reason on stderr; on a terminal, instead of the manifests."
    ),
    Option(
        "log-file",
        "Append the messages to a file, too: Helm 4 hides a post-renderer's stderr.",
        "FILE",
    ),
    Option("quiet", "Print errors only.", short="q"),
    Option("verbose", "List every change with its reason.", short="v"),
)


class SettingsError(ValueError):
    """A setting that makes no sense; the message names the option or the variable, never its value."""


class Settings(Record, kw_only=False):
    """What a run was asked to do; see OPTIONS for each."""

    profile: str = "restricted"
    set: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    allow_missing: bool = False
    namespace: str = ""
    ask_cluster: bool = False
    mode: str = ""
    strict: bool = False
    stream: bool = False
    allow_empty: bool = False
    report: str = ""
    diff: bool = False
    log_file: str = ""
    quiet: bool = False
    verbose: bool = False

    def values(self) -> dict[str, str]:
        """The variables given by `--set`. Raises SettingsError."""
        pairs = [pair.partition("=") for pair in self.set]
        for position, (name, separator, _) in enumerate(pairs, 1):
            if not name or not separator:
                raise SettingsError(f"--set number {position} is not NAME=VALUE")
        return {name: value for name, _, value in pairs}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that KHARDEN_* variables give. Raises SettingsError."""
    found: dict[str, Any] = {}
    for option in OPTIONS:
        text = environment.get(option.variable)
        if text is None:
            continue
        if option.many:
            found[option.field] = tuple(line for line in text.split("\n") if line)
        elif option.metavar:
            if option.choices and text and text not in option.choices:
                raise SettingsError(f"{option.variable} must be one of {', '.join(option.choices)}")
            found[option.field] = text or getattr(Settings, option.field)
        elif text.lower() in _TRUE + _FALSE:
            found[option.field] = text.lower() in _TRUE
        else:
            raise SettingsError(f"{option.variable} is a switch: 1 or 0, true or false, yes or no, on or off")
    return Settings(**found)


def unknown(environment: Mapping[str, str]) -> set[str]:
    """The variables with a value that begin like settings, in whatever case, and are none."""
    named = {name for name in environment if name.upper().startswith(PREFIX) and environment[name]}
    return named.difference(option.variable for option in OPTIONS) if named else named


def from_arguments(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The settings that plain options give; None for all else: commands, help, mistakes, rarer spellings.

    That is click's business, which reads the same options, but takes longer to import than most runs take.
    """
    known = {f"--{option.name}": option for option in OPTIONS}
    known |= {f"-{option.short}": option for option in OPTIONS if option.short}
    given: dict[str, Any] = {}
    remaining = iter(arguments)
    for argument in remaining:
        name, equals, value = argument.partition("=")
        option = known.get(name)
        if option is None or (equals and (option.metavar == "" or not name.startswith("--"))):
            return None
        if not option.metavar:
            given[option.field] = True
            continue
        if not equals:
            value = next(remaining, "-")
            if value.startswith("-"):
                return None
        if option.choices and value not in option.choices:
            return None
        given[option.field] = (*given.get(option.field, ()), value) if option.many else value
    return given
