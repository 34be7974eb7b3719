"""Formulas evaluated as they stand, on plain JSON: what everything printed is held against.

In a schedule every number is a double (IEEE 754), the step too.  In a rule integers are exact, whatever
their size: ``+ - * %``, ``min`` and ``max`` of integers give integers; with a number among the operands of
``+ - *`` both become doubles.  Comparisons are exact in both.  ``/`` makes doubles of both sides and divides
them; ``%`` has the sign of its right side.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from codegen.expressions import Binary, Boolean, Call, Conditional, Expression, Kind, Name, Number, Unary
from codegen.formula.kinds import kind_of
from codegen.ir import Definition, Node, Record, Ref, Rule, Union

__all__ = ["FormulaError", "Rates", "Value", "evaluate", "rule_holds", "values_of"]

#: A number or a boolean; a list of numbers; a learning rate by step; a list of such.
Value: TypeAlias = Any
Definitions = Mapping[str, Definition]


class FormulaError(ArithmeticError):
    """A formula has no value: a division by zero, a root of a negative number, a number past 1.8e308."""


def rule_holds(rule: Rule, record: Record, value: Mapping[str, Any]) -> bool:
    """Whether an object meets a rule.  The fields that the rule reads have to be valid.

    It holds when one of them is absent without a default, or null; it is broken when its formula has no
    value (a division by zero).
    """
    found = values_of(record, value)
    names: dict[str, Value] = {}
    for name, kind in rule.kinds:
        if name == "pi" and name not in found:
            names[name] = math.pi
        elif found.get(name) is None:
            return True
        else:
            names[name] = _whole(found[name]) if kind == "integer" else found[name]
    try:
        return evaluate(rule.expression, names, dict(rule.kinds), exact=True) is True
    except FormulaError:
        return False


def values_of(record: Record, value: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the fields of an object, its defaults filled in."""
    given = {f.key: f.node.default.value for f in record.fields if f.node.default is not None}
    return {**given, **value}


def _whole(number: Any) -> int:
    """``2.0`` is an integer too."""
    return int(number)


def evaluate(
    expression: Expression, names: Mapping[str, Value], kinds: Mapping[str, Kind], *, exact: bool
) -> Value:
    """The value of an expression whose types fit.

    :param names: what the names stand for; ``pi`` has to be among them.  A learning rate is a function.
    :param exact: as in a rule; else as in a schedule.
    :raises FormulaError: it has none.
    """
    try:
        return _Calculator(names, kinds, exact).value(expression)
    except FormulaError:
        raise
    except ZeroDivisionError:
        raise FormulaError("a division by zero") from None
    except OverflowError:
        raise FormulaError("a number past 1.8e308") from None
    except (ArithmeticError, ValueError):
        raise FormulaError("a function has no value there") from None


@dataclass(frozen=True, slots=True)
class _Calculator:
    names: Mapping[str, Value]
    kinds: Mapping[str, Kind]
    exact: bool

    def value(self, expression: Expression) -> Value:
        match expression:
            case Number(value=number):
                return number if self.exact else float(number)
            case Boolean(value=truth):
                return truth
            case Name(name=name):
                found = self.names[name]
                return found(self.names["step"]) if self.kinds.get(name) == "schedule" else found
            case Unary(operator="!", operand=operand):
                return not self.value(operand)
            case Unary(operand=operand):
                return -self.operand(operand, self.whole(expression))
            case Conditional(test=test, yes=yes, no=no):
                return self.value(yes if self.value(test) else no)
            case Binary():
                return self.binary(expression)
            case Call():
                return self.call(expression)

    def whole(self, expression: Expression) -> bool:
        """Whether the value of an expression is an exact integer."""
        return self.exact and kind_of(expression, self.kinds) == "integer"

    def operand(self, expression: Expression, whole: bool) -> Value:
        found = self.value(expression)
        return found if whole else float(found)

    def binary(self, expression: Binary) -> Value:
        operator, left, right = expression.operator, expression.left, expression.right
        if operator == "&&":
            return self.value(left) and self.value(right)
        if operator == "||":
            return self.value(left) or self.value(right)
        if operator in _COMPARISONS:
            return _COMPARISONS[operator](self.value(left), self.value(right))
        whole = self.whole(expression)
        first, second = self.operand(left, whole), self.operand(right, whole)
        return _ARITHMETIC[operator](first, second)

    def call(self, expression: Call) -> Value:
        function, arguments = expression.function, expression.arguments
        if function in ("min", "max"):
            values = [self.value(a) for a in arguments]
            return min(values) if function == "min" else max(values)
        if function in _MATHS:
            return _MATHS[function](*(self.operand(a, whole=False) for a in arguments))
        if function == "floor":
            floor = math.floor(self.value(arguments[0]))
            return floor if self.exact else float(floor)
        values = [self.value(a) for a in arguments]
        if function == "size":
            return len(values[0])
        if function == "ascending":
            return all(a < b for a, b in pairwise(values[0]))
        return _piecewise(*values) if function == "piecewise" else _sequence(*values)


