"""From what a checker says to what a person needs: the place in the file, and what to write instead.

The words are the checker's.  What is added follows from the document alone, so that every reader of the
same file says the same.  Generated packages hold a copy of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from codegen.errors import Diagnostic, Origin, Position

__all__ = ["Finding", "Located", "diagnose", "inside", "steps_of"]

#: Issues that are about a key, not about its value.
_OF_KEYS = ("unknown-key", "not-allowed", "property-names")
#: Issues about what an object lacks: told at its own key.
_OF_OBJECTS = ("required", "dependent-required", "min-properties", "max-properties")
_NEAR = re.compile(r"\. Did you mean (.+)\?$")
_LISTED = re.compile(r": set [a-z ]+ of (.*); found none$")
_EQUAL = re.compile(r"; (\d+) and (\d+) are equal")
_EXPECTED = re.compile(r": expected ([^;]*); found (?:the string )?(.*)")
#: Values that a message shows as JSON, and keys that are JSON between quotes.
_BARE = re.compile(r'-?[0-9][0-9.]*(e[+-]?[0-9]+)?|true|false|"[^"\\]{0,40}"')
_QUOTABLE = re.compile(r'[^"\\]{1,60}')
_TEXTS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SWITCHES = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_WORD = 60  # characters of a value that a hint repeats


class Finding(Protocol):
    """An issue, as printed checkers make them."""

    path: tuple[str | int, ...]
    message: str
    code: str
    group: str | None
    keys: tuple[str, ...]


class Located(Protocol):
    """A document that knows where its values stand."""

    @property
    def file(self) -> str: ...
    @property
    def value(self) -> Any: ...
    def value_at(self, pointer: str) -> Position | None: ...
    def key_at(self, pointer: str) -> Position | None: ...


def diagnose(found: Iterable[Finding], reading: Located, at: str = "") -> tuple[Diagnostic, ...]:
    """The issues as diagnostics, in the same order.  ``at`` is the pointer of the value that was checked."""
    before, issues = steps_of(at, reading.value), tuple(found)
    told = _Told(issues)
    return tuple(_diagnostic(issue, before, reading, told) for issue in issues)


def inside(reading: Located, at: str) -> tuple[Any, Diagnostic | None]:
    """The value at a pointer, or what to say when there is none."""
    value = reading.value
    pointer = ""
    for step in _split(at):
        try:
            value = value[int(step) if isinstance(value, list) and step.isdecimal() else step]
        except (LookupError, TypeError):
            keys = ", ".join(list(value)[:20]) if isinstance(value, dict) else ""
            hint = f"the keys here are {keys}" if keys else "check the pointer"
            message = f"there is nothing at {at}: {pointer or 'the document'} has no {step}"
            place = reading.key_at(pointer)
            return None, Diagnostic("no-such-place", message, hint, _origin(reading, at), reading.file, place)
        pointer += f"/{_escaped(step)}"
    return value, None


def steps_of(pointer: str, value: Any) -> tuple[str | int, ...]:
    """A JSON Pointer as the steps it takes in a value; indices are numbers."""
    steps: list[str | int] = []
    for text in _split(pointer):
        step: str | int = int(text) if isinstance(value, list) and text.isdecimal() else text
        steps.append(step)
        value = _below(value, step)
    return tuple(steps)


class _Told:
    """What the issues of one document say of each other."""

    def __init__(self, issues: tuple[Finding, ...]) -> None:
        #: Groups that have the wrong number of members, by the object they belong to.
        self.groups = {(issue.path, issue.group) for issue in issues if issue.group is not None}
        #: The key that stands where another one is meant, by the object and the one that is meant.
        self.meant = {
            (issue.path[:-1], near[1]): str(issue.path[-1])
            for issue in issues
            if issue.code == "unknown-key" and (near := _NEAR.search(issue.message)) is not None
        }

    def instead_of_none(self, issue: Finding) -> str:
        """What to write for a group that has no member: the one that is misspelt, if there is one."""
        listed = _LISTED.search(issue.message)
        for label in listed[1].split(", ") if listed is not None else ():
            if (issue.path, label) in self.meant:
                return f"write {_short(label)} in place of {_short(self.meant[issue.path, label])}"
        return "write one of them"


def _diagnostic(issue: Finding, before: tuple[str | int, ...], reading: Located, told: _Told) -> Diagnostic:
    path = (*before, *issue.path)
    pointer = _pointer(path)
    value: Any = reading.value
    for step in path:
        value = _below(value, step)
    place, hint = _place_and_hint(issue, path, value, reading, told)
    return Diagnostic(issue.code, issue.message, hint, _origin(reading, pointer), reading.file, place)


def _place_and_hint(
    issue: Finding, path: tuple[str | int, ...], value: Any, reading: Located, told: _Told
) -> tuple[Position | None, str]:
    pointer, code = _pointer(path), issue.code
    if issue.group is not None and isinstance(value, dict):
        return _of_group(issue, path, value, reading, told)
    if code in _OF_KEYS:
        return reading.key_at(pointer), _about_a_key(issue, told)
    if code in _OF_OBJECTS:
        missing = issue.keys[0] if issue.keys else ""
        return reading.key_at(pointer), f"add {_short(missing)}" if missing else ""
    if code == "unique" and (equal := _EQUAL.search(issue.message)) is not None:
        first, second = (reading.value_at(f"{pointer}/{number}") for number in equal.groups())
        line = f" on line {first.line}" if first is not None else ""
        return second, f"take it out: it equals item {equal[1]}{line}"
    return reading.value_at(pointer), _instead(issue, value)


def _of_group(
    issue: Finding, path: tuple[str | int, ...], value: dict[str, Any], reading: Located, told: _Told
) -> tuple[Position | None, str]:
    """Two members that clash: both lines.  None: the object that lacks one."""
    members = [(label, key) for label in issue.keys if (key := _key_of(label, value)) is not None]
    known = [
        (label, place)
        for label, key in members
        if (place := reading.key_at(_pointer((*path, key)))) is not None
    ]
    if len(known) > 1:
        known.sort(key=lambda member: (member[1].line, member[1].column))
        return known[-1][1], _which_to_remove(known)
    null = issue.message.endswith("null means not set)")
    hint = "give one of them a value" if null else told.instead_of_none(issue)
    return reading.key_at(_pointer(path)), hint


def _which_to_remove(known: list[tuple[str, Position]]) -> str:
    """``remove adam (line 12) or sgd``: the last one is where the caret stands."""
    here = known[-1][1].line
    names = [
        _short(label) if place.line == here else f"{_short(label)} (line {place.line})"
        for label, place in known
    ]
    if len(names) == 2:
        return f"remove {names[0]} or {names[1]}"
    return f"keep one of {', '.join(names)}"


def _key_of(label: str, value: dict[str, Any]) -> str | None:
    """The key that a member's label stands for: itself, or the first of ``a and b``."""
    if label in value:
        return label
    first = label.partition(" and ")[0]
    return first if first in value else None


