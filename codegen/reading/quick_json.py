"""The value of a JSON document, when it is plain that :mod:`codegen.reading.json_text` reads it alike."""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["value_of"]

_MAX_BYTES = 8_000_000  # so many hold no more keys and values than a document may have
_MAX_DEPTH = 200
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class _Unsure(Exception):
    """Only the located reading can tell."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unsure
    return found


def _float(text: str) -> float:
    value = float(text)
    if value - value:  # infinite: what is left is not a number, and not zero
        raise _Unsure
    return value


def _constant(name: str) -> Any:
    raise _Unsure


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_constant=_constant)


def value_of(data: bytes) -> Any:
    """The value, or None."""
    if len(data) > _MAX_BYTES or (b"\\" in data and _SURROGATE.search(data) is not None):
        return None
    if data.count(b"[") + data.count(b"{") > _MAX_DEPTH and _deep(data):
        return None
    try:
        text = data.decode().strip(" \t\n\r")
        value, end = _DECODER.raw_decode(text)
    except (_Unsure, ValueError, RecursionError):
        return None
    return value if end == len(text) else None


_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)


def _deep(data: bytes) -> bool:
    """Whether brackets may be nested too deep."""
    bare = _STRING.sub(b"", data)
    depth = 0
    for found in re.finditer(rb"[\[\]{}]", bare):
        depth += 1 if found.group() in b"[{" else -1
        if depth > _MAX_DEPTH:
            return True
    return False
