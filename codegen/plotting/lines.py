"""The learning rates of a document as lines over steps."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from codegen.curves import horizon, turning_points
from codegen.formula import FormulaError, Rates
from codegen.ir import Array, Definition, Map, Model, Node, Record, Ref, Tuple, Union

__all__ = ["Line", "NoRate", "Plot", "plot_of"]

SAMPLES = 240
MAX_POINTS = 3000  # of one line
SLACK = 1 / 800  # of the highest rate: what a line may be off between two points
MAX_LINES = 1000


class NoRate(ValueError):
    """A schedule has no value at some step.  ``pointer`` says which schedule."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Line:
    """One schedule.  ``labels`` name the places that have it; ``points`` are (step, rate) by step."""

    labels: tuple[str, ...]
    points: tuple[tuple[int, float], ...]

    @property
    def top(self) -> float:
        """The highest rate."""
        return max(rate for _, rate in self.points)

    @property
    def title(self) -> str:
        """The labels in short: ``a, b and 3 more``."""
        shown = self.labels[:3]
        more = len(self.labels) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    def at(self, step: float) -> float:
        """The rate on the line at a step, between two points by rule of three."""
        place = bisect_left(self.points, (step, float("-inf")))
        if place == 0:
            return self.points[0][1]
        if place == len(self.points):
            return self.points[-1][1]
        (a, low), (b, high) = self.points[place - 1], self.points[place]
        return low + (high - low) * (step - a) / (b - a)


@dataclass(frozen=True, slots=True)
class Plot:
    """The lines of a document, from step 0 to ``last``, in the order of the document.

    ``top`` is the highest rate of all; 1 where all are 0.
    """

    lines: tuple[Line, ...]
    last: int
    top: float


def plot_of(model: Model, definition: Definition, value: Any, last: int = 0) -> Plot:
    """Every learning rate in a valid document, equal schedules as one line.

    :param last: the last step; 0: a quarter past the last step that a schedule names.
    :raises NoRate: a formula has no value at some step.
    """
    found = list(_found(model, definition.node, value, ()))[:MAX_LINES]
    last = last or max((horizon(each) for _, _, each in found), default=1)
    labels = _labels([path for path, _, _ in found])
    groups: dict[str, list[int]] = {}
    for number, (_, record, each) in enumerate(found):
        groups.setdefault(f"{record.origin.pointer} {json.dumps(each, sort_keys=True)}", []).append(number)
    rates = Rates(model.index)
    lines = []
    for numbers in groups.values():
        path, record, each = found[numbers[0]]
        points = _points(_rate(rates, record, each, path), last, each)
        lines.append(Line(tuple(labels[n] for n in numbers), points))
    return Plot(tuple(lines), last, max((line.top for line in lines), default=0.0) or 1.0)


Path = tuple["str | int", ...]


def _found(model: Model, node: Node, value: Any, path: Path) -> Iterator[tuple[Path, Record, dict[str, Any]]]:
    """The outermost objects that are learning rates, with their paths."""
    shapes = list(_shapes(model, node))
    if isinstance(value, dict):
        record = _record(shapes, value)
        if record is not None and record.schedule is not None:
            yield path, record, value
            return
        fields = {f.key: f.node for f in record.fields} if record is not None else {}
        others = [s.values for s in shapes if isinstance(s, Map)] + ([record.additional] if record else [])
        for key, below in value.items():
            for inner in [fields[key]] if key in fields else others[:1]:
                yield from _found(model, inner, below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            for inner in _items(shapes, number)[:1]:
                yield from _found(model, inner, below, (*path, number))


def _shapes(model: Model, node: Node, depth: int = 0) -> Iterator[Node]:
    if isinstance(node, Ref) and depth < 64:
        yield from _shapes(model, model.definition(node.target).node, depth + 1)
    elif isinstance(node, Union) and depth < 64:
        for member in node.members:
            yield from _shapes(model, member, depth + 1)
    else:
        yield node


def _record(shapes: Sequence[Node], value: dict[str, Any]) -> Record | None:
    """The record that declares most of the keys."""
    records = [s for s in shapes if isinstance(s, Record)]
    return max(records, key=lambda r: len({f.key for f in r.fields} & value.keys()), default=None)


def _items(shapes: Sequence[Node], number: int) -> list[Node]:
    found = [s.items for s in shapes if isinstance(s, Array)]
    tuples = [s for s in shapes if isinstance(s, Tuple)]
    return found + [s.prefix[number] if number < len(s.prefix) else s.rest for s in tuples]


def _labels(paths: Sequence[Path]) -> list[str]:
    """The end of each path: as much of it as tells it from the others, and from the last list on."""
    lengths = [_least(path) for path in paths]
    while True:
        ends = ["/".join(map(str, path[len(path) - n :])) for path, n in zip(paths, lengths, strict=True)]
        count = Counter(ends)
        again = [n for n, end in enumerate(ends) if count[end] > 1 and lengths[n] < len(paths[n])]
        if not again:
            return [end or "learning rate" for end in ends]
        for number in again:
            lengths[number] += 1


def _least(path: Path) -> int:
    numbers = [place for place, step in enumerate(path) if isinstance(step, int)]
    return len(path) - max(0, numbers[-1] - 1) if numbers else min(1, len(path))


def _rate(rates: Rates, record: Record, value: Mapping[str, Any], path: Path) -> Callable[[int], float]:
    def at(step: int) -> float:
        try:
            found = rates.rate(record, value, step)
        except FormulaError as error:
            raise NoRate(_pointer(path), str(error)) from None
        if found < 0:  # no optimizer takes one; the printed builder refuses it as well
            raise NoRate(_pointer(path), f"no learning rate at step {step}: the formula gives {found:g}")
        return found

    return at


def _pointer(path: Path) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _points(rate: Callable[[int], float], last: int, value: Any) -> tuple[tuple[int, float], ...]:
    """Points so close that the line between two of them is what it should be, jumps within one step."""
    steps = {round(last * n / SAMPLES) for n in range(SAMPLES + 1)}
    steps |= {step for step in turning_points(value)[:200] if step <= last}
    found = {step: rate(step) for step in steps}
    slack = (max(found.values()) or 1.0) * SLACK
    ordered = sorted(found)
    waiting = list(pairwise(ordered))[::-1]
    while waiting and len(found) < MAX_POINTS:
        a, b = waiting.pop()
        middle = (a + b) // 2
        if middle == a:
            continue
        found[middle] = rate(middle)
        expected = found[a] + (found[b] - found[a]) * (middle - a) / (b - a)
        if abs(found[middle] - expected) > slack:
            waiting += [(middle, b), (a, middle)]
    return tuple((step, found[step]) for step in sorted(found))
