"""Makes a document say other data, by the smallest changes of its text.

The tree is compared with the wanted data, node by node: what is equal is not touched; a collection loses,
gains and changes single entries (`block` and `flow` know how); any other value is replaced in its place.
"""

from collections.abc import Set
from typing import cast

from postrender.lossless import block, flow, items, replace
from postrender.lossless.align import aligned
from postrender.lossless.changes import CannotExpressError, Changes
from postrender.lossless.emit import Layout
from postrender.lossless.flow_style import style_of
from postrender.lossless.nodes import (
    Alias,
    Collection,
    Composition,
    Entry,
    Json,
    Mapping,
    Node,
    Sequence,
)
from postrender.lossless.origins import Origins
from postrender.lossless.place import Place
from postrender.places import same


class Editor:
    """One attempt to edit a text.

    `freely`: a text of several lines may become a literal, and what moves may keep its text.
    `plain_depth`: changed collections at this depth (the root's is 0) are written anew; None: none is,
    unless it cannot be helped. `anew`: collections that are written anew even if nothing in them changes.
    `around`: how the text is laid out that this one is part of. After the edit `rewritten` counts what was
    written anew, and `deepest` is the depth of the deepest change.
    """

    def __init__(
        self,
        text: str,
        composition: Composition,
        origins: Origins,
        freely: bool = True,
        plain_depth: int | None = None,
        anew: Set[Node] = frozenset(),
        around: Layout | None = None,
    ) -> None:
        self.changes = Changes(text)
        self.root = composition.root
        self.anew = anew
        self.everywhere = composition.aliased or bool(anew)
        self.origins = origins
        self.freely = freely
        # What an alias stands for stands in several places.
        self.may_move = freely and origins.moved and not self.everywhere
        around = around or Layout()
        self.layout = Layout(around.step, around.dash_step, around.dash_width, freely)
        self.plain_depth = plain_depth
        self.rewritten = 0
        self.deepest = 0
        self._said: dict[int, Json] = {}  # by anchored node that stays: what it says after the edit

    def edited(self, target: Json) -> str:
        """The text that says `target`. Raises CannotExpressError."""
        if self.may_move:
            from postrender.lossless.moves import Moves

            self.layout.taken = Moves(self.changes, self.root, self.origins, self.layout).taken
        block.set_layout(self.layout, self.changes, self.root)
        place = Place(self.layout, after=self._root_offset(), column=-1)
        if self.root is None or (self.root.start == self.root.end and not self.root.value):
            replace.empty_document(self.changes, target, place)
        else:
            self.edit(self.root, target, place, 0)
        return self.changes.spliced()

    def edit(self, node: Node, target: Json, place: Place, depth: int) -> None:
        """Make the text at a node say `target`."""
        if target is node.value and not self.everywhere:
            return
        if isinstance(node, Alias):
            if id(node.target) not in self._said or not same(self._said[id(node.target)], target):
                replace.value(self.changes, node, target, place)
        elif isinstance(node, Collection):
            if not self._edit_inside(node, target, place, depth):
                replace.value(self.changes, node, target, place)
        else:
            if not same(node.value, target):
                replace.value(self.changes, node, target, place)
            if not isinstance(target, (dict, list)):
                self._said[id(node)] = target

    def _edit_inside(self, node: Collection, target: Json, place: Place, depth: int) -> bool:
        """Edit a collection entry by entry. Returns whether it could stay; else nothing is changed."""
        if not isinstance(target, (dict, list)) or not self._may_stay(node, target, place):
            return False
        self.deepest = max(self.deepest, depth)
        mark, said = self.changes.mark(), len(self._said)
        try:
            if isinstance(node, Mapping):
                self._edit_mapping(node, cast("dict[str, Json]", target), place, depth)
            elif isinstance(node, Sequence):
                self._edit_sequence(node, cast("list[Json]", target), place, depth)
            self._refuse_where_written_anew(node, depth, changed=self.changes.mark() != mark)
        except CannotExpressError:
            self.changes.forget_since(mark)
            for lost in list(self._said)[said:]:
                del self._said[lost]
            self.rewritten += 1
            return False
        self._said[id(node)] = target
        return True

    def _may_stay(self, node: Collection, target: dict[str, Json] | list[Json], place: Place) -> bool:
        """Whether a collection is edited, and not replaced by one that is written anew."""
        if isinstance(node, Mapping) != isinstance(target, dict):
            return False
        if not node.value:
            return not target or self._opens_in_flow(node, place)
        if not target:
            return node.flow and flow.bracketed(self.changes, node)
        # Of a block mapping that keeps no key nothing would stay but comments.
        return (
            node.flow
            or not isinstance(node.value, dict)
            or not node.value.keys().isdisjoint(target)
            or bool(self._renamed(node, target))
        )

    def _refuse_where_written_anew(self, node: Node, depth: int, changed: bool) -> None:
        if node in self.anew or (changed and depth == self.plain_depth):
            raise CannotExpressError

    def _opens_in_flow(self, node: Collection, place: Place) -> bool:
        """Whether an empty collection stays in flow style when it gets entries."""
        inner = self.changes.text[node.opening : node.end - 1]
        on_one_line = place.flow is not None and place.flow.indent is None
        return on_one_line or node.tagged or node.anchored or bool(inner.strip())

    def _edit_mapping(self, node: Mapping, target: dict[str, Json], place: Place, depth: int) -> None:
        kept, removed, added = self._entries(node, target)
        renamed = self._renamed(node, target)
        for entry in [entry for entry in removed if entry.name in renamed] if renamed else ():
            name = renamed[entry.name]
            removed.remove(entry)
            kept.append((entry, target[name]))
            added.pop(name, None)
            replace.key(self.changes, entry.key, name, node.flow)
        gone = [index for index, entry in enumerate(node.entries) if entry in removed]
        all_gone = len(gone) == len(node.entries) > 0
        if all_gone and not node.flow:
            raise CannotExpressError
        if node.flow:
            style = style_of(self.changes, node, place.flow)
            if all_gone:
                flow.replace_entries(self.changes, node, added, style)
                return
            for entry, value in kept:
                after = flow.value_offset(self.changes, entry.key)
                self.edit(entry.node, value, Place(place.layout, after, -1, flow=style), depth + 1)
            if gone:
                flow.remove(self.changes, node, gone, bool(added))
            if added:
                flow.add_entries(self.changes, node, added, style)
            return
        column = self.changes.lines.column(block.first_offset(self.changes, node))
        layout = block.layout_within(self.changes, node, place.layout)
        for entry, value in kept:
            behind = block.value_offset(self.changes, entry)
            if behind is not None:
                self.edit(entry.node, value, Place(layout, behind, column), depth + 1)
            elif value is not None:
                block.add_value(self.changes, entry, value, layout)
        if gone:
            block.remove(self.changes, node, gone)
        if added:
            block.add_entries(self.changes, node, added, layout, target)

    def _entries(
        self, node: Mapping, target: dict[str, Json]
    ) -> tuple[list[tuple[Entry, Json]], list[Entry], dict[str, Json]]:
        """What to look into, what to remove and what to add."""
        if node.odd:
            from postrender.lossless.odd_mappings import odd_entries

            return odd_entries(node, target, self._said)
        kept: list[tuple[Entry, Json]] = []
        removed: list[Entry] = []
        for entry in node.entries:
            name = cast("str", entry.name)
            if name not in target:
                removed.append(entry)
            elif target[name] is not entry.node.value or self.everywhere:
                kept.append((entry, target[name]))
        values = cast("dict[str, Json]", node.value)
        return kept, removed, {name: value for name, value in target.items() if name not in values}

    def _renamed(self, node: Collection, target: Json) -> dict[str | None, str]:
        """The keys of a mapping that operations have moved to a new key of it, and that key."""
        values = node.value
        if not self.may_move or not isinstance(target, dict) or not isinstance(values, dict):
            return {}
        sources = ((self.origins.source(target, name), name) for name in target.keys() - values.keys())
        return {
            str(source[1]): name
            for source, name in sources
            if source and source[0] == id(values) and source[1] not in target
        }

    def _edit_sequence(self, node: Sequence, target: list[Json], place: Place, depth: int) -> None:
        pairs = aligned(cast("list[Json]", node.value), target, self.origins)
        gone = sorted(set(range(len(node.items))).difference(old for old, _, _ in pairs))
        style = style_of(self.changes, node, place.flow) if node.flow else None
        if gone and len(gone) == len(node.items):
            flow.clear(self.changes, node)
            return
        dashes = [] if node.flow else block.dash_offsets(self.changes, node)
        column = -1 if node.flow or not dashes else self.changes.lines.column(dashes[0])
        width = 0 if node.flow else items.dash_width(self.changes, dashes, node)
        if column >= 0:
            place = place.within_sequence(column)
        new: list[tuple[Json, list[str]]] = []
        position = 0
        for number, (old, comes, value) in enumerate([*pairs, (len(node.items), None, None)]):
            if old is None:
                new.append((value, self._lines(node, comes, target, number, place)))
                continue
            if new and style:
                flow.insert_items(self.changes, node, position, new, style)
            elif new:
                items.insert(self.changes, node, dashes, position, new, place)
            new = []
            position = old + 1
            if old < len(node.items):
                child = node.items[old]
                after = child.start if style else dashes[old] + 1
                own_width = 0 if style else block.own_dash_width(self.changes, dashes[old], child) or width
                self.edit(child, value, Place(place.layout, after, column, own_width, style), depth + 1)
        if gone and style:
            flow.remove(self.changes, node, gone)
        elif gone:
            block.remove(self.changes, node, gone)

    def _lines(
        self, node: Sequence, comes: int | None, target: list[Json], number: int, place: Place
    ) -> list[str]:
        """The lines of an item that comes in, if it has some: within its list, or from elsewhere."""
        if comes is not None and self.freely:
            from postrender.lossless.moves import take

            return take(self.changes, node, comes, at_root=place.column < 0)
        if node.flow or not place.layout.taken:
            return []
        column = self.changes.lines.column(block.first_dash(self.changes, node))
        return place.layout.taken(target, number, column)

    def _root_offset(self) -> int:
        """Where the line begins on which the root stands, behind a marker line (`---`)."""
        return self.changes.lines.start(self.root.start) if self.root else 0
