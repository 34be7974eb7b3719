"""More functions that printed checkers contain: tests of numbers, lists and texts.

As in :mod:`codegen.checker.runtime`; what is imported must be from the standard library, inside a function.
"""

from codegen.checker.runtime import _PATTERNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from re import Pattern
    from typing import Any


def _ascending(values: "Sequence[Any]") -> bool:
    """Whether each number is above the one before."""
    before: int | float | None = None
    for value in values:
        if before is not None and value <= before:
            return False
        before = value
    return True


def _piecewise(step: float, boundaries: "Sequence[float]", values: "Sequence[float]") -> float:
    """The value between two boundaries; at a boundary the next one holds already."""
    from bisect import bisect_right

    return values[bisect_right(boundaries, step)]


def _is_multiple(value: int | float, digits: int, power: int) -> bool:
    """Whether a number is a multiple of ``digits * 10 ** power``, both taken as decimals.

    A double without a fraction is the integer it stands for, which is not always the one that was written.
    """
    if value % 1 == 0:
        whole, shift = int(value), 0
    else:
        mantissa, _, exponent = repr(value).partition("e")
        before, _, after = mantissa.partition(".")
        whole, shift = int(before + after), int(exponent or 0) - len(after)
    if shift >= power:
        whole *= 10 ** (shift - power)
    else:
        digits *= 10 ** (power - shift)
    return whole % digits == 0


_compiled: "dict[int, Pattern[str]]" = {}


def _matches(number: int, text: str) -> bool:
    """Whether a text matches the pattern of that number somewhere."""
    pattern = _compiled.get(number)
    if pattern is None:
        import re

        pattern = _compiled[number] = re.compile(_PATTERNS[number])
    return pattern.search(text) is not None
