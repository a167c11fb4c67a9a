"""The tree of a document: where each node stands in the text, and the value that kubectl reads there.

Offsets count code points from the beginning of the document's text. A node is never changed: an edit compares
it with the data that is wanted and yields changes of the text.
"""

from collections.abc import Sequence as SequenceOf

from postrender.lossless.scalars import MERGE_TAG, JsonScalar

Json = JsonScalar | dict[str, "Json"] | list["Json"]


class Node:
    """What every node has: its span, properties (anchor and tag) included, and its value.

    `value` is shared with the document's data and with every alias of the node: nobody may change it.
    """

    __slots__ = ("anchored", "end", "start", "value")

    value: Json

    def __init__(self, start: int, end: int, value: Json, anchored: bool) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.anchored = anchored


class Scalar(Node):
    """A scalar; `style` is `''` for a plain one, else the character that begins it: one of `'"|>`."""

    __slots__ = ("source", "style", "tag")

    def __init__(
        self,
        start: int,
        end: int,
        value: JsonScalar,
        anchored: bool,
        style: str,
        tag: str | None,
        source: str,
    ) -> None:
        # Not by super().__init__(): most nodes are scalars, and the call takes as long as all of this.
        self.start = start
        self.end = end
        self.value = value
        self.anchored = anchored
        self.style = style
        self.tag = tag
        self.source = source


class Alias(Node):
    """`*name`: its value is the value of the node that it stands for."""

    __slots__ = ("target",)

    def __init__(self, start: int, end: int, target: Node) -> None:
        super().__init__(start, end, target.value, anchored=False)
        self.target = target


class Entry:
    """A key of a mapping with its value; `name` is the JSON key, None for a merge key."""

    __slots__ = ("key", "name", "node")

    def __init__(self, key: Node, name: str | None, node: Node) -> None:
        self.key = key
        self.name = name
        self.node = node


class Collection(Node):
    """A mapping or a sequence.

    `opening` is the offset after the opening bracket, or that of the first key or dash of a block
    collection. `tagged` and `anchored` tell what stands before it.
    """

    __slots__ = ("flow", "opening", "tagged")

    def __init__(
        self, start: int, opening: int, flow: bool, tagged: bool, anchored: bool, value: Json
    ) -> None:
        # Not by super().__init__(), as above.
        self.start = start
        self.end = -1
        self.value = value
        self.anchored = anchored
        self.opening = opening
        self.flow = flow
        self.tagged = tagged


class Sequence(Collection):
    """A block or flow sequence."""

    __slots__ = ("items",)

    def __init__(self, start: int, opening: int, flow: bool, tagged: bool, anchored: bool) -> None:
        super().__init__(start, opening, flow, tagged, anchored, [])
        self.items: list[Node] = []


class Mapping(Collection):
    """A block or flow mapping.

    `odd` tells that it has duplicate or merge keys, so that other readers may see another value in it.
    """

    __slots__ = ("entries", "odd")

    def __init__(self, start: int, opening: int, flow: bool, tagged: bool, anchored: bool) -> None:
        super().__init__(start, opening, flow, tagged, anchored, {})
        self.entries: list[Entry] = []
        self.odd = False

    def entry(self, name: str) -> Entry | None:
        """The entry that counts for a key: the last one."""
        for entry in reversed(self.entries):
            if entry.name == name:
                return entry
        return None


class Composition:
    """The outcome of a reading: the root, or None without a document, and what edits have to know of it.

    `aliased`: it has aliases; `odd`: some mapping has duplicate or merge keys; `complete`: nothing
    follows it.
    """

    __slots__ = ("aliased", "complete", "odd", "root")

    def __init__(self, root: Node | None, aliased: bool, complete: bool, odd: bool) -> None:
        self.root = root
        self.aliased = aliased
        self.complete = complete
        self.odd = odd


def is_merge_key(key: Node) -> bool:
    """Whether go-yaml v2 merges at this key: a plain `<<`, or one with the tag `!!merge`."""
    return isinstance(key, Scalar) and key.source == "<<" and key.tag == MERGE_TAG


def merge_sources(node: Node) -> SequenceOf[Node] | None:
    """The nodes that a merge key names, the one that wins last; None where it names no mapping."""
    sources = list(reversed(node.items)) if isinstance(node, Sequence) else [node]
    for source in sources:
        target = source.target if isinstance(source, Alias) else source
        if not isinstance(target, Mapping):
            return None
    return sources
