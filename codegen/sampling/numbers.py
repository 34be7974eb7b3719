"""Numbers at a bound and one step past it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from codegen.ir import Literal, Scalar

__all__ = ["BEYOND_DOUBLES", "BIG", "after", "before", "bounds", "numbers"]

Number: TypeAlias = "int | float"
Found: TypeAlias = "tuple[str, Number]"

BIG = 2**53 + 1  # no double: the next one is 2**53
BEYOND_DOUBLES = 10**400
MANY = 40  # numbers to choose from where items must differ


def after(value: Number, whole: bool) -> Number:
    """The next number up: the next integer, or the next double."""
    if whole or abs(value) >= 2**53:
        return math.floor(value) + 1
    return math.nextafter(value, math.inf)


def before(value: Number, whole: bool) -> Number:
    """The next number down."""
    return -after(-value, whole)


def numbers(node: Scalar) -> Iterator[Number]:
    """Numbers that may be valid, the plainest first."""
    whole = node.kind == "integer"
    low, high = _lowest(node), _highest(node)
    wanted: list[Number] = [0, 1]
    wanted += [n for n in (low, high) if n is not None]
    if low is not None and high is not None:
        wanted.append((low + high) // 2 if whole else _middle(low, high))
    if node.multiple_of is not None:
        step = _value(node.multiple_of)
        starts = [_steps(n, step) for n in (low or 0, 0)]
        wanted += filter(_is_json, (_times(step, start + more) for start in starts for more in range(12)))
    start = 0 if low is None and high is None else low if low is not None else high or 0
    wanted += [start + n if low is not None or high is None else start - n for n in range(2, MANY)]
    for number in wanted:
        rounded = math.ceil(number) if whole else number
        if (low is None or rounded >= low) and (high is None or rounded <= high):
            yield rounded


def bounds(node: Scalar) -> Iterator[Found]:
    """Each bound of a number, and a step to the side where nothing is valid (or only there it is)."""
    whole = node.kind == "integer"
    rows = (
        ("minimum", node.minimum, before),
        ("exclusiveMinimum", node.exclusive_minimum, after),
        ("maximum", node.maximum, after),
        ("exclusiveMaximum", node.exclusive_maximum, before),
    )
    for name, bound, step in rows:
        if bound is not None:
            value = _value(bound)
            yield f"at {name}", value
            yield f"one step {'below' if step is before else 'above'} {name}", step(value, whole)
    if node.multiple_of is not None:
        step_size = _value(node.multiple_of)
        found = (
            ("a multiple", _times(step_size, 3)),
            ("between two multiples", step_size + after(0, True) if whole else _times(step_size, 1.5)),
        )
        yield from ((name, value) for name, value in found if _is_json(value))


def _steps(number: Number, step: Number) -> int:
    """How many steps lead to a number, or just past it; none where they are too many to be exact."""
    try:
        steps = number / step
    except OverflowError:
        return 0
    return math.ceil(steps) if abs(steps) < 2**53 else 0


def _times(step: Number, count: Number) -> Number:
    try:
        return step * count
    except OverflowError:
        return math.inf


def _is_json(number: Number) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def _middle(low: Number, high: Number) -> Number:
    try:
        return low + (high - low) / 2
    except OverflowError:
        return low


def _lowest(node: Scalar) -> Number | None:
    whole = node.kind == "integer"
    found = [_value(b) for b in (node.minimum,) if b is not None]
    found += [after(_value(b), whole) for b in (node.exclusive_minimum,) if b is not None]
    return max(found, default=None)


def _highest(node: Scalar) -> Number | None:
    whole = node.kind == "integer"
    found = [_value(b) for b in (node.maximum,) if b is not None]
    found += [before(_value(b), whole) for b in (node.exclusive_maximum,) if b is not None]
    return min(found, default=None)


def _value(bound: Literal) -> Number:
    value = bound.value
    return value if isinstance(value, (int, float)) else 0
