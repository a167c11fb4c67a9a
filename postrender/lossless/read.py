"""Text to data, for the check after an edit: what `compose` reads, without the tree.

Most of a run's time goes into reading, half of that into checks. So documents without tags, anchors, merge
keys and duplicate keys, which nearly all are, are read straight into data; any other one is composed.
"""

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from postrender.lossless.compose import compose
from postrender.lossless.composer import MAXIMAL_DEPTH
from postrender.lossless.nodes import Json
from postrender.lossless.parsers import libyaml_events
from postrender.lossless.scalars import NUMERIC, WORDS, json_number, resolve_plain


class _UncommonError(Exception):
    """The document needs the whole reader."""


def read(text: str) -> Json:
    """What the first document of a text says; the text ends with a line break. Raises LosslessError."""
    try:
        return _data(text)
    except (_UncommonError, YAMLError, ValueError):
        root = compose(text).root
        return root.value if root else None


def _data(text: str) -> Json:
    stack: list[tuple[dict[str, Json] | list[Json] | None, str | None]] = []
    current: dict[str, Json] | list[Json] | None = None
    key: str | None = None
    value: Json
    events = libyaml_events(text)
    for event in events:
        kind = type(event)
        if kind is ScalarEvent:
            if event.ctag or event.anchor:
                raise _UncommonError
            source: str = event.value
            value = source
            if not event.style and (source in WORDS or source[0] in NUMERIC):
                value = json_number(resolve_plain(source))
            elif source == "<<":
                raise _UncommonError
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor or len(stack) >= MAXIMAL_DEPTH:
                raise _UncommonError
            stack.append((current, key))
            current, key = ({} if kind is MappingStartEvent else []), None
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = current
            current, key = stack.pop()
        elif kind is StreamStartEvent or kind is DocumentStartEvent:
            continue
        else:
            raise _UncommonError
        if current is None:
            following = next(event for event in events if type(event) is not DocumentEndEvent)
            if type(following) is DocumentStartEvent and not following.explicit:
                raise _UncommonError
            return value
        if type(current) is list:
            current.append(value)
        elif key is None:
            if type(value) is not str or value in current:
                raise _UncommonError
            key = value
        else:
            current[key] = value  # type: ignore[call-overload]
            key = None
    raise _UncommonError
