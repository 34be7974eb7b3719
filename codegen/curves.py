"""Learning rates drawn: points of a schedule over steps, and the line they make in a picture.

The rates come from the plain reading of the formula (:class:`codegen.formula.Rates`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codegen.formula import FormulaError, Rates
from codegen.ir import Definition, Record

__all__ = ["Curve", "curve", "horizon", "polyline", "turning_points"]

SAMPLES = 160
DEFAULT_STEPS = 100
BEYOND = 1.25  # how far past the last step that the configuration names
MAX_HORIZON = 2**53


@dataclass(frozen=True, slots=True)
class Curve:
    """Rates by step: ``points`` of (step, rate), steps ascending from 0 to ``last``."""

    points: tuple[tuple[int, float], ...]
    last: int

    @property
    def top(self) -> float:
        """The highest rate."""
        return max(rate for _, rate in self.points)


def horizon(value: Any) -> int:
    """The last step that a drawing of this schedule shows: a quarter past the last step that it names."""
    longest = min(_longest(value), MAX_HORIZON)
    return min(round(longest * BEYOND), MAX_HORIZON) if longest else DEFAULT_STEPS


def _longest(value: Any) -> int:
    if isinstance(value, Mapping):
        return max((_longest(v) for v in value.values()), default=0)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return max((_longest(v) for v in value), default=0)
    whole = isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)
    return int(value) if whole and value > 1 else 0


def turning_points(value: Any) -> list[int]:
    """The steps that a schedule names, where its line may bend, in no order."""
    if isinstance(value, Mapping):
        return [step for v in value.values() for step in turning_points(v)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [step for v in value for step in turning_points(v)]
    longest = _longest(value)
    return [longest - 1, longest] if longest else []


def curve(definitions: Mapping[str, Definition], record: Record, value: Mapping[str, Any]) -> Curve | None:
    """The rates of a valid object from step 0 on; None where the formula has no value, or a negative one.

    :param definitions: ``Model.index``.
    """
    last = horizon(value)
    steps = {round(last * n / SAMPLES) for n in range(SAMPLES + 1)}
    steps |= {step for step in turning_points(value)[:200] if step <= last}
    rates = Rates(definitions)
    try:
        points = tuple((step, rates.rate(record, value, step)) for step in sorted(steps))
    except FormulaError:
        return None
    return Curve(points, last) if all(rate >= 0 for _, rate in points) else None


def polyline(found: Curve, width: float, height: float, digits: int = 1) -> str:
    """The points of an SVG polyline, without those that stand on the line between their neighbours."""
    top = found.top or 1.0
    scaled = [(step / found.last * width, height - rate / top * height) for step, rate in found.points]
    kept = scaled[:1]
    for number in range(1, len(scaled) - 1):
        if not _between(kept[-1], scaled[number], scaled[number + 1], 10**-digits / 2):
            kept.append(scaled[number])
    kept += scaled[-1:]
    return " ".join(f"{_short(x, digits)},{_short(y, digits)}" for x, y in kept)


def _between(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], slack: float) -> bool:
    """Whether the middle point is on the line of the other two."""
    if c[0] == a[0]:
        return True
    return abs(a[1] + (c[1] - a[1]) * (b[0] - a[0]) / (c[0] - a[0]) - b[1]) < slack


def _short(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
