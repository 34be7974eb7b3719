"""Bytes to :class:`Document`: strict JSON with a position for every value.

The grammar is RFC 8259 in UTF-8 (a BOM is skipped), and stricter where the RFC leaves the meaning
open: no duplicate keys, no NaN, no number beyond a double's range, no lone surrogate.  Numbers keep
the text they were written as, so that ``1e-7`` stays ``1e-7`` in everything that is printed.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from codegen.errors import (
    Diagnostic,
    DuplicateKey,
    LimitExceeded,
    MalformedDocument,
    Origin,
    Position,
    SchemaError,
    UsageError,
)
from codegen.positions import Places, line_starts, position, scan

__all__ = ["Document", "Number", "from_value", "json_text", "load", "parse", "plain"]

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
MAX_DIGITS = 4300  # Python's own limit for turning text into int


class Number(float):
    """A JSON number with a fraction or an exponent; ``text`` is how it was written."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Number:
        """:raises OverflowError: the number is beyond the range of a double."""
        self = super().__new__(cls, text)
        if math.isinf(self):
            raise OverflowError(text)
        self.text = text
        return self


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document and where it came from.

    ``uri`` identifies it to references (relative to the folder of the root schema), ``file`` is what
    people are shown, ``digest`` the SHA-256 of its bytes in hex.
    """

    uri: str
    file: str
    path: Path | None
    value: Any
    text: str = field(repr=False)
    digest: str
    _lazy: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def position(self, pointer: str, key: bool = False) -> Position | None:
        """Where the value (or the key) at a JSON Pointer stands; its nearest parent if it is not there."""
        if not self.text:
            return None
        if "places" not in self._lazy:
            self._lazy["places"] = scan(self.text)
            self._lazy["lines"] = line_starts(self.text)
        places: Places = self._lazy["places"]
        table = places.keys if key else places.values
        while pointer not in table and pointer:
            pointer = pointer.rpartition("/")[0]
            table = places.values
        return position(self._lazy["lines"], table.get(pointer, 0))

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with file and position, if it is about this document and has none."""
        origin = diagnostic.origin
        if diagnostic.position is not None or origin is None or origin.document != self.uri:
            return diagnostic
        return diagnostic.located(self.file, self.position(origin.pointer))


def load(path: Path | str, uri: str | None = None) -> Document:
    """Read a schema file.

    :raises UsageError: there is no such file.  :raises MalformedDocument: it is no strict JSON.
    :raises DuplicateKey: an object names a key twice.  :raises LimitExceeded: too large, too deep.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LimitExceeded(
                f"the file has {size} bytes; the limit is {MAX_BYTES}", "split the schema", file=str(path)
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no file {str(path)!r}", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read {str(path)!r}: {reason}", "name a readable file") from None
    return parse(data, str(path), quote(os.fsencode(path.name)) if uri is None else uri, path)


def parse(data: bytes, file: str, uri: str, path: Path | None = None) -> Document:
    """Strict JSON from bytes; errors name ``file``."""
    text = _decode(data, file)
    try:
        value = _DECODER.decode(text)
    except _Duplicate:
        raise _duplicate(text, file) from None
    except json.JSONDecodeError as error:
        message, hint = _explain(error.msg, text, error.pos)
        raise MalformedDocument(message, hint, position=_at(text, error.pos), file=file) from None
    except (_Constant, OverflowError, ValueError) as error:
        raise _number(error, text, file) from None
    except RecursionError:
        raise _too_deep(file, _deep_place(text)) from None
    if _depth_exceeds(value, MAX_DEPTH):
        raise _too_deep(file, _deep_place(text))
    if _SURROGATE.search(text) and (lone := scan(text).lone_surrogates):
        raise MalformedDocument(
            "a string holds half of a surrogate pair, which is no character",
            "write both halves, or the character itself",
            position=_at(text, lone[0]),
            file=file,
        )
    return Document(uri, file, path, value, text, sha256(data).hexdigest())


def from_value(value: Any, uri: str = "schema.json") -> Document:
    """A document from a Python value made of JSON's own types.  The value is copied.

    :raises MalformedDocument: something in it is no JSON.
    """
    copied = _copied(value, "", 0)
    text = json_text(copied)
    return Document(uri, "<schema>", None, copied, "", sha256(text.encode("utf-8", "replace")).hexdigest())


def plain(value: Any) -> Any:
    """The value in builtin types only, as a fresh copy."""
    match value:
        case dict():
            return {k: plain(v) for k, v in value.items()}
        case list():
            return [plain(v) for v in value]
        case Number():
            return float(value)
    return value


def json_text(value: Any) -> str:
    """One line of JSON; numbers as they were written, keys in the order they were written."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json_text(k)}: {json_text(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(json_text, value)) + "]"
        case Number():
            return value.text
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class _Duplicate(Exception):
    """An object names a key twice; where is found out later."""


