"""Numbers between bounds, whole or not, that are multiples or are not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from codegen.breaking.answers import NOTHING, Answer, Found, Unknown
from codegen.breaking.evaluating import Literal, all_hold
from codegen.breaking.formulas import text_of

if TYPE_CHECKING:
    from codegen.breaking.solver import Solver

__all__ = ["solve"]

MAX_LISTED = 2_000  # whole numbers of a range that are tried one by one
#: Plain numbers, tried everywhere.
PLAIN: tuple[int | float, ...] = (
    0,
    1,
    -1,
    2,
    0.5,
    10,
    -0.5,
    1.5,
    3,
    100,
    0.1,
    0.25,
    0.3,
    0.001,
    1e-7,
    -2,
    1e300,
)
_OPPOSITE = {"ge": "lt", "gt": "le", "le": "gt", "lt": "ge"}


@dataclass(frozen=True, slots=True)
class _Range:
    """Bounds; ``open_low``: the bound itself is out."""

    low: Fraction | None = None
    open_low: bool = False
    high: Fraction | None = None
    open_high: bool = False

    def with_bound(self, kind: str, bound: Fraction) -> _Range:
        """The range and one more bound."""
        out = kind in ("gt", "lt")
        if kind in ("ge", "gt"):
            tighter = self.low is None or bound > self.low or (bound == self.low and out)
            return _Range(bound, out, self.high, self.open_high) if tighter else self
        tighter = self.high is None or bound < self.high or (bound == self.high and out)
        return _Range(self.low, self.open_low, bound, out) if tighter else self

    def empty(self) -> bool:
        """Whether no real number is in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.open_low or self.open_high))

    def steps(self, step: int) -> tuple[int | None, int | None]:
        """The first and the last multiple of an integer, counted in steps."""
        low = high = None
        if self.low is not None:
            low = math.ceil(self.low / step)
            low += self.open_low and low * step == self.low
        if self.high is not None:
            high = math.floor(self.high / step)
            high -= self.open_high and high * step == self.high
        return low, high


def solve(solver: Solver, literals: list[Literal]) -> Answer:
    """A number that meets the literals."""
    span = _Range()
    step = 1
    whole = False
    for f, sign in literals:
        if f.kind in _OPPOSITE:
            span = span.with_bound(f.kind if sign else _OPPOSITE[f.kind], f.value)
        whole |= f.kind == "whole" and sign
        if f.kind == "multiple" and sign and f.value.denominator == 1:
            whole, step = True, math.lcm(step, int(f.value))
    if span.empty():
        return NOTHING
    if whole:
        return _whole(solver, literals, span, step)
    if span.low is not None and span.low == span.high:
        return solver.first_of([_number(span.low)], literals)
    if _divided(literals):
        return NOTHING
    for value in sorted(_candidates(span, literals), key=_size):
        if all_hold(solver.book, literals, value):
            return Found(value)
    return _doubt(literals)


def _size(number: int | float) -> tuple[int, int | float, bool]:
    return len(text_of(number)), abs(number), number < 0


def _divided(literals: list[Literal]) -> bool:
    """Whether it is to be a multiple of a multiple, and yet none of the lesser step."""
    steps = [f.value for f, s in literals if f.kind == "multiple" and s]
    others = [f.value for f, s in literals if f.kind == "multiple" and not s]
    return any((m / n).denominator == 1 for m in steps for n in others)


def _whole(solver: Solver, literals: list[Literal], span: _Range, step: int) -> Answer:
    """Multiples of an integer: all of them where there are few, else those near the bounds."""
    if any(f.kind == "whole" and not s for f, s in literals):
        return NOTHING
    low, high = span.steps(step)
    if low is not None and high is not None and low > high:
        return NOTHING
    if any(f.kind == "multiple" and not s and (step / f.value).denominator == 1 for f, s in literals):
        return NOTHING
    if low is not None and high is not None and high - low < MAX_LISTED:
        return solver.first_of((n * step for n in sorted(range(low, high + 1), key=abs)), literals)
    start = low if low is not None else high if high is not None else 0
    way = -1 if low is None and high is not None else 1
    near = [0] if (low is None or low <= 0) and (high is None or high >= 0) else []
    for n in (*near, *islice(_count(start, way), MAX_LISTED)):
        if all_hold(solver.book, literals, n * step):
            return Found(n * step)
    return _doubt(literals)


def _count(start: int, way: int) -> Iterator[int]:
    while True:
        yield start
        start += way


def _candidates(span: _Range, literals: list[Literal]) -> Iterator[int | float]:
    """Plain numbers, and numbers at the bounds of a range and between them."""
    yield from PLAIN
    low, high = span.low, span.high
    for bound, way in ((low, 1), (high, -1)):
        if bound is None:
            continue
        yield _number(bound)
        for distance in (1, 2, Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)):
            yield _number(Fraction(round((bound + way * distance) * 1000), 1000))
        yield from _next(bound, way)
    if low is not None and high is not None:
        middle = (low + high) / 2
        for digits in range(1, 18):
            yield float(f"{float(middle):.{digits}g}") if abs(middle) < 10**300 else int(middle)
        yield _number(middle)
    for f, _ in literals:
        if f.kind == "multiple":
            for times in (1, 2, 3, 5, 7, 10, 11, -1):
                yield _number(f.value * times)
            yield from (_number(f.value * times) for times in _around(span, f.value))


def _around(span: _Range, step: Fraction) -> Iterator[int]:
    for bound in (span.low, span.high):
        if bound is not None:
            first = math.floor(bound / step)
            yield from range(first - 2, first + 3)


def _next(bound: Fraction, way: int) -> Iterator[int | float]:
    try:
        yield math.nextafter(float(bound), math.inf * way)
    except OverflowError:
        yield int(bound) + way


def _number(exact: Fraction) -> int | float:
    """The JSON number nearest to it."""
    if exact.denominator == 1:
        return int(exact)
    return float(exact)


def _doubt(literals: list[Literal]) -> Answer:
    at: Any = next((f.origin for f, _ in literals if f.kind == "multiple"), None)
    return Unknown("whether some number fits its bounds and multiples was not decided", at)
