"""TOML to values: Python's own reader, less what JSON has no value for (dates, times, infinities)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from codegen.errors import MalformedDocument, Position, SchemaError
from codegen.positions import Places
from codegen.reading.limits import MAX_DEPTH, MAX_TOML_BYTES
from codegen.reading.refusals import not_finite, out_of_range, too_deep
from codegen.reading.scalars import checked
from codegen.reading.text import at, decode
from codegen.reading.toml_places import places
from codegen.reading.toml_words import refusal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["places", "value_of"]

# Strings and comments.  One without an end goes to the end, so that none is looked for again and again.
_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\(?:.|\Z))*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\(?:.|\Z))*"?'
    r"|'[^'\n]*'?|#[^\n]*",
    re.DOTALL,
)
_BRACKET = re.compile(r"[\[\]{}]")
_DOTTED = re.compile(r'(?:\.[ \t]*[A-Za-z0-9_"-]+[ \t]*)' + f"{{{MAX_DEPTH}}}")


def value_of(data: bytes, file: str, number: Callable[[str], float]) -> tuple[Any, str]:
    """Value and text of a TOML document."""
    text = decode(data, file, MAX_TOML_BYTES)
    bare = _OPAQUE.sub(lambda found: '"' * len(found.group()), text)
    _check_depth(text, bare, file)
    try:
        value = tomllib.loads(text, parse_float=number)
    except tomllib.TOMLDecodeError as error:
        raise refusal(str(error), text, bare, file) from None
    except ValueError:  # an integer of too many digits
        raise _long_integer(text, bare, file) from None
    except RecursionError:
        raise too_deep(Position(1, 1), file) from None
    _check(value, "", _Judge(text, value, file))
    return value, text


def _check_depth(text: str, bare: str, file: str) -> None:
    """Refuse what is nested too deep before tomllib sees it; it would take its time, or recurse."""
    dotted = _DOTTED.search(bare)
    if dotted is not None:
        raise too_deep(at(text, dotted.start()), file)
    depth = 0
    for found in _BRACKET.finditer(bare):
        depth += 1 if found.group() in "[{" else -1
        if depth >= MAX_DEPTH:
            raise too_deep(at(text, found.start()), file)


class _Judge:
    """Refuses a value where it stands; positions are found when one is."""

    def __init__(self, text: str, value: Any, file: str) -> None:
        self.text, self.value, self.file = text, value, file
        self.places: Places | None = None

    def start(self, pointer: str) -> int:
        if self.places is None:
            self.places = places(self.text, self.value)
        return self.places.find(pointer)[1]

    def place(self, pointer: str) -> Position:
        return at(self.text, self.start(pointer))

    def written(self, pointer: str) -> str:
        start = self.start(pointer)
        return re.split(r"[\s,\]}#]", self.text[start : start + 5000], maxsplit=1)[0]


def _check(value: Any, pointer: str, judge: _Judge, depth: int = 0) -> None:
    if isinstance(value, (dict, list)):
        if depth >= MAX_DEPTH:
            raise too_deep(judge.place(pointer), judge.file)
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            name = str(step).replace("~", "~0").replace("/", "~1")
            _check(member, f"{pointer}/{name}", judge, depth + 1)
    elif isinstance(value, float):
        if value - value != 0:
            raise _no_number(pointer, judge)
    elif isinstance(value, int):
        try:
            checked(value)
        except OverflowError:
            raise out_of_range(judge.written(pointer), judge.place(pointer), judge.file) from None
    elif not isinstance(value, str):
        raise MalformedDocument(
            f"a {_kind(value)} stands here, and JSON has none",
            "put it in quotes to make it a string",
            position=judge.place(pointer),
            file=judge.file,
        )


def _kind(value: Any) -> str:
    names = {"datetime": "date with a time", "date": "date", "time": "time"}
    return names.get(type(value).__name__, type(value).__name__)


def _no_number(pointer: str, judge: _Judge) -> SchemaError:
    written = judge.written(pointer)
    if written.lstrip("+-") in ("inf", "nan"):
        return not_finite(written, judge.place(pointer), judge.file)
    return out_of_range(written, judge.place(pointer), judge.file)


def _long_integer(text: str, bare: str, file: str) -> SchemaError:
    found = re.search(r"[-+]?[0-9][0-9_]{4299,}", bare)
    if found is None:
        return MalformedDocument("a number cannot be read", "write a smaller one", file=file)
    return out_of_range(found.group(), at(text, found.start()), file)