class _Constant(Exception):
    """``NaN`` or ``Infinity``."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Duplicate
    return found


def _constant(name: str) -> Any:
    raise _Constant(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Number, parse_constant=_constant)
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([\[\]{}])')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BAD_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?(?:NaN|Infinity))|(-?[0-9][0-9.eE+-]*)')


def _decode(data: bytes, file: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        raise MalformedDocument(
            "the file is UTF-16 or UTF-32", "save it as UTF-8", position=Position(1, 1), file=file
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise MalformedDocument(
            f"byte 0x{data[error.start]:02x} is no UTF-8",
            "save the file as UTF-8",
            position=_at(before, len(before)),
            file=file,
        ) from None
    return text.removeprefix("\ufeff")


def _at(text: str, offset: int) -> Position:
    return position(line_starts(text), offset)


def _duplicate(text: str, file: str) -> SchemaError:
    twice = scan(text).duplicates[0]
    line = _at(text, twice.first).line
    shown = json.dumps(twice.key, ensure_ascii=False)
    return DuplicateKey(
        f"the key {shown} stands here a second time; the first is on line {line}",
        "take one of the two out",
        position=_at(text, twice.second),
        file=file,
    )


def _too_deep(file: str, place: Position | None = None) -> SchemaError:
    return LimitExceeded(
        f"values are nested more than {MAX_DEPTH} deep",
        "put inner schemas under $defs",
        position=place,
        file=file,
    )


def _deep_place(text: str) -> Position:
    """The first bracket that opens one level too many."""
    depth = 0
    for found in _BRACKET.finditer(text):
        bracket = found.group(1)
        depth += 1 if bracket in ("[", "{") else -1 if bracket else 0
        if depth > MAX_DEPTH:
            return _at(text, found.start())
    return Position(1, 1)


def _number(error: Exception, text: str, file: str) -> SchemaError:
    """Find the number that Python's decoder choked on."""
    for found in _BAD_NUMBER.finditer(text):
        name, digits = found.group(1), found.group(2)
        at = _at(text, found.start())
        if name and isinstance(error, _Constant):
            return MalformedDocument(
                f"{name} is no JSON number", "write a finite number", position=at, file=file
            )
        if digits and _overflows(digits):
            return LimitExceeded(
                f"the number {digits[:40]}{'…' if len(digits) > 40 else ''} is out of range",
                f"write a number below 1.8e308, or an integer of at most {MAX_DIGITS} digits",
                position=at,
                file=file,
            )
    return MalformedDocument(str(error), "write strict JSON (RFC 8259)", file=file)


def _overflows(digits: str) -> bool:
    try:
        whole = re.fullmatch(r"-?[0-9]+", digits)
        return len(digits) > MAX_DIGITS if whole else math.isinf(float(digits))
    except ValueError:
        return False


def _explain(reason: str, text: str, at: int) -> tuple[str, str]:
    """What a decoder's message means to a person, from what stands at the offset."""
    rest = text[at : at + 12]
    before = text[:at].rstrip()
    if not text.strip():
        return "the file is empty", "write a schema; the smallest is {}"
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
    level = [value]
    for _ in range(limit):
        level = [
            item
            for box in level
            if isinstance(box, (dict, list))
            for item in (box.values() if isinstance(box, dict) else box)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True


def _copied(value: Any, pointer: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise _too_deep("<schema>")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise _no_json(f"the key {key!r} is no string", pointer)
        steps = {k: str(k).replace("~", "~0").replace("/", "~1") for k in value}
        return {str(k): _copied(v, f"{pointer}/{steps[k]}", depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(v, f"{pointer}/{i}", depth + 1) for i, v in enumerate(value)]
    if value is None or isinstance(value, (bool, Number)):
        return value
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise _no_json("a string holds half of a surrogate pair", pointer)
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    raise _no_json(f"a value of type {type(value).__name__} is no JSON value", pointer)


def _no_json(message: str, pointer: str) -> MalformedDocument:
    return MalformedDocument(
        message, "pass what json.loads would give", Origin("schema.json", pointer), file="<schema>"
    )
