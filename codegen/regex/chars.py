"""Sets of code points, and the fixed ones ECMA-262 names.

A set is a tuple of inclusive ranges: sorted, disjoint, never adjacent.  Equal sets are equal tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

__all__ = [
    "DIGIT",
    "DOT",
    "EVERY",
    "MAX_CODE_POINT",
    "NONE",
    "SPACE",
    "WORD",
    "Ranges",
    "complement",
    "union",
]

Ranges: TypeAlias = "tuple[tuple[int, int], ...]"

MAX_CODE_POINT = 0x10FFFF
EVERY: Ranges = ((0, MAX_CODE_POINT),)
NONE: Ranges = ()


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The set that holds every range given, in any order, overlapping or not."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Every code point that is not in the set.  Surrogates are code points too."""
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= MAX_CODE_POINT:
        gaps.append((start, MAX_CODE_POINT))
    return tuple(gaps)


#: ``\\d`` (ECMA-262 22.2.2.9): ASCII digits alone, in every mode.
DIGIT: Ranges = ((0x30, 0x39),)
#: ``\\w`` without the ``i`` flag.
WORD: Ranges = union(((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)))
#: ``\\s``: WhiteSpace and LineTerminator (ECMA-262 12.2, 12.3), which include the no-break space and the BOM.
SPACE: Ranges = union(
    (
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    )
)
#: ``.`` without the ``s`` flag: all but the four line terminators.
DOT: Ranges = complement(union(((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))))
