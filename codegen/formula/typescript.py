"""A formula as a TypeScript expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from codegen.expressions import Binary, Call, Expression, Kind, Number, walk
from codegen.formula.infix import ATOM, Infix
from codegen.ir import Rule, Schedule

__all__ = ["TYPESCRIPT_HELPERS", "to_typescript", "typescript_helpers"]

#: Functions that a printed expression may call by these names.
TYPESCRIPT_HELPERS = {
    "defined": """\
/** A number that exists: not a division by zero, the root of a negative number, or past 1.8e308. */
function defined(value: number): number {
  if (!Number.isFinite(value)) {
    throw new RangeError("the formula has no value here");
  }
  return value;
}""",
    "modulo": """\
/** The remainder of a floor division: it has the sign of the divisor. */
function modulo(dividend: number, divisor: number): number {
  const remainder = defined(dividend % divisor);
  return remainder !== 0 && remainder < 0 !== divisor < 0 ? remainder + divisor : remainder;
}""",
    "bisectRight": """\
/** How many of some ascending boundaries are at or below a step. */
function bisectRight(boundaries: readonly number[], step: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step < boundaries[middle]!) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}""",
    "ascending": """\
/** Whether each value is above the one before. */
function ascending(values: readonly number[]): boolean {
  return values.every((value, place) => place === 0 || values[place - 1]! < value);
}""",
    "piecewise": """\
/** The value between two boundaries; at a boundary the next one holds already. */
function piecewise(step: number, boundaries: readonly number[], values: readonly number[]): number {
  return defined(values[bisectRight(boundaries, step)] ?? Number.NaN);
}""",
    "sequence": """\
/** The rate of the schedule whose turn it is; each counts steps from its own boundary. */
function sequence(
  step: number,
  boundaries: readonly number[],
  schedules: readonly ((step: number) => number)[],
): number {
  const place = bisectRight(boundaries, step);
  const schedule = schedules[place];
  return schedule === undefined
    ? defined(Number.NaN)
    : schedule(place === 0 ? step : step - boundaries[place - 1]!);
}""",
}
_NEEDS = {
    "modulo": ("defined",),
    "piecewise": ("defined", "bisectRight"),
    "sequence": ("defined", "bisectRight"),
}
_MATHS = ("cos", "sqrt", "exp", "pow")


def to_typescript(formula: Schedule | Rule, names: Mapping[str, str]) -> str:
    """A TypeScript expression with the value of a formula.

    Numbers are doubles, in rules too: integers past 2^53 are not exact.  Where a division or a function has
    no finite value, ``defined`` throws a ``RangeError``; a rule that throws is broken.

    :param names: source of each name of the formula; ``step`` and ``pi`` may be left out.  A name of kind
        ``schedule`` stands for a function of the step.
    """
    return _TypeScript(names, dict(formula.kinds)).text(formula.expression)


def typescript_helpers(formula: Schedule | Rule) -> tuple[str, ...]:
    """The names in :data:`TYPESCRIPT_HELPERS` that the expression needs, in the order of that table."""
    needed: set[str] = set()
    for part in walk(formula.expression):
        if isinstance(part, Call) and part.function in _MATHS:
            needed.add("defined")
        elif isinstance(part, Call) and part.function in TYPESCRIPT_HELPERS:
            needed |= {part.function, *_NEEDS.get(part.function, ())}
        elif isinstance(part, Binary) and part.operator == "%":
            needed |= {"modulo", "defined"}
        elif isinstance(part, Binary) and part.operator == "/" and not _sure(part.right):
            needed.add("defined")
    return tuple(h for h in TYPESCRIPT_HELPERS if h in needed)


def _sure(divisor: Expression) -> bool:
    """Whether a division by it always has a value."""
    return isinstance(divisor, Number) and divisor.value >= 1


class _TypeScript(Infix):
    SIGNS: ClassVar[Mapping[str, str]] = {"==": "===", "!=": "!=="}

    def __init__(self, names: Mapping[str, str], kinds: Mapping[str, Kind]) -> None:
        self.names = names
        self.kinds = kinds

    def name(self, name: str) -> str:
        source = self.names.get(name, {"pi": "Math.PI"}.get(name, name))
        return f"{source}({self.name('step')})" if self.kinds.get(name) == "schedule" else source

    def binary(self, expression: Binary) -> tuple[str, int]:
        if expression.operator == "%":
            return f"modulo({self.text(expression.left)}, {self.text(expression.right)})", ATOM
        text, level = super().binary(expression)
        if expression.operator == "/" and not _sure(expression.right):
            return f"defined({text})", ATOM
        return text, level

    def call(self, expression: Call) -> tuple[str, int]:
        function, arguments = expression.function, self.arguments(expression)
        if function in _MATHS:
            return f"defined(Math.{function}({arguments}))", ATOM
        if function == "size":
            return f"{self.text(expression.arguments[0], ATOM)}.length", ATOM
        if function in ("min", "max", "floor"):
            return f"Math.{function}({arguments})", ATOM
        return f"{function}({arguments})", ATOM
