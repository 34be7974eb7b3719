"""How long a match is, and how big a pattern gets when it is written out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from codegen.regex.syntax import (
    Alternatives,
    BackReference,
    Chars,
    Group,
    Node,
    Repeat,
    Series,
    fold,
)

__all__ = ["Width", "ranges", "size", "width"]

#: Fewest and most code points of a match; ``None`` when there is no most.
Width: TypeAlias = "tuple[int, int | None]"


def width(node: Node) -> Width:
    """The width of a node.  A back reference counts as anything."""
    return fold(node, _width)


def _width(node: Node, below: Sequence[Width]) -> Width:
    match node:
        case Chars():
            return 1, 1
        case Series():
            return sum(low for low, _ in below), _sum([high for _, high in below])
        case Alternatives():
            highs = [high for _, high in below]
            most = None if None in highs else max(high for high in highs if high is not None)
            return min(low for low, _ in below), most
        case Repeat(low=low, high=high):
            least, most = below[0]
            return least * low, 0 if most == 0 else _product(most, high)
        case Group():
            return below[0]
        case BackReference():
            return 0, None
    return 0, 0


def _sum(terms: list[int | None]) -> int | None:
    return None if None in terms else sum(term for term in terms if term is not None)


def _product(left: int | None, right: int | None) -> int | None:
    if right == 0:
        return 0
    return None if left is None or right is None else left * right


def size(node: Node) -> int:
    """Nodes of the pattern when every counted repeat is written out."""
    return fold(node, _size)


def ranges(node: Node) -> int:
    """Ranges of code points in all sets of the pattern; ``\\p{L}`` alone has some 600."""
    return fold(node, lambda n, below: len(n.ranges) if isinstance(n, Chars) else sum(below))


def _size(node: Node, below: Sequence[int]) -> int:
    total = 1 + sum(below)
    if isinstance(node, Repeat):
        return total * max(1, node.low if node.high is None else node.high)
    return total
