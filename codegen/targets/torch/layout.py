"""Long lines of printed Python, broken where a reader would break them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

__all__ = ["WIDTH", "call", "returned", "wrapped"]

WIDTH = 100
#: Operators of arithmetic, those that bind loosest first.
_LEVELS = ((" + ", " - "), (" * ", " / "))


def call(function: str, arguments: Sequence[str], before: str = "", room: int = WIDTH) -> tuple[str, ...]:
    """A call on one line, or an argument a line where it has no room."""
    whole = f"{before}{function}({', '.join(arguments)})"
    if len(whole) <= room:
        return (whole,)
    return (f"{before}{function}(", *(f"    {a}," for a in arguments), ")")


def wrapped(before: str, parts: Iterable[str], after: str, room: int = WIDTH) -> Iterator[str]:
    """A tuple on one line, or a part a line."""
    found = list(parts)
    whole = f"{before}{', '.join(found)}{',' if len(found) == 1 else ''}{after}"
    if len(whole) <= room:
        yield whole
        return
    indent = " " * (len(before) - len(before.lstrip()))
    yield before
    yield from (f"{indent}    {part}," for part in found)
    yield f"{indent}{after}"


def returned(expression: str, indent: str) -> Iterator[str]:
    """``return`` and an arithmetic expression without strings, broken before its loosest operators."""
    whole = f"{indent}return {expression}"
    if len(whole) <= WIDTH:
        yield whole
        return
    rows = [expression]
    for operators in _LEVELS:
        rows = [
            piece
            for row in rows
            for piece in (_split(row, operators) if len(row) + len(indent) + 4 > WIDTH else [row])
        ]
    yield f"{indent}return ("
    yield from (f"{indent}    {row}" for row in rows)
    yield f"{indent})"


def _split(text: str, operators: Iterable[str]) -> list[str]:
    """The text cut before each of the operators that stands in no parentheses."""
    pieces, depth, last = [], 0, 0
    for place, character in enumerate(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if depth == 0 and place > last and any(text.startswith(o, place) for o in operators):
            pieces.append(text[last:place])
            last = place + 1
    return [*pieces, text[last:]]