def _piecewise(step: float, boundaries: list[float], values: list[float]) -> float:
    place = bisect_right(boundaries, step)
    if place >= len(values):
        raise FormulaError("piecewise has no value there: it needs one more value than boundaries")
    return values[place]


def _sequence(step: float, boundaries: list[float], schedules: list[Callable[[float], float]]) -> float:
    place = bisect_right(boundaries, step)
    if place >= len(schedules):
        raise FormulaError("sequence has no schedule there: it needs one more schedule than boundaries")
    return schedules[place](step - boundaries[place - 1] if place else step)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}
_MATHS: dict[str, Callable[..., float]] = {
    "cos": math.cos,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "pow": math.pow,
}


@dataclass(frozen=True, slots=True)
class Rates:
    """Learning rates of documents, from the formulas of their model."""

    definitions: Definitions

    def rate(self, record: Record, value: Mapping[str, Any], step: float) -> float:
        """The learning rate that a valid object is, at a step.

        :param step: optimizer updates done so far, from 0.
        :raises FormulaError: it is no finite number; the message names the step.
        """
        schedule = record.schedule
        assert schedule is not None
        kinds = dict(schedule.kinds)
        try:
            names = {n: self._name(record, n, kind, value, step) for n, kind in schedule.kinds}
            names["step"] = float(step)
            found = float(evaluate(schedule.expression, names, kinds, exact=False))
        except FormulaError as error:
            if str(error).startswith("no learning rate"):
                raise
            raise FormulaError(f"no learning rate at step {step:g}: {error}") from None
        if not math.isfinite(found):
            raise FormulaError(f"no learning rate at step {step:g}: it is {found}")
        return found

    def _name(self, record: Record, name: str, kind: Kind, value: Mapping[str, Any], step: float) -> Value:
        found = values_of(record, value)
        if name == "step":
            return float(step)
        if name == "pi":
            return math.pi
        group = next((c for c in record.choices if c.name == name), None)
        if group is not None:
            name = next(m.keys[0] for m in group.members if found.get(m.keys[0]) is not None)
        node = next(f.node for f in record.fields if f.key == name)
        if kind in ("integer", "number"):
            return _double(found[name])
        if kind in ("integers", "numbers"):
            return [_double(v) for v in found[name]]
        if kind == "schedule":
            return self._schedule(node, found[name])
        if kind == "schedules":
            items = self._items(node)
            return [self._schedule(items, v) for v in found[name]]
        return found[name]

    def _schedule(self, node: Node, value: Any) -> Callable[[float], float]:
        if not isinstance(value, Mapping):
            constant = _double(value)
            return lambda step: constant
        record = self._record(node)
        return lambda step: self.rate(record, value, step)

    def _record(self, node: Node) -> Record:
        """The record among what a node can be."""
        return next(n for n in self._shapes(node) if isinstance(n, Record))

    def _items(self, node: Node) -> Node:
        from codegen.ir import Array, Tuple

        found = next(n for n in self._shapes(node) if isinstance(n, (Array, Tuple)))
        return found.items if isinstance(found, Array) else (*found.prefix, found.rest)[0]

    def _shapes(self, node: Node) -> list[Node]:
        if isinstance(node, Ref):
            return self._shapes(self.definitions[node.target].node)
        if isinstance(node, Union):
            return [n for m in node.members for n in self._shapes(m)]
        return [node]


def _double(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        raise FormulaError("a number is too large for a double") from None
