"""What a run changed, line by line, each line with the findings that are its reason.

Nothing secret is in it. Of a Secret only the keys are shown. A line in which a variable was substituted
shows the reference before and `***` after. Where hardening wrote a variable's value into a line of its own
(a volume named after a container), the value is hidden there too.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from postrender.finding import Finding, Placed, Subject
from postrender.lossless import Document
from postrender.lossless.document import BYTE_ORDER_MARK
from postrender.outcome import Hardened
from postrender.places import escape, find, tokens_of
from postrender.reports.lines import compare
from postrender.reports.masking import Masks, Secrets, hidden_references
from postrender.variables import Variables

CONTEXT = 2
"""Unchanged lines that are shown around a change."""

SUBSTITUTED = Finding("variables", "change", "substituted a variable")


class Line(NamedTuple):
    """A line: unchanged (`" "`), taken away (`-`) or new (`+`), with its number in its own stream.

    `masked`: something of it is not shown.
    """

    sign: str
    text: str
    number: int
    reasons: tuple[Placed, ...] = ()
    masked: bool = False


class Hunk(NamedTuple):
    """Changed lines of one object, and a few around them; `line` is where they begin in the input."""

    subject: Subject
    line: int
    lines: tuple[Line, ...]


class Changes:
    """The hunks of a run, collected document by document."""

    def __init__(self, variables: Variables) -> None:
        self.hunks: list[Hunk] = []
        self._variables = variables
        self._line, self._line_after = 1, 1

    def observe(self, text: str, hardened: Hardened) -> None:
        """See a document as it came, and what became of it."""
        if hardened.text != text:
            change = _Change(text, hardened, self._variables, self._line, self._line_after)
            self.hunks += change.hunks()
        self._line += text.count("\n")
        self._line_after += hardened.text.count("\n")


def _read(text: str) -> Document:
    """The document, on the lines where it stands; YAML may take for content what separates it for kubectl."""
    if not text.startswith("---"):
        return Document(text)
    return Document("\n" + text.partition("\n")[2].removeprefix(BYTE_ORDER_MARK))


class _Change:
    """One document as it came, with its variables, and hardened."""

    def __init__(
        self, text: str, hardened: Hardened, variables: Variables, line: int, line_after: int
    ) -> None:
        self.text = text
        self.came, self.known, self.after = (
            each.split("\n") for each in (text, hardened.substituted, hardened.text)
        )
        self.known_document, self.after_document = _read(hardened.substituted), _read(hardened.text)
        self.findings, self.subject = hardened.findings, hardened.subject
        self.line, self.line_after = line, line_after
        self.masks = Masks(variables, text)

    def hunks(self) -> Iterator[Hunk]:
        lines = list(self._lines())
        if lines[-1].text == "" and lines[-1].sign == " ":
            del lines[-1]  # behind the final line break
        changed = [index for index, line in enumerate(lines) if line.sign != " "]
        ends = [
            index
            for index, following in zip(changed, [*changed[1:], len(lines) + 2 * CONTEXT], strict=True)
            if following - index > 2 * CONTEXT
        ]
        start = 0
        for end in ends:
            first = changed[bisect_left(changed, start)]
            shown = lines[max(start, first - CONTEXT) : end + CONTEXT + 1]
            reasons = [placed for line in shown for placed in line.reasons]
            subject = next((p.subject for p in reasons if p.finding is not SUBSTITUTED), self.subject)
            before = next((line.number for line in shown if line.sign != "+"), self.line)
            yield Hunk(subject, before, tuple(shown))
            start = end + 1

    def _lines(self) -> Iterator[Line]:
        origins, steps = self._origins(), list(compare(self.known, self.after))
        added, removed = self._reasons({index for same, _, new in steps if not same for index in new})
        secrets, secrets_after = Secrets(self.known_document), Secrets(self.after_document)
        substituted = Placed(SUBSTITUTED, Subject(0))
        for same, old, new in steps:
            for offset, index in enumerate(old):
                came = [(self.line + at, self.came[at]) for at in origins[index]]
                stays = same and [text for _, text in came] == [self.known[index]]
                for at, text in came:
                    shown = secrets.shown(index, text, self.known[index])
                    reasons = () if same else tuple(removed[index])
                    yield Line(" " if stays else "-", shown, at, reasons, shown != text)
                if same and not stays:
                    text = hidden_references(came[0][1] if len(came) == 1 else "", self.known[index])
                    shown = secrets.shown(index, text, self.known[index])
                    yield Line("+", shown, self.line_after + new[offset], (substituted,), True)
            for index in () if same else new:
                text = self.after[index]
                shown = secrets_after.shown(index, self.masks.without_values(text))
                yield Line("+", shown, self.line_after + index, tuple(added[index]), shown != text)

    def _origins(self) -> dict[int, list[int]]:
        """For each line with its variables those lines that it came from.

        It is one, or where a value has line breaks all for the first and none for the others.
        """
        origins: dict[int, list[int]] = defaultdict(list)
        for _, old, new in compare(self.came, self.known):
            if len(old) == len(new):
                origins.update((known, [came]) for came, known in zip(old, new, strict=True))
            elif new:
                origins[new[0]] = list(old)
        return origins

    def _reasons(self, fresh: set[int]) -> tuple[dict[int, list[Placed]], dict[int, list[Placed]]]:
        """The findings that explain a new line, and those that explain one that was taken away, by its index.

        `fresh`: the indexes of the new lines.
        """
        added: dict[int, list[Placed]] = defaultdict(list)
        removed: dict[int, list[Placed]] = defaultdict(list)
        wanted = [placed for placed in self.findings if placed.finding.level in ("change", "may-break")]
        appended = Counter(placed.base + placed.finding.pointer for placed in wanted)
        for placed in wanted:
            written = placed.base + placed.finding.pointer
            pointer = _resolved(self.after_document.data, written, placed, appended[written])
            appended[written] -= 1
            if node := self.after_document.node(pointer):
                first, last = self.after_document.position(pointer)[0], self.after_document.place(node.end)[0]
                line = next((index for index in range(first - 1, last) if index in fresh), first - 1)
                added[line].append(placed)
            elif self.known_document.node(written):
                removed[self.known_document.position(written)[0] - 1].append(placed)
        return added, removed


def _resolved(data: Any, pointer: str, placed: Placed, from_end: int) -> str:
    """The pointer as it is after all operations.

    `-` is an item that was appended; a container is found by its name where another was put before it.
    """
    resolved = ""
    for key in tokens_of(pointer):
        if isinstance(data, list):
            if key == "-":
                key = str(len(data) - from_end)
            elif key.isdecimal() and find(data, (int(key), "name")) not in (None, placed.finding.container):
                namesakes = (
                    index
                    for index, item in enumerate(data)
                    if find(item, ("name",)) == placed.finding.container
                )
                key = str(next(namesakes, key))
            data = data[int(key)] if key.isdecimal() and int(key) < len(data) else None
        else:
            data = data.get(key) if isinstance(data, dict) else None
        resolved += f"/{escape(key)}"
    return resolved
