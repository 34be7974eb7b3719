"""What a pattern is once it is read: a small frozen tree, and what can be wrong with it.

Patterns may nest deeply, so nothing here recurses: walk a tree with :func:`fold`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from codegen.regex.chars import Ranges

__all__ = [
    "Alternatives",
    "Assertion",
    "BackReference",
    "Chars",
    "Group",
    "Look",
    "MalformedPattern",
    "Node",
    "PatternError",
    "Repeat",
    "Series",
    "UnportablePattern",
    "children",
    "fold",
]

T = TypeVar("T")


class PatternError(ValueError):
    """A pattern cannot be used.

    ``offset`` counts code points of the pattern from 0; ``hint`` says what to write instead and may be
    empty.  Both texts are printable ASCII whatever the pattern holds.
    """

    def __init__(self, reason: str, offset: int, hint: str = "") -> None:
        super().__init__(f"{reason} (at character {offset + 1})")
        self.reason = reason
        self.offset = offset
        self.hint = hint


class MalformedPattern(PatternError):
    """ECMA-262 with the ``u`` flag refuses the pattern."""


class UnportablePattern(PatternError):
    """The pattern is valid, but languages would disagree about it, or it passes a limit."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One code point out of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Series:
    """One part after another; without parts it matches the empty string."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The first branch that lets the whole match succeed; at least two."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``low`` to ``high`` times (``None``: without end)."""

    body: Node
    low: int
    high: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group that some back reference names.  Other groups leave no trace in the tree."""

    number: int
    body: Node


@dataclass(frozen=True, slots=True)
class BackReference:
    """What the group captured, again.  ``offset`` is where the pattern says so."""

    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Look:
    """A lookahead, or a lookbehind when ``behind``."""

    body: Node
    behind: bool
    negative: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place in the text: its ends, or (not) a boundary of an ASCII word."""

    kind: Literal["start", "end", "word", "not word"]


Node: TypeAlias = "Chars | Series | Alternatives | Repeat | Group | BackReference | Look | Assertion"


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below this one."""
    match node:
        case Series(parts):
            return parts
        case Alternatives(branches):
            return branches
        case Repeat() | Group() | Look():
            return (node.body,)
    return ()


def fold(root: Node, combine: Callable[[Node, Sequence[T]], T]) -> T:
    """``combine(node, results of its children)`` from the leaves up."""
    todo: list[tuple[Node, bool]] = [(root, False)]
    done: list[T] = []
    while todo:
        node, below = todo.pop()
        kids = children(node)
        if below or not kids:
            first = len(done) - len(kids)
            done[first:] = [combine(node, done[first:])]
        else:
            todo.append((node, True))
            todo.extend((kid, False) for kid in reversed(kids))
    return done[0]
