"""The events of ruamel.yaml's own parser, with an empty value where libyaml puts it: behind the colon.

The parser itself puts it at the next token, past comments that belong to the value's line.
"""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StreamMark
from ruamel.yaml.events import ScalarEvent

from postrender.lossless import gaps


def own_events(text: str) -> Iterator[Any]:
    """The events of a text. Raises YAMLError while they are taken."""
    end = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        mark = event.start_mark
        if type(event) is ScalarEvent and event.end_mark.index == mark.index:
            colon = gaps.skip(text, end)
            if colon < mark.index and text.startswith(":", colon):
                event.start_mark = event.end_mark = StreamMark(mark.name, colon + 1, mark.line, mark.column)
        end = event.end_mark.index
        yield event
