"""JSON for files that people read: short values on one line, numbers as written, nothing invisible raw."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from codegen.load import Number
from codegen.terminal import escape_hidden

__all__ = ["line", "plain_line", "pretty"]

WIDTH = 100
_quoted = json.encoder.encode_basestring  # what json.dumps does to a string, without its preparations
_encode = json.JSONEncoder(allow_nan=False).encode


def line(value: Any) -> str:
    """One line of JSON."""
    match value:
        case str():
            return _string(value)
        case dict():
            # most of what an object holds is text, which needs no call of this
            items = [(k, _string(v) if type(v) is str else line(v)) for k, v in value.items()]
            return "{" + ", ".join([f"{_string(k)}: {shown}" for k, shown in items]) + "}"
        case list() | tuple():
            return "[" + ", ".join([_string(v) if type(v) is str else line(v) for v in value]) + "]"
        case Number():
            return value.text
        case int() if not isinstance(value, bool):
            return _digits(value)
    return _encode(value)


@lru_cache(4096)  # the keys of objects, above all
def _string(value: str) -> str:
    return escape_hidden(_quoted(value), _escape)


def plain_line(value: Any) -> str:
    """The same, quicker, for a value of builtin types alone (no :class:`~codegen.load.Number`)."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:  # an integer of very many digits
        return line(value)
    return escape_hidden(text, _escape)


def pretty(value: Any) -> str:
    """JSON over several lines, indented by two, with a line feed at its end."""
    found: list[str] = []
    _write(value, "", "", "", found, {})
    found.append("")
    return "\n".join(found)


def _write(
    value: Any, indent: str, before: str, after: str, found: list[str], known: dict[int, str | None]
) -> None:
    """Add the lines of a value that stands behind ``before`` and is followed by ``after``.

    ``known`` keeps what :func:`_flat` found, by the identity of the list or object.
    """
    if not isinstance(value, (dict, list)) or not value:
        found.append(indent + before + line(value) + after)
        return
    short = _flat(value, known) if indent or isinstance(value, list) else None
    if short is not None and len(indent) + len(before) + len(short) + len(after) <= WIDTH:
        found.append(indent + before + short + after)
        return
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    found.append(indent + before + opened)
    inner, left = indent + "  ", len(value)
    heads = [f"{_string(key)}: " for key in value] if isinstance(value, dict) else [""] * left
    for head, item in zip(heads, value.values() if isinstance(value, dict) else value, strict=True):
        left -= 1
        if type(item) is str:  # as most are
            found.append(inner + head + _string(item) + ("," if left else ""))
        else:
            _write(item, inner, head, "," if left else "", found, known)
    found.append(indent + closed + after)


def _flat(value: dict[str, Any] | list[Any], known: dict[int, str | None]) -> str | None:
    """A value on one line, or None when it is longer than any line: then most of it is not even looked at."""
    key = id(value)
    if key not in known:
        known[key] = _object(value, known) if isinstance(value, dict) else _array(value, known)
    return known[key]


def _object(value: dict[str, Any], known: dict[int, str | None]) -> str | None:
    pieces: list[str] = []
    left = WIDTH
    for key, item in value.items():
        shown = _piece(item, known)
        if shown is None:
            return None
        pieces.append(f"{_string(key)}: {shown}")
        left -= len(pieces[-1]) + 2
        if left < 0:
            return None
    return f"{{{', '.join(pieces)}}}"


def _array(value: list[Any], known: dict[int, str | None]) -> str | None:
    pieces: list[str] = []
    left = WIDTH
    for item in value:
        shown = _piece(item, known)
        if shown is None:
            return None
        pieces.append(shown)
        left -= len(shown) + 2
        if left < 0:
            return None
    return f"[{', '.join(pieces)}]"


def _piece(item: Any, known: dict[int, str | None]) -> str | None:
    if type(item) is str:
        return _string(item)
    return _flat(item, known) if isinstance(item, (dict, list)) else line(item)


def _escape(code: int) -> str:
    """The escape of RFC 8259 section 7, in pairs of surrogates where it takes two."""
    if code < 0x10000:
        return f"\\u{code:04x}"
    return "".join(f"\\u{unit:04x}" for unit in (0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)))


def _digits(value: int) -> str:
    """Decimal digits; ``str`` refuses more than 4300 of them in one piece."""
    if value.bit_length() < 13_000:
        return str(value)
    high, low = divmod(abs(value), 10**4000)
    return ("-" if value < 0 else "") + _digits(high) + f"{low:04000d}"
