"""Streams of documents: taken apart where kubectl does, and put together again to the same bytes.

Source: `YAMLReader` of k8s.io/apimachinery `pkg/util/yaml/decoder.go`: a line that begins with `---`
separates documents if nothing but Unicode white space, or a comment, stands behind it. Helm splits at any
`---`, and keeps the rest of the line: where the two disagree the stream is refused.
"""

import re
from collections.abc import Iterable, Iterator

from postrender.record import Record

GO_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go's `unicode.IsSpace` calls space, and `strings.TrimSpace` strips."""

_MARKER = re.compile(rb"\n---")
_ACROSS = 3
"""Bytes of a marker that may stand in the block before, or in the next one."""
# Compiled where a stream has something of the kind: few do.
_DIRECTIVES_ONLY = r"(?:[ \t]*(?:#[^\n]*)?\n)*(?:%[^\n]*\n)(?:(?:%[^\n]*|[ \t]*(?:#[^\n]*)?)\n)*"
_BREAK_IN_COMMENT = "[\r\x85\u2028\u2029]"
_ODD_BEGINNING = (
    "[ \t\r\n\x85\u2028\u2029]*(?:[\v\f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]|[ \t]---)"
)
"""White space behind which kubectl finds JSON, or Helm `---`, where YAML reads a plain scalar."""
_YAML_SPACE = " \t\r\n\x85\u2028\u2029"
"""One of these ends `---` where YAML takes it for a marker."""
_CONTENT = re.compile(r"^[ \t]*[^ \t\r\n#]", re.MULTILINE)


class StreamError(ValueError):
    """A stream that cannot be taken apart. `line` counts from 1 within the stream."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Chunk(Record, kw_only=False):
    """A document with the separator line before it, if any; `line` is that of its body, from 1."""

    raw: bytes
    text: str
    """The same decoded; of a large document each further copy would be felt."""
    separator: str
    line: int

    @property
    def body(self) -> str:
        """The text behind the separator."""
        return self.text[len(self.separator) :]

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing but comments and blank lines."""
        return _CONTENT.search(self.text, len(self.separator)) is None


def chunks(blocks: Iterable[bytes]) -> Iterator[Chunk]:
    """The documents of a stream that comes in blocks of any size. Raises StreamError."""
    line = 1
    held = b""
    first = True  # whether a separator would be the first line that kubectl gives to its YAML parser
    for piece in _pieces(blocks):
        raw = held + piece
        text = _decoded(raw, line)
        if "%" in text and re.fullmatch(_DIRECTIVES_ONLY, text):
            # `%YAML 1.1` belongs to the document behind the next marker.
            held = raw
            continue
        held = b""
        separator = "" if not text.startswith("---") else text[: text.find("\n") + 1 or len(text)]
        rest = separator[3:].strip(GO_SPACE)
        if rest and (not rest.startswith("#") or re.search(_BREAK_IN_COMMENT, rest)):
            raise StreamError(
                "content on the line of a separator ('---'): Helm reads it, kubectl refuses it", line
            )
        chunk = Chunk(raw, text, separator, line + bool(separator))
        begins = text[len(separator) : len(separator) + 1]
        if first and separator and (separator[3:4].strip(_YAML_SPACE) or begins == "\ufeff"):
            raise StreamError(
                "no blank, or a byte-order mark, behind a first separator: kubectl takes that for content",
                line,
            )
        if not (begins.isalpha() or begins == "#") and re.match(
            _ODD_BEGINNING, chunk.body.removeprefix("\ufeff")
        ):
            raise StreamError("it begins with white space that only some tools skip", chunk.line)
        yield chunk
        # Behind JSON that begins a stream kubectl looks for YAML anew.
        first = text == separator or (line == 1 and text.lstrip(GO_SPACE + "\ufeff").startswith("{"))
        line += text.count("\n")
    if held:
        yield Chunk(held, held.decode(), "", line)


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream cut before each line that begins with `---`, with memory for one document."""
    held: list[bytes] = []  # what came since the last cut
    tail = b""  # its last bytes, behind which a marker may go on
    for block in blocks:
        held.append(block)
        seam = tail + block[:_ACROSS]
        tail = (tail + block[-_ACROSS:])[-_ACROSS:]
        # A large document is put together once, when its end has come.
        if _MARKER.search(block) or _MARKER.search(seam):
            lines, position = b"".join(held), 0
            for marker in _MARKER.finditer(lines):
                yield lines[position : marker.start() + 1]
                position = marker.start() + 1
            held = [lines[position:]]
    if last := b"".join(held):
        yield last


def _decoded(piece: bytes, line: int) -> str:
    """The text of a piece that begins on a line of the stream."""
    if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise StreamError("the stream is UTF-16; kharden, Helm and kustomize read UTF-8", line)
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError as error:
        line += piece.count(b"\n", 0, error.start)
        raise StreamError("a byte that is not UTF-8; Helm and kustomize refuse it", line) from None