def _about_a_key(issue: Finding, told: _Told) -> str:
    if issue.code == "unknown-key" and (issue.path[:-1], issue.path[-1]) in told.groups:
        return "it is the name of the group: write one of its members in its place"
    near = _NEAR.search(issue.message)
    if near is not None:
        return f"write {near[1]}"
    return "" if issue.code == "property-names" else "take it out"


def _instead(issue: Finding, value: Any) -> str:
    """What to write in place of a value, where that is more than the message says."""
    if issue.code in ("enum", "const") and isinstance(value, str):
        return _nearest(issue.message, value)
    wanted = _EXPECTED.search(issue.message)
    if wanted is None:
        return ""
    if issue.keys and _QUOTABLE.fullmatch(issue.keys[0]) and _BARE.fullmatch(wanted[2]):
        return f'write {{"{issue.keys[0]}": {wanted[2]}}}'
    return _as_kind(wanted[1], value)


def _as_kind(wanted: str, value: Any) -> str:
    """A value of the wrong type, written as the right one."""
    if value is None:
        return "give it a value, or take it out"
    if isinstance(value, str):
        if "a number" in wanted or "an integer" in wanted:
            if _is_number(value):
                return f"write {_short(value)} without quotes"
            if _is_number(joined := value.replace("_", "")):  # a number to YAML 1.1, TOML and Python
                return f"write {_short(joined)}"
        if "a boolean" in wanted and value.lower() in _SWITCHES:
            return f"write {_SWITCHES[value.lower()]}"
    elif "a string" in wanted and not isinstance(value, (dict, list)):
        return "put it in quotes"
    elif "an integer" in wanted and isinstance(value, float):
        return "write a whole number"
    if "an array" in wanted and not isinstance(value, dict):
        return "put it in brackets: [...]"
    return ""


def _nearest(message: str, value: str) -> str:
    """The allowed string that is nearest to one that is not."""
    from difflib import get_close_matches

    allowed = _TEXTS.findall(message.rpartition("; found ")[0])
    near = get_close_matches(value[:_WORD], allowed, 1, 0.5)
    return f'write "{near[0]}"' if near else ""


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", text) is not None


def _below(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (LookupError, TypeError):
        return None


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{_escaped(str(step))}" for step in path)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _split(pointer: str) -> list[str]:
    return [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]


def _origin(reading: Located, pointer: str) -> Origin:
    return Origin(reading.file, pointer)


def _short(text: str) -> str:
    shown = text if len(text) <= _WORD else f"{text[:_WORD]}..."
    return shown or '""'
