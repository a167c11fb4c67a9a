"""Random YAML documents as people and templates write them, and random operations on their data."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "name", "x-y", "on", "8080", "é", "a/b", "c~d", "word")
STRINGS = st.sampled_from(
    [
        "",
        "x",
        "word",
        "two words",
        "yes",
        "0644",
        "a: b",
        "# no",
        "é😀",
        "l1\nl2\n",
        " lead",
        "tail ",
        "1:30",
        "~",
        "- x",
    ]
) | st.text(max_size=6).filter(lambda text: text.isprintable() or "\n" in text)
SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e6, 1e6, width=32) | STRINGS
DATA: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(NAMES), children, max_size=3)
    ),
    max_leaves=6,
)
PLAIN = st.sampled_from(
    [
        "x",
        "word",
        "1",
        "0644",
        "yes",
        "1.0",
        "null",
        "~",
        "",
        "'it''s'",
        '"q: \\" #"',
        "v1.2",
        "p, q",
        "-x",
        "a#b",
        "é 😀",
    ]
)
COMMENTS = st.sampled_from(["", "", "", "  # why", " # a: b"])
FLOW = st.sampled_from(
    [
        "{}",
        "[]",
        "{ }",
        "{a: 1}",
        "[1, x]",
        "{ a: {b: []}, c: 'd' }",
        '{"a":[1,2]}',
        "[a, {b: c}, ]",
        "{a: 1,}",
        "[x,\n {pad}y]",
    ]
)
BLOCK_SCALARS = st.sampled_from(
    [
        "|\n{pad}text\n{pad}word\n",
        "|-\n{pad}text\n",
        "|+\n{pad}text\n\n\n",
        ">-\n{pad}folded\n{pad}word\n",
        "|2\n{pad} lead\n",
    ]
)
FILL = st.sampled_from(["", "", "", "\n", "{pad}# about\n", "# far left\n", "{pad}    # far right\n", "  \n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """The text of one document; its root is a mapping or a sequence, in block style mostly."""
    head = draw(st.sampled_from(["", "---\n", "# Source: x\n", "\n"]))
    body = draw(_collection(0, 3, st.integers(1, 3)))
    text = head + body + draw(st.sampled_from(["", "", "# end\n", "\n\n"]))
    if draw(st.booleans()) and not text.rstrip("\n").endswith(":"):
        text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text


def _collection(column: int, depth: int, size: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return _mapping(column, depth, size) | _sequence(column, depth, size)


@st.composite
def _mapping(draw: st.DrawFn, column: int, depth: int, size: st.SearchStrategy[int]) -> str:
    pad = " " * column
    text = ""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=draw(size), unique=True))
    for index, name in enumerate(names):
        fill = draw(FILL) if index else ""
        key = (
            draw(st.sampled_from([name, name, f'"{name}"', f"'{name}'"]))
            if name not in ("on", "8080")
            else f'"{name}"'
        )
        text += (
            fill.replace("{pad}", pad) + pad + key + ":" + draw(_value(column, depth - 1, in_mapping=True))
        )
    return text


@st.composite
def _sequence(draw: st.DrawFn, column: int, depth: int, size: st.SearchStrategy[int]) -> str:
    pad = " " * column
    text = ""
    for index in range(draw(size)):
        fill = draw(FILL) if index else ""
        text += fill.replace("{pad}", pad) + pad + "-" + draw(_value(column, depth - 1, in_mapping=False))
    return text


@st.composite
def _value(draw: st.DrawFn, column: int, depth: int, in_mapping: bool) -> str:
    """What stands behind a colon or a dash, the end of the line included."""
    comment = draw(COMMENTS)
    inner = " " * (column + 2)
    kind = draw(st.sampled_from(["plain", "plain", "flow", "block", "lonely"] + ["nested"] * 3 * (depth > 0)))
    if kind == "plain":
        return f" {draw(PLAIN)}".rstrip(" ") + comment + "\n"
    if kind == "flow":
        return f" {draw(FLOW)}".replace("{pad}", inner) + comment + "\n"
    if kind == "block":
        return f" {draw(BLOCK_SCALARS)}".replace("{pad}", inner)
    if kind == "lonely":
        return comment + f"\n{inner}{draw(st.sampled_from(['{}', '[]', 'x', 'null']))}{draw(COMMENTS)}\n"
    step = draw(st.sampled_from([1, 2, 2, 4]))
    if not in_mapping and draw(st.booleans()):
        width = draw(st.sampled_from([2, 2, 4]))
        nested = draw(_collection(column + width, depth, st.integers(1, 2)))
        return " " * (width - 1) + nested.lstrip(" ")
    if in_mapping and draw(st.booleans()):
        return (
            comment + "\n" + draw(_sequence(column + draw(st.sampled_from([0, 2])), depth, st.integers(1, 3)))
        )
    return comment + "\n" + draw(_collection(column + step, depth, st.integers(1, 3)))


def places(data: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Every place in data, as (JSON Pointer, value)."""
    found = [(pointer, data)]
    if isinstance(data, dict):
        for name, child in data.items():
            found += places(child, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(data, list):
        for index, child in enumerate(data):
            found += places(child, f"{pointer}/{index}")
    return found


@st.composite
def operations(draw: st.DrawFn, data: Any) -> list[dict[str, Any]]:
    """A few operations that mostly apply."""
    known = places(data)
    result: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 3))):
        pointer, value = draw(st.sampled_from(known))
        kind = draw(st.sampled_from(["add", "add", "replace", "remove", "move", "copy"]))
        if kind == "add" and isinstance(value, dict):
            name = draw(st.sampled_from(NAMES)).replace("~", "~0").replace("/", "~1")
            result.append({"op": "add", "path": f"{pointer}/{name}", "value": draw(DATA)})
        elif kind == "add" and isinstance(value, list):
            index = draw(st.integers(0, len(value)) | st.just("-"))
            result.append({"op": "add", "path": f"{pointer}/{index}", "value": draw(DATA)})
        elif kind == "remove" and pointer:
            result.append({"op": "remove", "path": pointer})
        elif kind in ("move", "copy") and pointer:
            result.append({"op": kind, "from": pointer, "path": draw(st.sampled_from(known))[0]})
        else:
            result.append({"op": "replace", "path": pointer, "value": draw(DATA)})
    return result
