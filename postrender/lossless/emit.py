"""Data to YAML text that all tools of the field read alike, be it as YAML 1.1 or 1.2.

A string stays plain only where no schema could take it for something else; JSON stays JSON.
"""

import re
from collections.abc import Callable, Iterator

from postrender.lossless.nodes import Json
from postrender.lossless.scalars import resolve_plain

_MARKS = str.maketrans("", "", "/_.,-")
"""Takes away what may stand within a word or a path."""
_KEYWORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
# Most of what is written are words and paths: what tells about other strings is compiled when one comes.
_PLAIN = (
    r"(?:[\w/$(.]|-(?=[\w/$(.-]))"
    r"(?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff:#]|:(?=\S)|(?<=\S)#)*"
)
_FLOW_INDICATORS = r"[,\[\]{}:]"
_LIKE_ANOTHER_TYPE = (
    r"[-+.]?[0-9][0-9_,.:]*(?:[eE][-+]?[0-9_]*)?"  # numbers, also of base 60 or with digit groups
    r"|[-+]?0[xXoObB][0-9a-fA-F_]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?"  # timestamps
    r"|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|null|<<|---.*|\.\.\..*|-|\."
)
_ESCAPED = r'[\x00-\x1f"\\\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]'
_SHORT_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\",
}  # fmt: skip
_JSON_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_UNFIT_FOR_LITERAL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
_UNFIT_FOR_SINGLE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"


def double_quoted(text: str, json: bool = False) -> str:
    """A double-quoted scalar on one line; in JSON only with the escapes that JSON has."""

    def escape(match: re.Match[str]) -> str:
        character = match.group()
        short = (_JSON_ESCAPES if json else _SHORT_ESCAPES).get(character)
        if short:
            return short
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 and not json else f"\\u{code:04x}"

    return f'"{re.sub(_ESCAPED, escape, text)}"'


def single_quoted(text: str) -> str | None:
    """A single-quoted scalar on one line; None where it cannot be said so."""
    unfit = not text.isprintable() and re.search(_UNFIT_FOR_SINGLE, text)
    return None if unfit else "'" + text.replace("'", "''") + "'"


def is_plain(text: str, flow: bool) -> bool:
    """Whether every reader takes a text, written plain, for this string."""
    letters = text.translate(_MARKS)
    if text.isascii() and (text[:1].isalpha() or text[:1] == "/") and (letters.isalnum() or not letters):
        return text.lower() not in _KEYWORDS and not (flow and "," in text)
    return (
        re.fullmatch(_PLAIN, text) is not None
        and text[-1] not in " :"
        and not re.fullmatch(_LIKE_ANOTHER_TYPE, text, re.IGNORECASE)
        and not (flow and re.search(_FLOW_INDICATORS, text))
        and isinstance(resolve_plain(text), str)
    )


def string(text: str, flow: bool = False) -> str:
    """A string: plain where it can be, else in double quotes."""
    return text if is_plain(text, flow) else double_quoted(text)


def scalar(value: Json, flow: bool = False, json: bool = False) -> str:
    """Any scalar, and the empty collections, as text on one line."""
    if isinstance(value, str):
        return double_quoted(value, json=True) if json else string(value, flow)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    return "{}" if isinstance(value, dict) else "[]"


def literal(text: str, indent: int, parent_indent: int) -> tuple[str, list[str]] | None:
    """A literal block scalar: its header and its lines; None where it cannot be said so.

    `indent` is the column of the lines, `parent_indent` that of the collection in which it stands.
    """
    content = text.rstrip("\n")
    if not content or re.search(_UNFIT_FOR_LITERAL, text):
        return None
    indicator = ""
    if content.lstrip("\n")[0] in " \t":
        if not 1 <= indent - parent_indent <= 9:
            return None
        indicator = str(indent - parent_indent)
    trailing = len(text) - len(content)
    chomping = "-" if trailing == 0 else "+" if trailing > 1 else ""
    lines = content.split("\n") + [""] * (trailing - 1)
    return f"|{indicator}{chomping}", [" " * indent + line if line else "" for line in lines]


