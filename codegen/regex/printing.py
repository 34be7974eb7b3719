"""Trees back to text: the same tree for every language, in its own spelling.

Output is printable ASCII, whatever the pattern held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from codegen.regex.chars import Ranges, complement
from codegen.regex.syntax import (
    Alternatives,
    Assertion,
    BackReference,
    Chars,
    Group,
    Look,
    Node,
    Repeat,
    Series,
    children,
    fold,
)

__all__ = ["Dialect", "printed"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between languages.

    ``char(code point, in class)`` spells one character; ``assertions`` the places; ``sets`` whole sets that
    have a spelling of their own.
    """

    char: Callable[[int, bool], str]
    assertions: Mapping[str, str]
    sets: Mapping[Ranges, str]


def printed(root: Node, dialect: Dialect) -> str:
    """The source of a tree in a dialect."""
    numbers = _numbers(root)

    def combine(node: Node, below: Sequence[str]) -> str:
        return _text(node, below, dialect, numbers)

    return fold(root, combine)


def _numbers(root: Node) -> dict[int, int]:
    """Groups count from 1 again, because those without references are gone."""
    found: list[int] = []
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Group):
            found.append(node.number)
        todo.extend(children(node))
    return {number: place for place, number in enumerate(sorted(found), 1)}


def _text(node: Node, below: Sequence[str], dialect: Dialect, numbers: Mapping[int, int]) -> str:
    match node:
        case Chars(ranges):
            return _chars(ranges, dialect)
        case Series(parts):
            return _series(parts, below)
        case Alternatives():
            return "|".join(below)
        case Repeat(body=body):
            return _atom(body, below[0]) + _bounds(node)
        case Group():
            return f"({below[0]})"
        case BackReference(number=number):
            return f"\\{numbers[number]}"
        case Look():
            return f"(?{'<' if node.behind else ''}{'!' if node.negative else '='}{below[0]})"
        case Assertion(kind):
            return dialect.assertions[kind]


def _series(parts: Sequence[Node], below: Sequence[str]) -> str:
    texts: list[str] = []
    for part, text in zip(parts, below, strict=True):
        if texts and isinstance(parts[len(texts) - 1], BackReference) and text[:1].isdigit():
            texts[-1] = f"(?:{texts[-1]})"  # \1 before a 0 would read as \10
        texts.append(f"(?:{text})" if isinstance(part, Alternatives) else text)
    return "".join(texts)


def _atom(body: Node, text: str) -> str:
    return text if isinstance(body, (Chars, Group, BackReference)) else f"(?:{text})"


def _bounds(node: Repeat) -> str:
    match (node.low, node.high):
        case (0, None):
            text = "*"
        case (1, None):
            text = "+"
        case (0, 1):
            text = "?"
        case (low, None):
            text = f"{{{low},}}"
        case (low, high):
            text = f"{{{low}}}" if low == high else f"{{{low},{high}}}"
    return text + ("?" if node.lazy else "")


def _chars(ranges: Ranges, dialect: Dialect) -> str:
    if ranges in dialect.sets:
        return dialect.sets[ranges]
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return dialect.char(ranges[0][0], False)
    rest = complement(ranges)
    inverted = len(rest) < len(ranges)
    inside = "".join(_range(low, high, dialect) for low, high in (rest if inverted else ranges))
    return f"[{'^' if inverted else ''}{inside}]"


def _range(low: int, high: int, dialect: Dialect) -> str:
    first, last = dialect.char(low, True), dialect.char(high, True)
    if low == high:
        return first
    return first + last if high == low + 1 else f"{first}-{last}"
