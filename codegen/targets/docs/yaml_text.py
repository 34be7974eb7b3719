"""JSON values as YAML for people: block style, short lists in one line, numbers as they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from codegen.jsontext import line
from codegen.reading.numbers import Number
from codegen.reading.scalars import resolve
from codegen.terminal import escape_hidden

__all__ = ["yaml_text"]

WIDTH = 76
_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*\Z")
#: Words that YAML 1.1 takes for booleans: quoted, for the sake of other readers.
_OLD_WORDS = frozenset(("y", "n", "yes", "no", "on", "off"))


def yaml_text(value: Any) -> str:
    """The lines of a document, each with its line feed.  Reads as the same value again."""
    return "".join(text + "\n" for text in _block(value, ""))


def _block(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _item(f"{indent}{_scalar(key)}:", item, indent)
    elif isinstance(value, list) and value and not _is_flat(value, indent):
        for item in value:
            yield from _dashed(item, indent)
    else:
        yield indent + _flow(value)


def _item(head: str, value: Any, indent: str) -> Iterator[str]:
    if (isinstance(value, dict) and value) or (
        isinstance(value, list) and value and not _is_flat(value, head)
    ):
        yield head
        yield from _block(value, indent + "  ")
    else:
        yield f"{head} {_flow(value)}"


def _dashed(value: Any, indent: str) -> Iterator[str]:
    first, *rest = _block(value, indent + "  ")
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from rest


def _is_flat(value: list[Any], head: str) -> bool:
    """Whether a list holds scalars alone and fits on the line."""
    return not any(isinstance(v, (dict, list)) and v for v in value) and len(head + _flow(value)) < WIDTH


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return value.text if isinstance(value, Number) else line(value)
    if _PLAIN.match(value) and value.lower() not in _OLD_WORDS and resolve(value) == value:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return escape_hidden(quoted, lambda point: f"\\u{point:04x}" if point < 65536 else f"\\U{point:08x}")
