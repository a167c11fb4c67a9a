"""The two parsers, one adapter: libyaml's by ruamel.yaml.clib, and ruamel.yaml's own.

They differ in where they put an empty value: libyaml behind the colon, ruamel.yaml at the next token, past
comments that belong to the value's line. Both give it where libyaml does.
"""

from collections.abc import Callable, Iterator
from typing import Any

from _ruamel_yaml import CParser
from ruamel.yaml import YAML
from ruamel.yaml.error import StreamMark
from ruamel.yaml.events import ScalarEvent

from postrender.lossless import gaps


def libyaml_events(text: str) -> Iterator[Any]:
    """The events of a text as ruamel.yaml.clib gives them. Raises YAMLError while they are taken."""
    next_event: Callable[[], Any] = CParser(text).get_event
    return iter(next_event, None)


def own_events(text: str) -> Iterator[Any]:
    """The events of a text as ruamel.yaml's own parser gives them. Raises YAMLError while they are taken."""
    end = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        mark = event.start_mark
        if type(event) is ScalarEvent and event.end_mark.index == mark.index:
            colon = gaps.skip(text, end)
            if colon < mark.index and text.startswith(":", colon):
                event.start_mark = event.end_mark = StreamMark(mark.name, colon + 1, mark.line, mark.column)
        end = event.end_mark.index
        yield event
