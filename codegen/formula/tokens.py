"""The words of a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codegen.errors import FormulaMalformed, Origin

__all__ = ["MAX_TEXT", "Token", "tokens"]

MAX_TEXT = 2_000  # characters of a formula

_SPACE = re.compile(r"[ \t\r\n]+")
_TOKEN = re.compile(
    r"(?P<number>(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>&&|\|\||<=|>=|==|!=|[-+*/%<>!?:(),])"
)
#: What people write from habit, and what this language has for it.
_HABITS = {
    "=": "write == to compare",
    "&": "write && for and",
    "|": "write || for or",
    "^": "write pow(x, y)",
    "[": "lists are read by piecewise, sequence, size and ascending only",
    ".": "write a number as 0.5, and name the fields of this object only",
    '"': "a formula holds numbers and names, no text",
    "'": "a formula holds numbers and names, no text",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its ``kind`` (``number``, ``name``, ``sign`` or ``end``), its text and where it begins."""

    kind: str
    text: str
    at: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"{self.text!r}"


def tokens(text: str, origin: Origin) -> Iterator[Token]:
    """The words of a formula, then one of kind ``end``.

    :raises FormulaMalformed: a character that no formula has.
    """
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at == len(text):
            yield Token("end", "", at)
            return
        found = _TOKEN.match(text, at)
        if found is None:
            raise _foreign(text, at, origin)
        glued = found.lastgroup == "number" and text[found.end() : found.end() + 1]
        if glued and (glued.isalnum() or glued in "._"):
            raise FormulaMalformed(
                f"{text[at : found.end() + 1]!r} is no number (character {at + 1} of the formula)",
                "write a number as JSON does, such as 10, 0.5 or 1e-7, and an operator behind it",
                origin,
            )
        yield Token(str(found.lastgroup), found.group(), at)
        at = found.end()


def _foreign(text: str, at: int, origin: Origin) -> FormulaMalformed:
    return FormulaMalformed(
        f"no formula has the character {text[at]!r} (character {at + 1} of the formula)",
        _HABITS.get(text[at], "use numbers, names, + - * / % < <= > >= == != && || ! ? : ( ) and commas"),
        origin,
    )
