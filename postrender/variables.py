"""Allow-listed `${NAME}` in one decoded string.

Only names on the list are ours; every other `${...}`, and a bare `$NAME`, is somebody else's (a script in
a ConfigMap, a Grafana dashboard, an OpenTelemetry configuration) and stays as it stands.

`${NAME}` and the operators `:-` `-` `:=` `=` `:+` `+` `:?` `?` mean what they mean between
double quotes to a shell that runs with `set -u` (POSIX.1-2017, Shell Command Language, 2.6.2 Parameter
Expansion). Where a string differs from a script:

- An assignment (`=`, `:=`) lasts for the rest of the same string, as if that string were the script.
- The word after an operator is text, and allow-listed `${NAME}` in it are expanded when the word is used.
  What only a shell can expand there (quotes, backslashes, `$(...)`, other variables) is refused: in a shell
  it could also move the closing brace.
- The shells' other operators (`%` `#` `/` `^` `,` `:0:3`) are refused on an allow-listed name.
- `$${NAME}` gives `${NAME}`, for allow-listed names only. An escape is undone once: a second run sees a
  variable.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from postrender.places import find
from postrender.record import Record

OPT_OUT = ("kustomize.toolkit.fluxcd.io/substitute", "kharden.dev/substitute")
"""Labels or annotations whose value `disabled` keeps an object's strings as they are: Flux's, and ours."""

_AFTER_NAME = r"(\}|:?[-=+?]|[%#/^,]|:[ 0-9])"
_DEEPEST = 20
# Most streams hold none of these, so they are compiled where one may.
_ENDS_WORD = r"[}$\"\\`]"
_ESCAPED_CHARACTER = r"\\(?:x|u00|U000000)[2-7][0-9A-Fa-f]"
_ESCAPED_BREAK = "\\$(?:\\{\\w*)?\\\\[\r\n\x85\u2028\u2029]"


class VariableError(ValueError):
    """A reference to the variable `name` that cannot be substituted. Its message holds no value."""

    remedy: str
    """What to do about it; the name stands in for `{}`."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"variable {name} {problem}: {self.remedy.format(name)}")
        self.name = name


class UnresolvedVariableError(VariableError):
    """A variable has no value, or an empty one where `:?` asks for more."""

    remedy = "give one with --set {0}=VALUE, or in the environment"


class UnsupportedExpansionError(VariableError):
    """An expansion that only a shell could carry out."""

    remedy = "write $${{{0}... to leave it to a shell"


Occurrence = tuple[int, int, str]
"""Start, end (in code points) and replacement: what stands between the two is to become it."""


class _Expansion(Record, kw_only=False):
    source: str
    name: str
    operator: str
    word: tuple[Any, ...]
    """Text, and the expansions in it."""
    end: int


