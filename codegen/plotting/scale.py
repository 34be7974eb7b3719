"""Numbers on the axes of a drawing."""

from __future__ import annotations

import math

__all__ = ["counted", "short", "ticks"]

#: Below it there are too few doubles for round numbers.
SMALLEST = 1e-300


def ticks(top: float, most: int) -> list[float]:
    """At most ``most`` round numbers from 0 to ``top``, evenly apart: 1, 2 or 5 times a power of ten."""
    if top < SMALLEST:
        return [0.0, top]
    rough = top / max(1, most - 1)
    power = math.floor(math.log10(rough))
    step = next(s for s in (1, 2, 5, 10) if s * 10.0**power >= rough * (1 - 1e-9))
    number = int(top / (step * 10.0**power) * (1 + 1e-9))
    return [float(f"{n * step}e{power}") for n in range(number + 1)]


def short(rate: float) -> str:
    """A rate as people write it: ``0.0008``, ``1e-6``."""
    text = f"{rate:.4g}"
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else text


def counted(step: float) -> str:
    """A number of steps, digits in threes: ``100 000`` with narrow spaces."""
    return f"{step:,.0f}".replace(",", "\u202f")