class Layout:
    """How a document writes its collections, so that new ones look alike.

    `step` is the number of blanks by which a mapping stands right of its parent; `dash_step` the same for
    the dashes of a sequence, 0 where the document does not indent them; `dash_width` the distance from a
    dash to its content. `literals`: texts of several lines become literals. `taken`: gives the lines of an
    entry that stands elsewhere in the text, by its collection, its key or index, and its new column.
    """

    __slots__ = ("dash_step", "dash_width", "literals", "step", "taken")

    def __init__(
        self,
        step: int = 2,
        dash_step: int = 0,
        dash_width: int = 2,
        literals: bool = True,
        taken: Callable[[Json, str | int, int], list[str]] | None = None,
    ) -> None:
        self.step = step
        self.dash_step = dash_step
        self.dash_width = dash_width
        self.literals = literals
        self.taken = taken


def block(value: Json, column: int, layout: Layout, within: Json = None) -> list[str]:
    """The lines of a block collection that is not empty, each with its indentation.

    `within`: the collection that has these entries, and others.
    """
    pad = " " * column
    lines: list[str] = []
    taken = layout.taken
    if isinstance(value, dict):
        for name, child in value.items():
            lines += (taken and taken(within or value, name, column)) or _entry(
                f"{pad}{string(name)}:", child, column, layout
            )
    elif isinstance(value, list):
        for index, child in enumerate(value):
            lines += (taken and taken(value, index, column)) or item(child, column, layout.dash_width, layout)
    return lines


def _entry(head: str, value: Json, column: int, layout: Layout) -> list[str]:
    if isinstance(value, (dict, list)) and value:
        step = layout.dash_step if isinstance(value, list) else layout.step
        return [head, *block(value, column + step, layout)]
    if isinstance(value, str) and "\n" in value and layout.literals:
        written = literal(value, column + layout.step, column)
        if written:
            return [f"{head} {written[0]}", *written[1]]
    return [f"{head} {scalar(value)}"]


def item(value: Json, column: int, width: int, layout: Layout) -> list[str]:
    """The lines of a sequence's item; `width` is the distance from its dash to its content."""
    dash = " " * column + "-"
    if isinstance(value, (dict, list)) and value:
        first, *others = block(value, column + width, layout)
        return [dash + " " * (width - 1) + first.lstrip(" "), *others]
    return _entry(dash + " " * (width - 2), value, column, layout)


class FlowStyle:
    """How a flow collection is written: as JSON, with or without blanks after separators, over lines.

    `comma` and `colon` are the separators with the blank behind them, if there is one. `indent` is the
    column of an entry on a line of its own, None where the collection stands on one line; `fill` is what
    stands before it, a blank or a tab. `opens`: a collection inside has lines of its own, too.
    """

    __slots__ = ("colon", "comma", "fill", "indent", "json", "opens", "step")

    def __init__(
        self,
        json: bool = False,
        comma: str = ", ",
        colon: str = ": ",
        indent: int | None = None,
        step: int = 2,
        fill: str = " ",
    ) -> None:
        self.json = json
        self.comma = comma
        self.colon = colon
        self.indent = indent
        self.step = step
        self.fill = fill
        self.opens = indent is not None

    @property
    def line_start(self) -> str:
        """A line break and what stands before an entry on the next line."""
        return "\n" + self.fill * (self.indent or 0)

    def inner(self) -> "FlowStyle":
        """The style of a collection inside, where entries have lines of their own."""
        indent = (self.indent or 0) + self.step
        return FlowStyle(self.json, self.comma, self.colon, indent, self.step, self.fill)


def flow(value: Json, style: FlowStyle) -> str:
    """A value in flow style."""
    if not isinstance(value, (dict, list)) or not value:
        return scalar(value, flow=True, json=style.json)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not style.opens:
        return opening + style.comma.join(_flow_parts(value, style)) + closing
    inner = style.inner()
    parts = (inner.line_start + part for part in _flow_parts(value, inner))
    return opening + ",".join(parts) + style.line_start + closing


def _flow_parts(value: dict[str, Json] | list[Json], style: FlowStyle) -> Iterator[str]:
    if isinstance(value, list):
        yield from (flow(child, style) for child in value)
    else:
        yield from (flow_entry(name, child, style) for name, child in value.items())


def flow_entry(name: str, value: Json, style: FlowStyle) -> str:
    """`key: value` as it stands in a flow mapping."""
    key = double_quoted(name, json=True) if style.json else string(name, flow=True)
    return f"{key}{style.colon if style.json else ': '}{flow(value, style)}"
