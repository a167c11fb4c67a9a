"""What kubectl makes of a scalar: go-yaml v2's resolution, followed by the trip through JSON.

Source: `resolve.go` and `decode.go` of go.yaml.in/yaml/v2 2.4, which sigs.k8s.io/yaml 1.6 embeds, and
`convertToJSONableObject` of the latter for keys. Neither follows a YAML specification: `y` and `on` are
booleans, `0o17` and `017` are 15, `08` is 8, `1:30` and dates are strings, an unknown tag means a
string.
"""

import base64
import binascii
import math
import re
import struct

JsonScalar = str | int | float | bool | None

TAG_PREFIX = "tag:yaml.org,2002:"
MERGE_TAG = TAG_PREFIX + "merge"
BINARY_TAG = TAG_PREFIX + "binary"
STRING_TAG = TAG_PREFIX + "str"

WORDS: dict[str, JsonScalar] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **{"." + spelling: math.nan for spelling in ("nan", "NaN", "NAN")},
    **{sign + spelling: math.inf for sign in (".", "+.") for spelling in ("inf", "Inf", "INF")},
    **{"-." + spelling: -math.inf for spelling in ("inf", "Inf", "INF")},
}
"""Plain scalars that are no strings and no numbers."""

NUMERIC = frozenset("+-.0123456789")
"""The first characters of plain scalars that may be numbers."""

_BEHIND_MINUS = frozenset("._0123456789")
"""What follows a minus in a number; most texts that begin with one are options of a command."""

# Compiled where a number is no plain decimal one: few documents have any.
# Behind `0b`, and only there, go-yaml reads a sign.
_INTEGER = r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)|0b[-+][01]+"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_BETWEEN_DIGITS = r"(?<=[0-9])_(?=[0-9])"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"

_TYPE_TAGS = {TAG_PREFIX + name: name for name in ("bool", "int", "float", "null", "timestamp")}


class UnreadableScalarError(ValueError):
    """A scalar on which kubectl gives up; the message does not quote it."""


def resolve_plain(text: str) -> JsonScalar:
    """The value of an untagged plain scalar; the float is NaN or infinite where JSON cannot say it."""
    if text in WORDS:
        return WORDS[text]
    first = text[0]
    if first not in NUMERIC or (first == "-" and text[1:2] not in _BEHIND_MINUS):
        return text
    if first > "0" and len(text) < 18 and text.isdecimal() and text.isascii():
        return int(text)
    # Go reads what begins with a point by itself: there underscores must stand between digits.
    digits = re.sub(_BETWEEN_DIGITS, "", text) if first == "." else text.replace("_", "")
    if first != "." and re.fullmatch(_INTEGER, digits):
        value = _integer(digits)
        return text if value is None else value
    if re.fullmatch(_FLOAT, digits):
        value = float(digits)
        return text if math.isinf(value) else value
    return text


def _integer(digits: str) -> int | float | None:
    """The value of an integer's digits, a float where 64 bits do not hold it; None where there is none."""
    body = digits.lstrip("+-").lower()
    base = {"0x": 16, "0o": 8, "0b": 2}.get(body[:2])
    if base:
        magnitude = int(body[2:], base)
    elif body.startswith("0"):
        magnitude = int(body, 8)
    else:
        # int() refuses thousands of digits; such a number is a float to go-yaml, or no number at all.
        magnitude = int(body) if len(body) < 25 else 1 << 64
    value = -magnitude if digits[0] == "-" else magnitude
    signed = digits[0] in "+-" or digits[2:3] in ("+", "-")
    if -(1 << 63) <= value < 1 << 64 and not (signed and value >= 1 << 63):
        return value
    if not re.fullmatch(_FLOAT, digits):
        return None
    number = float(digits)
    return None if math.isinf(number) else number


def json_number(value: JsonScalar) -> JsonScalar:
    """A number as it comes out of Go's JSON: whole floats are integers, integers beyond 64 bits are floats.

    Raises UnreadableScalarError for NaN and the infinities, which JSON cannot say.
    """
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            raise UnreadableScalarError("JSON has no not-a-number and no infinity")
        if value.is_integer() and abs(value) < 1e21:
            whole = int(value)
            return whole if -(1 << 63) <= whole < 1 << 63 else value
    elif isinstance(value, int) and not isinstance(value, bool) and not -(1 << 63) <= value < 1 << 63:
        return float(value)
    return value


def resolve_tagged(tag: str, text: str) -> JsonScalar:
    """The value of a scalar with an explicit tag, before JSON.

    Raises UnreadableScalarError where the text is not of the tag's type.
    """
    if tag == BINARY_TAG:
        return _decode_base64(text)
    wanted = _TYPE_TAGS.get(tag)
    if wanted is None:
        return text
    value = resolve_plain(text)
    if wanted == "float" and type(value) is int:
        return float(value)
    is_date = isinstance(value, str) and re.match(r"[0-9]{4}-", value) is not None
    found = (
        "timestamp"
        if is_date
        else {bool: "bool", int: "int", float: "float", type(None): "null"}.get(type(value))
    )
    if found != wanted:
        raise UnreadableScalarError(f"the value is not a !!{wanted}")
    return value


def _decode_base64(text: str) -> str:
    encoded = text.replace("\n", "").replace("\r", "")
    if not re.fullmatch(_BASE64, encoded):
        raise UnreadableScalarError("the value of !!binary is not base64")
    try:
        # Go's JSON writes one U+FFFD for each byte that is no UTF-8.
        decoded = base64.b64decode(encoded).decode("utf-8", "surrogateescape")
    except binascii.Error as error:
        raise UnreadableScalarError("the value of !!binary is not base64") from error
    return re.sub("[\udc80-\udcff]", "�", decoded)


def key_text(value: JsonScalar) -> str:
    """The JSON object key that kubectl makes of a mapping's key.

    Raises UnreadableScalarError for null and for integers beyond 64 bits.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        raise UnreadableScalarError("null cannot be a key")
    if isinstance(value, float):
        return _go_float32(value)
    if not -(1 << 63) <= value < 1 << 63:
        raise UnreadableScalarError("an integer beyond 64 bits cannot be a key")
    return str(value)


def _go_float32(value: float) -> str:
    """`strconv.FormatFloat(value, 'g', -1, 32)`: the shortest text that is the same 32-bit float."""
    if math.isnan(value):
        return ".nan"
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    if single == 0:
        return "-0" if math.copysign(1, single) < 0 else "0"
    shortest = next(
        text
        for text in (f"{single:.{precision}e}" for precision in range(17))
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single
    )
    mantissa, exponent = shortest.split("e")
    power = int(exponent)
    # Asked for the shortest form, Go decides as if six digits had been asked for.
    if power < -4 or power >= 6:
        return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"
    places = max(0, len(mantissa.lstrip("-").replace(".", "")) - 1 - power)
    return f"{float(shortest):.{places}f}"
