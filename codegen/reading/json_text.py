"""Strict JSON: RFC 8259 in UTF-8, and stricter where the RFC leaves the meaning open.

No duplicate keys, no NaN, no number beyond a double's range, no lone surrogate.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from codegen.errors import MalformedDocument, SchemaError
from codegen.positions import Places
from codegen.reading.limits import MAX_DEPTH, MAX_DIGITS, MAX_NODES
from codegen.reading.refusals import not_finite, out_of_range, too_deep, too_many, twice
from codegen.reading.text import at, decode

__all__ = ["places", "value_of"]


class _Duplicate(Exception):
    """An object names a key twice; where is found out later."""


class _Constant(Exception):
    """``NaN`` or ``Infinity``."""


def value_of(data: bytes, file: str, number: Callable[[str], float]) -> tuple[Any, str]:
    """Value and text of a JSON document."""
    text = decode(data, file)
    _count(text, file)
    try:
        value = _decoder(number).decode(text)
    except _Duplicate:
        raise _duplicate(text, file) from None
    except json.JSONDecodeError as error:
        place = _place(error, text)
        message, hint = _explain(error.msg, text, place)
        raise MalformedDocument(message, hint, position=at(text, place), file=file) from None
    except (_Constant, OverflowError, ValueError) as error:
        raise _number(error, text, file) from None
    except RecursionError:
        raise _too_deep(text, file) from None
    if _depth_exceeds(value, MAX_DEPTH):
        raise _too_deep(text, file)
    if _SURROGATE.search(text) and (lone := _lone_surrogate(text)) is not None:
        raise MalformedDocument(
            "a string holds half of a surrogate pair, which is no character",
            "write both halves, or the character itself",
            position=at(text, lone),
            file=file,
        )
    return value, text


def places(text: str, value: Any) -> Places:
    """The place of every key and value.  Iterative: no depth is too deep for it."""
    found = Places(value)
    boxes: list[int] = []  # the open arrays and objects
    key = -1
    for token in iter(_TOKEN.scanner(text).match, None):
        kind = token.lastindex
        if kind == _KEY:
            key = token.start(_STRINGS)
            continue
        bracket = token.group(_BRACKETS)
        if bracket == "}" or bracket == "]":
            found.close(boxes.pop())
            continue
        node = found.add(key, token.start(kind))
        key = -1
        if kind == _BRACKETS:
            boxes.append(node)
    return found


def _decoder(number: Callable[[str], float]) -> json.JSONDecoder:
    def checked(text: str) -> float:
        value = number(text)
        if value - value != 0:  # infinite
            raise OverflowError(text)
        return value

    return json.JSONDecoder(object_pairs_hook=_pairs, parse_float=checked, parse_constant=_constant)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Duplicate
    return found


def _constant(name: str) -> Any:
    raise _Constant(name)


#: In a text that keeps the grammar: a bracket, a string, the colon that makes it a key, another scalar.
_TOKEN: Any = re.compile(
    r'[ \t\n\r,]*(?:([{}\[\]])|("[^"\\]*(?:\\.[^"\\]*)*")([ \t\n\r]*:)?|([^\s{}\[\],:"]+))', re.DOTALL
)
_BRACKETS, _STRINGS, _KEY = 1, 2, 3
# A string without an end goes to the end of the text; what looked for another would take time without end.
_WHOLE = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
_STRING = re.compile(_WHOLE, re.DOTALL)
_BRACKET = re.compile(rf"{_WHOLE}|([\[\]{{}}])", re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BAD_NUMBER = re.compile(rf"{_WHOLE}|(-?(?:NaN|Infinity))|(-?[0-9][0-9.eE+-]*)", re.DOTALL)


def _count(text: str, file: str) -> None:
    """Refuse a document of more keys and values than there may be, before one of them is built."""

    def nodes(text: str) -> int:
        return text.count(",") + text.count(":") + text.count("[") + text.count("{")

    if nodes(text) > MAX_NODES and nodes(_STRING.sub("", text)) > MAX_NODES:
        raise too_many(file)


def _lone_surrogate(text: str) -> int | None:
    for found in _STRING.finditer(text):
        if _SURROGATE.search(found.group()):
            content = str(json.loads(found.group(), strict=False))
            if any("\ud800" <= c <= "\udfff" for c in content):
                return found.start()
    return None


def _duplicate(text: str, file: str) -> SchemaError:
    """The first key that comes a second time, with the line of the first."""
    boxes: list[dict[str, int]] = []
    for token in iter(_TOKEN.scanner(text).match, None):
        if token.lastindex == _KEY:
            written, start = token.group(_STRINGS), token.start(_STRINGS)
            key = str(json.loads(written, strict=False)) if "\\" in written else written[1:-1]
            if key in boxes[-1]:
                return twice(key, at(text, boxes[-1][key]).line, at(text, start), file)
            boxes[-1][key] = start
        elif token.lastindex == _BRACKETS:
            if token.group(_BRACKETS) in "{[":
                boxes.append({})
            else:
                boxes.pop()
    raise AssertionError("no key stands twice")


def _too_deep(text: str, file: str) -> SchemaError:
    return too_deep(at(text, _deep_place(text)), file)


def _deep_place(text: str) -> int:
    """The first bracket that opens one level too many."""
    depth = 0
    for found in _BRACKET.finditer(text):
        bracket = found.group(1)
        depth += 1 if bracket in ("[", "{") else -1 if bracket else 0
        if depth > MAX_DEPTH:
            return found.start()
    return 0


def _number(error: Exception, text: str, file: str) -> SchemaError:
    """Find the number that Python's decoder choked on."""
    for found in _BAD_NUMBER.finditer(text):
        name, digits = found.group(1), found.group(2)
        if name and isinstance(error, _Constant):
            return not_finite(name, at(text, found.start()), file)
        if digits and _overflows(digits):
            return out_of_range(digits, at(text, found.start()), file)
    return MalformedDocument(str(error), "write strict JSON (RFC 8259)", file=file)


