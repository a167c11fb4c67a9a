"""Where a value stands: what an edit has to know of its surroundings."""

from postrender.lossless.emit import FlowStyle, Layout


class Place:
    """The surroundings of one value.

    `after`: the offset behind the colon or dash before it. `column`: that of the collection that holds
    it, -1 for a document's root. `dash_width`: how far the content of an item stands from its dash, 0 for
    any other value. `flow`: the style of the flow collection that holds it, None in block style.
    """

    __slots__ = ("after", "column", "dash_width", "flow", "layout")

    def __init__(
        self, layout: Layout, after: int, column: int, dash_width: int = 0, flow: FlowStyle | None = None
    ) -> None:
        self.layout = layout
        self.after = after
        self.column = column
        self.dash_width = dash_width
        self.flow = flow

    def within_sequence(self, column: int) -> "Place":
        """The same for a block sequence with its dashes in the column: lists in it stand as it does."""
        if self.column < 0 or self.dash_width:
            return self
        layout = self.layout
        step = max(0, column - self.column)
        inner = Layout(layout.step, step, layout.dash_width, layout.literals, layout.taken)
        return Place(inner, self.after, self.column)

    def child_column(self, of_sequence: bool) -> int:
        """The column of a block collection that is to stand here, on lines of its own."""
        if self.column < 0:
            return 0
        if self.dash_width:
            return self.column + self.dash_width
        return self.column + (self.layout.dash_step if of_sequence else self.layout.step)
