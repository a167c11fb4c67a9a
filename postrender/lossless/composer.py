"""Events to tree: the first document of a text, with the values that kubectl reads."""

import re
from collections.abc import Iterator
from typing import Any, cast

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from postrender.lossless.errors import LosslessError
from postrender.lossless.nodes import (
    Alias,
    Composition,
    Entry,
    Json,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_merge_key,
    merge_sources,
)
from postrender.lossless.scalars import (
    MERGE_TAG,
    NUMERIC,
    STRING_TAG,
    WORDS,
    JsonScalar,
    UnreadableScalarError,
    json_number,
    key_text,
    resolve_plain,
    resolve_tagged,
)
from postrender.lossless.text import ODD_BREAK, Lines, has_odd_breaks

_SPECIAL = NUMERIC | {"<"}
"""First characters of plain scalars, other than WORDS, that need a second look."""

MAXIMAL_DEPTH = 200
"""Collections within collections; with more, recursions over the data could run out of stack."""

MAXIMAL_ALIASED_NODES = 400_000
"""Nodes that aliases may stand for in one document, counted as often as named; go-yaml has a like bound."""


class Composer:
    """The state of one reading. `events` are those of either parser, taken as far as the document goes."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self.text = text
        self.events = events
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[int, int] = {}
        self.aliased_nodes = 0
        self.unsayable: list[Node] = []
        self.odd = False
        self.odd_breaks = has_odd_breaks(text)

    def fail(self, message: str, offset: int) -> LosslessError:
        """An error at an offset, to be raised."""
        return LosslessError(message, *Lines(self.text).position(offset))

    def compose(self) -> Composition:
        """The tree. Raises LosslessError, and the parser's YAMLError."""
        for event in self.events:
            kind = type(event)
            if kind is DocumentStartEvent:
                break
            if kind is StreamEndEvent:
                return Composition(None, aliased=False, complete=True, odd=False)
            if kind is not StreamStartEvent:
                raise self.fail("YAML: no document begins here", event.start_mark.index)
        root = self._root()
        if self.unsayable:
            raise self.fail("JSON has no not-a-number and no infinity", self.unsayable[0].start)
        next(self.events)
        following = next(self.events)
        if type(following) is DocumentStartEvent and not following.explicit:
            raise self.fail(
                "text after the end of the document ('...'): kubectl and Helm drop it silently",
                following.start_mark.index,
            )
        complete = type(following) is StreamEndEvent
        return Composition(root, bool(self.aliased_nodes), complete, self.odd)

    def _root(self) -> Node:
        # One loop without calls for what is common: this is where most of a run's time goes.
        stack: list[tuple[Mapping | Sequence | None, Node | None]] = []
        current: Mapping | Sequence | None = None
        key: Node | None = None  # of the current mapping, while its value is awaited
        node: Node
        for event in self.events:
            kind = type(event)
            if kind is ScalarEvent:
                source: str = event.value
                style: str = event.style or ""
                if event.ctag or event.anchor or (not style and (source in WORDS or source[0] in _SPECIAL)):
                    node = self._scalar(event)
                else:
                    start, end = event.start_mark.index, event.end_mark.index
                    node = Scalar(start, end, source, False, style, None, source)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) >= MAXIMAL_DEPTH:
                    raise self.fail(f"more than {MAXIMAL_DEPTH} levels of nesting", event.start_mark.index)
                stack.append((current, key))
                current, key = self._open(event), None
                continue
            elif kind is AliasEvent:
                node = self._alias(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = cast("Mapping | Sequence", current)
                self._close(node, event.end_mark.index)
                current, key = stack.pop()
            else:
                raise self.fail("YAML: the document ends too early", event.start_mark.index)
            if current is None:
                return node
            if type(current) is Sequence:
                current.items.append(node)
                current.value.append(node.value)  # type: ignore[union-attr]
            elif key is None:
                key = node
            else:
                if self.odd_breaks:
                    self._refuse_odd_break(key, node)
                name = key.value
                values: dict[str, Json] = current.value  # type: ignore[assignment]
                if type(name) is str and name not in values and name != "<<":
                    current.entries.append(Entry(key, name, node))  # type: ignore[union-attr]
                    values[name] = node.value
                else:
                    self._add(cast("Mapping", current), key, node)
                key = None
        raise AssertionError("a parser ends its events with the end of the stream")

    def _open(self, event: Any) -> Mapping | Sequence:
        node = (Mapping if type(event) is MappingStartEvent else Sequence)(
            event.start_mark.index,
            event.end_mark.index,
            bool(event.flow_style),
            event.ctag is not None,
            event.anchor is not None,
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> Scalar:
        source: str = event.value
        start: int = event.start_mark.index
        value: JsonScalar = source
        tag: str | None = event.ctag and str(event.ctag)
        if not tag:
            plain = event.implicit[0]
            tag = MERGE_TAG if plain and source == "<<" else None
            if plain:
                value = resolve_plain(source)
        elif tag == "!":
            tag = MERGE_TAG if source == "<<" else None
        elif tag != STRING_TAG:
            try:
                value = resolve_tagged(tag, source)
            except UnreadableScalarError as error:
                raise self.fail(str(error), start) from None
        node = Scalar(
            start, event.end_mark.index, value, event.anchor is not None, event.style or "", tag, source
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        if type(value) is float or type(value) is int:
            self._as_json(node)
        return node

    def _as_json(self, node: Scalar) -> None:
        """Give a number the form that it has in JSON; a key's name is made of what it was before."""
        try:
            node.value = json_number(cast("int | float", node.value))
        except UnreadableScalarError:
            self.unsayable.append(node)

    def _alias(self, event: Any) -> Alias:
        start = event.start_mark.index
        target = self.anchors.get(event.anchor)
        if target is None:
            # Not by its name: an unquoted password may begin with an asterisk.
            raise self.fail("an alias ('*') of an unknown anchor", start)
        if target.end < 0:
            raise self.fail("an alias ('*') of an anchor that contains itself", start)
        self.aliased_nodes += self._size(target)
        if self.aliased_nodes > MAXIMAL_ALIASED_NODES:
            raise self.fail("excessive aliasing", start)
        return Alias(start, event.end_mark.index, target)

    def _size(self, node: Node) -> int:
        if isinstance(node, Alias):
            return self._size(node.target)
        if not isinstance(node, (Mapping, Sequence)):
            return 1
        known = self.sizes.get(id(node))
        if known is None:
            children = node.items if isinstance(node, Sequence) else [entry.node for entry in node.entries]
            known = self.sizes[id(node)] = 1 + sum(map(self._size, children))
        return known

    def _add(self, mapping: Mapping, key: Node, node: Node) -> None:
        if is_merge_key(key):
            if merge_sources(node) is None:
                raise self.fail("a merge key needs a mapping, or a sequence of mappings", node.start)
            mapping.odd = self.odd = True
            mapping.entries.append(Entry(key, None, node))
            return
        name = key.value if type(key.value) is str else self._key_name(key)
        values = cast("dict[str, Json]", mapping.value)
        if name in values:
            mapping.odd = self.odd = True
        mapping.entries.append(Entry(key, name, node))
        values[name] = node.value

    def _refuse_odd_break(self, key: Node, node: Node) -> None:
        """Refuse a break between key and value that ends a line for libyaml, but not always for go-yaml."""
        found = re.compile(ODD_BREAK).search(self.text, key.end, max(key.end, node.start))
        if found:
            raise self.fail(
                "a line break between a key and its value that tools read differently", found.start()
            )

    def _key_name(self, key: Node) -> str:
        if key in self.unsayable:
            self.unsayable.remove(key)
        try:
            return key_text(self._native(key))
        except UnreadableScalarError as error:
            raise self.fail(f"not a key: {error}", key.start) from None

    def _native(self, key: Node) -> JsonScalar:
        """A key as go-yaml holds it before JSON, where `1`, `1.0` and `"1"` are three."""
        scalar = key.target if isinstance(key, Alias) else key
        if not isinstance(scalar, Scalar):
            from postrender.lossless.hints import hint

            raise self.fail(f"a mapping or sequence cannot be a key{hint(self.text, key.start)}", key.start)
        if scalar.tag:
            return resolve_tagged(scalar.tag, scalar.source)
        return scalar.source if type(scalar.value) is str else resolve_plain(scalar.source)

    def _refuse_unequal(self, mapping: Mapping) -> None:
        """Of equal keys the last counts; of `1` and `"1"`, which become one only in JSON, either may."""
        natives: dict[str, JsonScalar] = {}
        for entry in mapping.entries:
            if entry.name is not None:
                native = self._native(entry.key)
                other = natives.setdefault(entry.name, native)
                if type(other) is not type(native) or other != native:
                    message = f"several keys are read as {entry.name!r}, and kubectl takes any of them"
                    raise self.fail(message, entry.key.start)

    def _close(self, collection: Mapping | Sequence, end: int) -> None:
        """Set the end: a block collection's is its last child's; the event comes with the next token."""
        if isinstance(collection, Mapping):
            last = collection.entries[-1].node if collection.entries else None
            if collection.odd:
                self._refuse_unequal(collection)
                self._merge(collection)
        else:
            last = collection.items[-1] if collection.items else None
        collection.end = end if collection.flow or last is None else last.end

    @staticmethod
    def _merge(mapping: Mapping) -> None:
        """Merge as go-yaml v2 does, where the merge key stands: it overrides what comes before it."""
        values = cast("dict[str, Json]", mapping.value)
        values.clear()
        for entry in mapping.entries:
            if entry.name is not None:
                values[entry.name] = entry.node.value
            else:
                for source in merge_sources(entry.node) or ():
                    values.update(cast("dict[str, Json]", source.value))
