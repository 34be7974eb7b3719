"""What Python's TOML reader says, and what it means to a person."""

from __future__ import annotations

import re

from codegen.errors import MalformedDocument, SchemaError
from codegen.reading.refusals import twice
from codegen.reading.text import at
from codegen.reading.toml_places import first_twice

__all__ = ["refusal"]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_WORD = re.compile(r"[A-Za-z~]+")
_BRACKET = re.compile(r"[\[\]{}]")

_ESCAPE = "write \\\\ for a backslash, or use single quotes"
_LIST = "put commas between its items and close it with ]"
_TABLE = "put commas between its members and close it with }"
#: How the reader's words begin, in any of its versions; what it means; what to write instead.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("Expected '=' after a key", "an equals sign is missing after this key", "write key = value"),
    ("Invalid statement", "a key or a [table] is expected here", "write key = value"),
    (
        "Expected newline or end of document",
        "text follows after a value",
        "begin the next key on a line of its own",
    ),
    ("Unclosed array", "this list has no end", _LIST),
    ("Unclosed inline table", "this table has no end", _TABLE),
    ("Unterminated string", "a string has no end", "close it with the quote it begins with"),
    ("Expected \"'", "a string has no end", "close it with the quote it begins with"),
    ("Illegal character", "a control character stands here", "write it as an escape in double quotes"),
    ("Found invalid character", "a control character stands here", "write it as an escape in double quotes"),
    ("Unescaped", "a backslash begins no valid escape here", _ESCAPE),
    ("Invalid hex value", "this escape lacks a digit", "write \\u0041 or \\U00000041"),
    ("Escaped character is not", "this escape names no character", "write the character itself"),
    (
        "Invalid initial character for a key part",
        "a key is expected here",
        "keys are of A-Z a-z 0-9 _ -, or in quotes",
    ),
    ("Expected ']' at the end", "a table's name is closed with ]", "write [name]"),
    ("Expected ']]' at the end", "the name of a list of tables is closed with ]]", "write [[name]]"),
)
# A string, or a comment; one of the groups matches where the string has no end.
_STRING = re.compile(
    r'"""(?:[^\\]|\\(?:.|\Z))*?(?:"{3,5}|(?P<a>\Z))'
    r"|'''.*?(?:'{3,5}|(?P<b>\Z))"
    r'|"(?:[^"\\\n]|\\(?:.|\Z))*(?:"|(?P<c>))'
    r"|'[^'\n]*(?:'|(?P<d>))|#[^\n]*",
    re.DOTALL,
)
_TWICE = (
    "Cannot overwrite a value",
    "Cannot declare",
    "Cannot redefine",
    "Cannot mutate",
    "Duplicate inline table key",
)
_NULL = ("null", "nil", "none", "~")
_SWITCHES = ("true", "false", "yes", "no", "on", "off")


def refusal(problem: str, text: str, bare: str, file: str) -> SchemaError:
    """What the reader did not understand, in our words and at its place.

    ``bare`` is the text with its strings and comments blotted out.
    """
    offset = _offset(problem, text)
    if problem.startswith(_TWICE) and (again := first_twice(text, offset)) is not None:
        return _again(*again, text, file)
    message, hint = _meaning(problem, text, offset)
    if problem.startswith("Unclosed"):
        offset = _opening(bare, offset)
    elif problem.startswith(("Expected \"'", "Unterminated")):  # told at the end of the document
        offset = next((m.start() for m in _STRING.finditer(text) if m.lastgroup), offset)
    elif "backslash" in message or "escape" in message:
        offset = max(0, text.rfind("\\", 0, offset))
    return MalformedDocument(message, hint, position=at(text, offset), file=file)


def _offset(problem: str, text: str) -> int:
    found = _PLACE.search(problem)
    if found is None or not found.group(1):
        return len(text)
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return min(len(text), starts[int(found.group(1)) - 1] + int(found.group(2)) - 1)


def _again(key: str, first: int, second: int, text: str, file: str) -> SchemaError:
    if first >= 0:
        return twice(key, at(text, first).line, at(text, second), file)
    return MalformedDocument(
        f"{key[:200]} has a value already that this adds to or replaces",
        "say each key in one place",
        position=at(text, second),
        file=file,
    )


def _meaning(problem: str, text: str, offset: int) -> tuple[str, str]:
    if text[offset : offset + 1] in ("\n", "\r") and problem.startswith(("Illegal", "Found invalid")):
        return "a string has no end", "close it with the quote it begins with"
    if problem.startswith("Invalid value"):
        return _no_value(text, offset)
    for words, message, hint in _MEANINGS:
        if problem.startswith(words):
            return message, hint
    return f"this is no TOML: {_PLACE.sub('', problem)[:200]}", "see toml.io for how it is written"


def _no_value(text: str, offset: int) -> tuple[str, str]:
    word = _WORD.match(text, offset)
    if word is None:
        return "a value is expected here", "numbers begin with a digit, strings with a quote"
    if word.group().lower() in _NULL:
        return "TOML has no null", "leave the key out"
    if word.group().lower() in _SWITCHES:
        return f"{word.group()} is no value of TOML", "write true or false, or put it in quotes"
    return "a value is expected here", "put strings in quotes"


def _opening(bare: str, end: int) -> int:
    """The innermost bracket that is still open at the end."""
    opened: list[int] = []
    for found in _BRACKET.finditer(bare, 0, end):
        if found.group() in "[{":
            opened.append(found.start())
        elif opened:
            opened.pop()
    return opened[-1] if opened else end
