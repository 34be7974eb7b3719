"""TOML to values: Python's own reader, less what JSON has no value for (dates, times, infinities)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from codegen.errors import MalformedDocument, Position, SchemaError
from codegen.positions import line_starts, position
from codegen.reading.limits import MAX_DEPTH, MAX_TOML_BYTES
from codegen.reading.refusals import not_finite, out_of_range, too_deep, twice
from codegen.reading.scalars import checked
from codegen.reading.text import at, decode
from codegen.reading.toml_places import places, statements

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["places", "value_of"]

_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_BRACKET = re.compile(r"[\[\]{}]")
_DOTTED = re.compile(r'(?:\.[ \t]*[A-Za-z0-9_"-]+[ \t]*)' + f"{{{MAX_DEPTH}}}")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def value_of(data: bytes, file: str, number: Callable[[str], float]) -> tuple[Any, str]:
    """Value and text of a TOML document."""
    text = decode(data, file, MAX_TOML_BYTES)
    _check_depth(text, file)
    try:
        value = tomllib.loads(text, parse_float=number)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(str(error), text, file) from None
    except ValueError:  # an integer of too many digits
        raise _long_integer(text, file) from None
    except RecursionError:
        raise too_deep(Position(1, 1), file) from None
    _check(value, "", _Judge(text, value, file))
    return value, text


def _check_depth(text: str, file: str) -> None:
    """Refuse what is nested too deep before tomllib sees it; it would take its time, or recurse."""
    bare = _OPAQUE.sub(lambda found: '"' * len(found.group()), text)
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

    def place(self, pointer: str) -> Position:
        return at(self.text, places(self.text, self.value).find(pointer)[1])

    def written(self, pointer: str) -> str:
        start = places(self.text, self.value).find(pointer)[1]
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


def _long_integer(text: str, file: str) -> SchemaError:
    bare = _OPAQUE.sub(lambda found: '"' * len(found.group()), text)
    found = re.search(r"[-+]?[0-9][0-9_]{4299,}", bare)
    if found is None:
        return MalformedDocument("a number cannot be read", "write a smaller one", file=file)
    return out_of_range(found.group(), at(text, found.start()), file)


#: Words of tomllib to ours.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("Expected '=' after a key", "an equals sign is missing after this key", "write key = value"),
    ("Invalid statement", "a key or a [table] is expected here", "write key = value"),
    (
        "Expected newline or end of document",
        "text follows after a value",
        "begin the next key on a line of its own",
    ),
    ("Unclosed array", "this list has no end", "put commas between its items and close it with ]"),
    ("Unclosed inline table", "this table has no end", "put commas between its members and close it with }"),
    ("Unterminated string", "a string has no end", "close it with the quote it begins with"),
    ('Expected "\\\'"', "a string has no end", "close it with the quote it begins with"),
    ("Illegal character", "a character may not stand here", "write it as an escape in double quotes"),
    (
        "Unescaped '\\\\'",
        "a backslash begins no valid escape here",
        "write \\\\ for a backslash, or use single quotes",
    ),
    ("Invalid hex value", "this escape lacks a digit", "write \\u0041 or \\U00000041"),
    (
        "Escaped character is not a Unicode scalar",
        "this escape names no character",
        "write the character itself",
    ),
    (
        "Invalid initial character for a key part",
        "a key is expected here",
        "keys are of A-Z a-z 0-9 _ -, or in quotes",
    ),
    (
        "Invalid value",
        "no value can begin like this",
        "strings stand in quotes; true and false are lower case",
    ),
    ("Expected ']' at the end of a table declaration", "a table's name is closed with ]", "write [name]"),
    ("Expected ']]'", "the name of a list of tables is closed with ]]", "write [[name]]"),
)
_TWICE = (
    "Cannot overwrite a value",
    "Cannot declare",
    "Cannot redefine",
    "Cannot mutate",
    "Duplicate inline table key",
)


def _refusal(problem: str, text: str, file: str) -> SchemaError:
    """What tomllib did not understand, in our words and at its place."""
    found = _PLACE.search(problem)
    offset = len(text)
    if found is not None and found.group(1):
        starts = _line_feeds(text)
        offset = min(len(text), starts[int(found.group(1)) - 1] + int(found.group(2)) - 1)
    if problem.startswith(_TWICE) and (again := _twice(text, offset, file)) is not None:
        return again
    for words, message, hint in _MEANINGS:
        if problem.startswith(words):
            return MalformedDocument(message, hint, position=at(text, offset), file=file)
    said = _PLACE.sub("", problem)[:200]
    return MalformedDocument(
        f"this is no TOML: {said}", "see toml.io for how it is written", position=at(text, offset), file=file
    )


def _line_feeds(text: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", text))]


def _twice(text: str, offset: int, file: str) -> SchemaError | None:
    """The last statement before the place where tomllib stopped, and the first that says the same."""
    seen: dict[tuple[str, ...], int] = {}
    starts = line_starts(text)
    for path, start in statements(text, offset):
        last = path, start
        seen.setdefault(path, start)
    path, start = last
    first = seen[path]
    if first == start:
        return MalformedDocument(
            f"{'.'.join(path)[:200]} has a value already that this adds to or replaces",
            "say each key in one place",
            position=position(starts, start),
            file=file,
        )
    return twice(path[-1], position(starts, first).line, position(starts, start), file)