def _overflows(digits: str) -> bool:
    try:
        whole = re.fullmatch(r"-?[0-9]+", digits)
        return len(digits) > MAX_DIGITS if whole else math.isinf(float(digits))
    except ValueError:
        return False


def _place(error: json.JSONDecodeError, text: str) -> int:
    """Where a text is wrong, the same on every Python: 3.13 points at a trailing comma, not behind it."""
    if error.msg.startswith("Illegal trailing comma"):
        return len(text) - len(text[error.pos + 1 :].lstrip(" \t\n\r"))
    return error.pos


def _explain(reason: str, text: str, at: int) -> tuple[str, str]:
    """What a decoder's message means to a person, from what stands at the offset."""
    rest = text[at : at + 12]
    before = text[:at].rstrip()
    if not text.strip():
        return "the file is empty", "write {} where nothing is to be said"
    if rest[:2] in ("//", "/*") or rest[:1] == "#":
        return "JSON has no comments", 'put it into a "$comment" or "description"'
    if (rest[:1] in ("}", "]") and before.endswith(",")) or reason.startswith("Illegal trailing comma"):
        return "a comma stands before the closing bracket", "take the comma out"
    if rest[:1] == "'":
        return "strings stand in double quotes", "write \"…\" in place of '…'"
    if reason.startswith("Extra data"):
        return "text follows after the end of the document", "a file holds one JSON value; take the rest out"
    if not rest:
        return "the file ends in the middle of a value", "close all brackets and quotes"
    if reason.startswith("Invalid control character"):
        return "a control character stands in a string", "write it as an escape, such as \\n or \\t"
    if reason.startswith("Invalid \\"):
        return "a backslash begins no valid escape here", "write \\\\ for a backslash"
    if reason.startswith("Unterminated string"):
        return "a string begins here and has no end", 'close it with "'
    if before.endswith("0") and rest[:1].isdigit():
        return "a number begins with a zero", "take the zero out"
    if reason.startswith("Expecting ',' delimiter"):
        return f"a comma is missing before {_shown(rest)}", "put a comma between two members"
    if reason.startswith("Expecting ':' delimiter"):
        return f"a colon is missing before {_shown(rest)}", 'write "key": value'
    if reason.startswith("Expecting property name"):
        return f"a key in double quotes is expected, not {_shown(rest)}", 'write "key": value'
    return f"a value is expected, not {_shown(rest)}", "write strict JSON (RFC 8259)"


def _shown(rest: str) -> str:
    word = re.match(r"[A-Za-z0-9_.+-]+", rest)
    return word.group() if word else repr(rest[0])


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        level = [
            item
            for box in level
            for item in (box.values() if type(box) is dict else box)
            if type(item) is dict or type(item) is list
        ]
        if not level:
            return False
    return True
