"""Reads the first document of a text as kubectl does.

The events come from libyaml (ruamel.yaml.clib); a text that it refuses is tried with ruamel.yaml's own
parser, since kubectl accepts some that libyaml 0.1.7 does not: `[nginx:1.25]`, `{u: http://x}`.
"""

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from postrender.lossless.composer import Composer
from postrender.lossless.errors import LosslessError
from postrender.lossless.nodes import Composition
from postrender.lossless.parsers import libyaml_events, own_events
from postrender.lossless.text import LINE_BREAKS, Lines, has_odd_breaks

_MARK_WITHIN = f"(?<=[{LINE_BREAKS}])\ufeff"


def compose(text: str) -> Composition:
    """Read the first document of a text that ends with a line break.

    `complete` is False where more follows it. Raises LosslessError where kubectl would refuse the text.
    """
    if mark := re.search(_MARK_WITHIN, text) if "\ufeff" in text else None:
        place = Lines(text).position(mark.start())
        raise LosslessError(
            "a byte-order mark in the middle: go-yaml reads it as a letter, libyaml as none", *place
        )
    if "\r\r\n" in text:
        place = Lines(text).position(text.index("\r\r\n"))
        raise LosslessError("two carriage returns before a line feed: kubectl drops one of them", *place)
    try:
        return Composer(text, libyaml_events(text)).compose()
    except YAMLError as refusal:
        # ruamel.yaml's own parser reads on where such a break ends a document for kubectl. JSON has none.
        if has_odd_breaks(text) and not text.lstrip().startswith("{"):
            raise _described(text, refusal) from None
        try:
            return Composer(text, own_events(text)).compose()
        except (YAMLError, AssertionError):
            # Not the second error: the two mostly agree, and kubectl and Helm say it in libyaml's words.
            raise _described(text, refusal) from None
    except UnicodeEncodeError as error:
        line, column = Lines(text).position(error.start)
        raise LosslessError("half of a surrogate pair is not a character", line, column) from None


def _described(text: str, error: YAMLError) -> LosslessError:
    if isinstance(error, MarkedYAMLError):
        from postrender.lossless.hints import hint

        mark = error.problem_mark or error.context_mark
        words = " ".join(part for part in (error.context, error.problem) if part)
        return LosslessError(f"YAML: {words}{hint(text, mark.index)}", mark.line + 1, mark.column + 1)
    # A reader's error: a character that YAML does not allow; both parsers have a class of their own for it.
    position, reason = (
        getattr(error, "position", None),
        getattr(error, "reason", "a character is not allowed"),
    )
    place = Lines(text).position(min(position, len(text))) if isinstance(position, int) else (0, 0)
    return LosslessError(f"YAML: {reason}", *place)