class Variables:
    """The allow-listed `names`, the `values` known, and whether one without a value may stay as it is.

    Raises ValueError where a name is no shell identifier. Values of names that are not listed are ignored.
    """

    __slots__ = ("_pattern", "_start", "allow_missing", "names", "values")

    def __init__(self, names: Iterable[str], values: Mapping[str, str], allow_missing: bool = False) -> None:
        self.names = tuple(dict.fromkeys(names))
        self.values = values
        self.allow_missing = allow_missing
        for name in self.names:
            if not (name.isascii() and name.isidentifier()):
                raise ValueError(
                    f"{name!r} is not a variable's name: letters, digits and _, the first not a digit"
                )
        any_name = "|".join(self.names)
        # A single character, to begin with, is found many times as fast as two.
        self._start = rf"\$(?=\{{(?:{any_name}))"
        self._pattern = rf"(\$?)\$\{{({any_name}){_AFTER_NAME}"

    def for_object(self, obj: Any) -> "Variables":
        """These variables, with NAMESPACE taken from the object's own metadata where no value was given.

        Without the parameters of an OpenShift Template, which are written alike: `oc process` fills them in.
        """
        namespace = find(obj, ("metadata", "namespace"))
        own, values = _parameters(obj), self.values
        if "NAMESPACE" not in values and isinstance(namespace, str) and namespace and "$" not in namespace:
            values = {**values, "NAMESPACE": namespace}
        if values is self.values and not own:
            return self
        return Variables((name for name in self.names if name not in own), values, self.allow_missing)

    def occurs_in(self, text: str) -> bool:
        r"""Whether the YAML `text` may hold a reference: cheap, never False where a decoded scalar holds one.

        Beside the literal `${NAME` a double-quoted scalar can spell one with escapes (`"\x24{NAME}"`).
        """
        if not self.names:
            return False
        if self._named_in(text):
            return True
        if "\\" not in text:
            return False
        if re.search(_ESCAPED_CHARACTER, text):
            return True
        return "$" in text and re.search(_ESCAPED_BREAK, text) is not None

    def _named_in(self, text: str) -> bool:
        """Whether a name on the list, or one that begins like it, stands behind `${`."""
        return bool(self.names) and "$" in text and re.search(self._start, text) is not None

    def occurrences(self, string: str) -> list[Occurrence]:
        """What is to be replaced in `string`, in order and without overlaps.

        Raises UnresolvedVariableError and UnsupportedExpansionError.
        """
        return list(self._occurrences(string)) if self._named_in(string) else []

    def _occurrences(self, string: str) -> Iterator[Occurrence]:
        reference, values, position = re.compile(self._pattern), dict(self.values), 0
        while match := reference.search(string, position):
            if match[1]:
                yield match.start(), match.start() + 1, ""
                position = match.end()
            else:
                expansion = _parse(string, match, reference)
                position = expansion.end
                replacement = self._value(expansion, values)
                if replacement != expansion.source:
                    yield match.start(), position, replacement

    def _value(self, expansion: _Expansion, values: dict[str, str]) -> str:
        """The expansion's value; `values` also receives what `=` and `:=` assign."""
        name, operator = expansion.name, expansion.operator
        value = values.get(name)
        absent = not value if operator.startswith(":") else value is None
        if operator.endswith("+"):
            return "" if absent else self._text(expansion, values)
        if value is not None and not absent:
            return value
        if operator.endswith("?"):
            raise UnresolvedVariableError(name, f"needs a value here (${{{name}{operator}...}})")
        if operator:
            word = self._text(expansion, values)
            if operator.endswith("="):
                values[name] = word
            return word
        if self.allow_missing:
            return expansion.source
        raise UnresolvedVariableError(name, "has no value")

    def _text(self, expansion: _Expansion, values: dict[str, str]) -> str:
        word = expansion.word
        return "".join(part if isinstance(part, str) else self._value(part, values) for part in word)


def _parameters(obj: Any) -> list[Any]:
    """The names of an OpenShift Template's parameters, or of those of the Templates in a list."""
    if not isinstance(obj, dict):
        return []
    if isinstance(obj.get("items"), list):
        return [name for item in obj["items"] for name in _parameters(item)]
    found = obj.get("parameters") if obj.get("kind") == "Template" else None
    return [each.get("name") for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def opted_out(obj: Any) -> bool:
    """Whether the object's labels or annotations say that nothing in it is to be substituted."""
    places = (("metadata", field, mark) for field in ("labels", "annotations") for mark in OPT_OUT)
    return any(find(obj, place) == "disabled" for place in places)


def _parse(string: str, match: "re.Match[str]", reference: "re.Pattern[str]", depth: int = 1) -> _Expansion:
    """The expansion that begins at `match`, those in its word included. Raises UnsupportedExpansionError."""
    start, end, name, operator = match.start(), match.end(), match[2], match[3]
    if operator == "}":
        return _Expansion(string[start:end], name, "", (), end)
    if operator[-1] not in "-=+?":
        raise UnsupportedExpansionError(
            name, f"has an operator that is not supported in ${{{name}{operator[0]}...}}"
        )
    shown = f"${{{name}{operator}...}}"
    if depth > _DEEPEST:
        raise UnsupportedExpansionError(name, f"is nested too deep in {shown}")
    word: list[str | _Expansion] = []
    while special := re.compile(_ENDS_WORD).search(string, end):
        word.append(string[end : special.start()])
        end = special.end()
        if special[0] == "}":
            return _Expansion(string[start:end], name, operator, tuple(word), end)
        inner = reference.match(string, special.start())
        if inner is None or inner[1]:
            raise UnsupportedExpansionError(name, f"has {special[0]} inside {shown}")
        expansion = _parse(string, inner, reference, depth + 1)
        word.append(expansion)
        end = expansion.end
    raise UnsupportedExpansionError(name, f"has no closing brace in {shown[:-1]}")
