"""What most often stands behind a text that no parser takes, since parsers speak of tokens."""

from postrender.lossless.text import Lines

TEMPLATE = " (a template that was not rendered?)"
TAB = " (a tab, where YAML is indented by blanks)"
TWO_OBJECTS = " (JSON objects are separated by lines of three dashes)"


def hint(text: str, offset: int) -> str:
    """What to add to a message about a place; empty where nothing is known."""
    lines = Lines(text)
    line = text[lines.start(offset) : lines.end(offset)]
    # A parser may speak of the line after the one that it stumbled over.
    before = text[lines.start(max(0, lines.start(offset) - 1)) : offset]
    if "{{" in line or "{{" in before:
        return TEMPLATE
    if text.startswith("\t", offset):
        return TAB
    if text.startswith("{", offset) and text[:offset].rstrip().endswith("}"):
        return TWO_OBJECTS
    return ""
