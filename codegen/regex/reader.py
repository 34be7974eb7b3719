"""A pattern with a place in it, and the escapes that stand for characters (ECMA-262 22.2.1)."""

from __future__ import annotations

import re

from codegen.regex.chars import DIGIT, SPACE, WORD, Ranges, complement
from codegen.regex.properties import PropertyNotFound, property_ranges
from codegen.regex.syntax import MalformedPattern, UnportablePattern

__all__ = ["Reader", "escape", "shown"]

SYNTAX_CHARACTERS = frozenset("^$\\.*+?()[]{}|")
_CONTROLS = {"f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B}
_SETS = {"d": DIGIT, "s": SPACE, "w": WORD}
_HEX = re.compile(r"u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")
_TRAIL = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"\{([A-Za-z0-9_]+(?:=[A-Za-z0-9_]+)?)\}")
#: What people mean by escapes that other languages have.
_FOREIGN = {
    "A": "write ^ for the start of the text",
    "Z": "write $ for the end of the text",
    "z": "write $ for the end of the text",
    "a": r"write \x07",
    "e": r"write \x1B",
    "h": r"write [\t ]",
    "H": r"write [^\t ]",
    "N": "write .",
    "R": r"write (?:\r\n|[\n\v\f\r\u0085\u2028\u2029])",
    "Q": "escape each special character on its own",
    "E": "escape each special character on its own",
}


def shown(char: str) -> str:
    """A character for a message: itself when it is printable ASCII."""
    return char if " " < char <= "~" else f"U+{ord(char):04X}"


class Reader:
    """The text of a pattern and how far it has been read."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        """The next character, or ``""`` at the end."""
        place = self.at + ahead
        return self.text[place] if place < len(self.text) else ""

    def take(self, literal: str) -> bool:
        """Step over ``literal`` if it comes next."""
        if self.text.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what ``expression`` matches here."""
        found = expression.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found


def escape(r: Reader, in_class: bool) -> int | Ranges:
    """Read an escape, the backslash included: a code point, or a set for ``\\d`` and its like."""
    start = r.at
    r.at += 1
    char = r.peek()
    if not char:
        raise MalformedPattern("a backslash at the end escapes nothing", start, r"write \\")
    if char in "uxpP":
        return _property(r, start) if char in "pP" else _hex(r, start)
    r.at += 1
    if char.lower() in _SETS and char.isascii():
        found = _SETS[char.lower()]
        return found if char.islower() else complement(found)
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char in SYNTAX_CHARACTERS or char == "/":
        return ord(char)
    if in_class and char in "b-":
        return 0x08 if char == "b" else ord("-")
    if char == "0" and not ("0" <= r.peek() <= "9"):
        return 0
    if char == "c" and r.peek().isascii() and r.peek().isalpha():
        r.at += 1
        return ord(r.text[r.at - 1]) % 32
    raise _illegal(char, start, in_class)


def _illegal(char: str, start: int, in_class: bool) -> MalformedPattern:
    name = f"\\{char}" if " " < char <= "~" else f"a backslash before {shown(char)}"
    hint = "leave out the backslash"
    if char in _FOREIGN:
        hint = _FOREIGN[char]
    elif char == "c":
        hint = r"write a letter behind \c, or \\c for a backslash and a c"
    elif char == "0":
        hint = r"write \x and two hexadecimal digits"
    elif "1" <= char <= "9":
        hint = f"write {char} without backslash, or \\x and two hexadecimal digits"
    elif " " < char <= "~":
        hint = f"write {char} without backslash"
    where = " in a class" if in_class else ""
    return MalformedPattern(f"{name} is no escape{where} (ECMA-262 with the u flag)", start, hint)


def _hex(r: Reader, start: int) -> int:
    found = r.match(_HEX)
    if not found:
        hint = r"write \u and four hexadecimal digits, or \u{...}, or \x and two"
        raise MalformedPattern("an incomplete hexadecimal escape", start, hint)
    digits = found[1] or found[2] or found[3]
    if len(digits.lstrip("0")) > 6 or int(digits, 16) > 0x10FFFF:
        raise MalformedPattern("there is no code point beyond U+10FFFF", start)
    code = int(digits, 16)
    trail = _TRAIL.match(r.text, r.at) if found[2] and 0xD800 <= code < 0xDC00 else None
    if not trail:
        return code
    r.at = trail.end()
    return 0x10000 + ((code - 0xD800) << 10) + (int(trail[1], 16) - 0xDC00)


def _property(r: Reader, start: int) -> Ranges:
    negated = r.peek() == "P"
    r.at += 1
    found = r.match(_PROPERTY)
    if not found:
        name = "P" if negated else "p"
        raise MalformedPattern(
            f"\\{name} needs the name of a property", start, rf"write \{name}{{L}} for letters, as an example"
        )
    try:
        ranges = property_ranges(found[1])
    except PropertyNotFound as missing:
        if not missing.valid:
            raise MalformedPattern("an unknown Unicode property", start, missing.hint) from None
        reason = "a Unicode property that is unknown or differs between versions of Unicode"
        raise UnportablePattern(reason, start, missing.hint) from None
    return complement(ranges) if negated else ranges
