"""How ECMAScript and Python spell what a pattern is made of."""

from __future__ import annotations

from codegen.regex.chars import DIGIT, DOT, EVERY, NONE, SPACE, WORD, complement
from codegen.regex.printing import Dialect

__all__ = ["ecma", "python"]

_NAMED = {0x09: r"\t", 0x0A: r"\n", 0x0B: r"\v", 0x0C: r"\f", 0x0D: r"\r"}
_ESCAPED = frozenset("^$\\.*+?()[]{}|")
_IN_CLASS = frozenset("\\]^-")


def ecma() -> Dialect:
    """ECMA-262 with the ``u`` flag; also fit for a literal between slashes."""
    sets = {
        DIGIT: r"\d",
        complement(DIGIT): r"\D",
        SPACE: r"\s",
        complement(SPACE): r"\S",
        WORD: r"\w",
        complement(WORD): r"\W",
        DOT: ".",
        EVERY: "[^]",
        NONE: "[]",
    }
    places = {"start": "^", "end": "$", "word": r"\b", "not word": r"\B"}
    return Dialect(_ecma_char, places, sets)


def python() -> Dialect:
    """Python's ``re`` for ``str``, without flags.

    ``$`` would match before a last newline, so the end is ``\\Z``.  ``\\b`` must look at ASCII alone, and
    ``\\B`` is the negation of it because before Python 3.14 it never matches in an empty string.
    """
    places = {"start": "^", "end": r"\Z", "word": r"(?a:\b)", "not word": r"(?!(?a:\b))"}
    return Dialect(_python_char, places, {EVERY: r"[\s\S]", NONE: r"[^\s\S]"})


def _ecma_char(code: int, in_class: bool) -> str:
    char = chr(code)
    if " " <= char <= "~":
        return f"\\{char}" if char == "/" or char in (_IN_CLASS if in_class else _ESCAPED) else char
    if code in _NAMED:
        return _NAMED[code]
    if code > 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return f"\\u{{{code:X}}}"  # a braced surrogate never joins its neighbour
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"


def _python_char(code: int, in_class: bool) -> str:
    char = chr(code)
    if " " <= char <= "~":
        special = (_IN_CLASS | frozenset("[&~|")) if in_class else _ESCAPED  # [, && and -- warn in a class
        return f"\\{char}" if char in special else char
    if code in _NAMED:
        return _NAMED[code]
    if code > 0xFFFF:
        return f"\\U{code:08X}"
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"
