"""The message catalogue: what every printed checker says, once for all languages.

Templates are data with named places; a printer fills in what the schema says when it prints, and leaves
code for what only the document knows (``found``, mostly).  A message reads ``subject: words``, where the
subject is the key (``betas[1]``), the type at the root, or the property group.

Whatever comes from a schema or a document goes through :func:`escaped` first, so that no message holds a
control or bidirectional character, or grows without bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from string import Formatter

from codegen.ir import Choice, Literal, Member

__all__ = [
    "KINDS",
    "MAX_LISTED",
    "MAX_SHOWN",
    "MESSAGES",
    "PHRASES",
    "either",
    "escaped",
    "fields",
    "listed",
    "member_label",
    "member_labels",
    "name",
    "quantity",
    "quoted",
    "shown",
    "words",
]

MAX_SHOWN = 60  # characters of one name or value
MAX_LISTED = 40  # names in one list
MAX_PATTERN = 300  # characters of a pattern

#: Code of an issue to its words.  Codes are stable; a group's code is followed by ``-none`` or ``-several``.
MESSAGES: Mapping[str, str] = {
    "type": "expected {expected}; found {found}",
    "const": "must be {expected}; found {found}",
    "enum": "must be {expected}; found {found}",
    "minimum": "must be >= {bound}; found {found}",
    "exclusive-minimum": "must be > {bound}; found {found}",
    "maximum": "must be <= {bound}; found {found}",
    "exclusive-maximum": "must be < {bound}; found {found}",
    "multiple-of": "must be a multiple of {bound}; found {found}",
    "min-length": "must have at least {bound}; found {found}",
    "max-length": "must have at most {bound}; found {found}",
    "pattern": "must match the pattern {pattern}; found {found}",
    "min-items": "must have at least {bound}; found {found}",
    "max-items": "must have at most {bound}; found {found}",
    "unique": "items must differ; {found} are equal",
    "contains": "must contain {bound} that {verb} {expected}; found {found}",
    "min-properties": "must have at least {bound}; found {found}",
    "max-properties": "must have at most {bound}; found {found}",
    "required": "required in {type}",
    "dependent-required": "required in {type} when {condition}",
    "unknown-key": "unknown key in {type}{hint}",
    "not-allowed": "not allowed here",
    "property-names": "the key {words}",
    "group-exactly-one": "set exactly one of {members}; found {found}",
    "group-at-most-one": "set at most one of {members}; found {found}",
    "group-at-least-one": "set at least one of {members}; found {found}",
    "any-of": "expected {expected}; found {found}",
    "one-of": "must be only one of {members}; fits {found}",
    "not": "must not be {excluded}; found {found}",
    "not-keys": "must not have {keys}",
    "not-keys-together": "must not have {keys} together",
    "rule": "{words}; found {found}",
    "if": "{words} when {condition}",
    "else": "{words} unless {condition}",
    "depth": "nested too deeply",
    "not-json": "expected a JSON value; found {found}",
    "key-type": "expected keys that are strings; found another key",
    "invalid": "is not valid",
}

#: Smaller pieces that programs put together when they run.
PHRASES: Mapping[str, str] = {
    "none": "none",
    "one-null": "none ({names} is null; null means not set)",
    "many-null": "none ({names} are null; null means not set)",
    "more": ", and {count} more",
    "by-default": "{name} {value} by default",
    "one-item": "1 item",
    "items": "{count} items",
    "hint": ". Did you mean {name}?",
    "string": "the string {text}",
    "array": "an array",
    "object": "an object",
    "not-json": "a value that is not JSON",
    "no-name": '""',
    "odd-key": "a key that is no string",
    "too-large": "a number above 1.7976931348623157e+308",
    "too-small": "a number below -1.7976931348623157e+308",
    "not-finite": "a number that is not finite",
}

#: JSON types as messages name them.
KINDS: Mapping[str, str] = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "null": "null",
}


def words(code: str, **values: str) -> str:
    """The words of an issue, all places filled in.  Values must be escaped already."""
    return MESSAGES[code].format(**values)


@cache
def fields(code: str) -> tuple[tuple[str, str], ...]:
    """A template in pieces: text, and the name of the place behind it (empty at the end)."""
    return tuple((text, field or "") for text, field, _, _ in Formatter().parse(MESSAGES[code]))


def escaped(text: str, limit: int = MAX_SHOWN) -> str:
    """Text without control, bidirectional, invisible or lone surrogate characters, cut when long."""
    found = text[: limit + 1]
    if not found.isprintable():
        found = "".join(map(_visible, found))
    return found if len(found) <= limit and len(text) <= limit else found[:limit] + "..."


def _visible(character: str) -> str:
    code = ord(character)
    hidden = (
        code < 32
        or 127 <= code < 160
        or code in (0xAD, 0x61C, 0xFEFF)
        or 0x200B <= code < 0x2010
        or 0x2028 <= code < 0x202F
        or 0x2060 <= code < 0x2070
        or 0xD800 <= code < 0xE000
        or 0xE0000 <= code < 0xE1000
    )
    escape = f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    return escape if hidden else character


def name(key: str) -> str:
    """A key, a type or a group as messages show it."""
    return escaped(key) or PHRASES["no-name"]


def quoted(text: str) -> str:
    """A string as messages show it."""
    return '"' + escaped(text[: MAX_SHOWN + 1].replace("\\", "\\\\").replace('"', '\\"')) + '"'


def shown(literal: Literal) -> str:
    """A value of the schema as it was written."""
    return quoted(literal.value) if isinstance(literal.value, str) else escaped(literal.text)


def listed(names: Iterable[str]) -> str:
    """``a, b, c``, cut at :data:`MAX_LISTED`."""
    every = list(names)
    rest = PHRASES["more"].format(count=len(every) - MAX_LISTED) if len(every) > MAX_LISTED else ""
    return ", ".join(every[:MAX_LISTED]) + rest


def either(names: Iterable[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    every = list(dict.fromkeys(names))
    if len(every) < 2 or len(every) > MAX_LISTED:
        return listed(every)
    return f"{listed(every[:-1])} or {every[-1]}"


def quantity(number: int, noun: str) -> str:
    """``1 item``, ``2 items``."""
    plural = noun[:-1] + "ies" if noun.endswith(("ty", "ry")) else noun + "s"
    return f"{escaped(str(number))} {noun if number == 1 else plural}"


def member_label(member: Member) -> str:
    """A member of a group: its key, or ``a and b`` when it takes several."""
    return escaped(" and ".join(map(name, member.keys[:MAX_LISTED])))


def member_labels(choice: Choice) -> list[str]:
    """The labels of all members, in order."""
    return [member_label(m) for m in choice.members]
