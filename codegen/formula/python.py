"""A formula as a Python expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from codegen.expressions import Binary, Call, Conditional, Expression, Kind, Name, Number, Unary, walk
from codegen.formula.infix import ATOM, CONDITIONAL, NOT, OR, UNARY, Infix
from codegen.formula.kinds import kind_of
from codegen.ir import Rule, Schedule

__all__ = ["PYTHON_HELPERS", "can_fail", "python_imports", "to_python"]

#: Functions that a printed expression may call by these names; ``python_imports`` says what they import.
PYTHON_HELPERS = {
    "ascending": '''\
def ascending(values: Sequence[float]) -> bool:
    """Whether each value is above the one before."""
    return all(a < b for a, b in zip(values, values[1:]))''',
    "piecewise": '''\
def piecewise(step: float, boundaries: Sequence[float], values: Sequence[float]) -> float:
    """The value between two boundaries; at a boundary the next one holds already."""
    return values[bisect_right(boundaries, step)]''',
    "sequence": '''\
def sequence(
    step: float, boundaries: Sequence[float], schedules: Sequence[Callable[[float], float]]
) -> float:
    """The rate of the schedule whose turn it is; each counts steps from its own boundary."""
    number = bisect_right(boundaries, step)
    return schedules[number](step - boundaries[number - 1] if number else step)''',
}
_IMPORTS = {
    "ascending": ("from collections.abc import Sequence",),
    "piecewise": ("from bisect import bisect_right", "from collections.abc import Sequence"),
    "sequence": ("from bisect import bisect_right", "from collections.abc import Callable, Sequence"),
}
_MATHS = ("cos", "sqrt", "exp", "pow", "floor")
_ARITHMETIC = ("+", "-", "*", "/", "%")


def to_python(
    formula: Schedule | Rule, names: Mapping[str, str], functions: Mapping[str, str] | None = None
) -> str:
    """A Python expression with the value of a formula.

    In a schedule the sources in ``names`` (and ``step``) must stand for ``float`` values, lists of such,
    and, for names of kind ``schedule``, functions of the step.  Where the formula has no value it raises
    ``ArithmeticError``, ``LookupError`` or ``ValueError``; a sum or product past 1.8e308 is infinite, so
    that the result has to be looked at.  In a rule they may stand for JSON numbers as parsed
    (integers of any size stay exact), and a rule whose expression raises one of those errors is broken;
    :func:`can_fail` says whether it may.

    :param names: source of each name of the formula; ``step`` and ``pi`` may be left out.
    :param functions: other names for the functions of :data:`PYTHON_HELPERS`.
    """
    exact = isinstance(formula, Rule)
    return _Python(names, functions or {}, dict(formula.kinds), exact).text(formula.expression)


def can_fail(rule: Rule) -> bool:
    """Whether a printed rule may raise: comparisons, sizes and arithmetic of integers never do."""
    kinds = dict(rule.kinds)
    for part in walk(rule.expression):
        match part:
            case Binary(operator=("/" | "%")):
                return True
            case Binary(operator=("+" | "-" | "*")) | Unary(operator="-") if kind_of(part, kinds) == "number":
                return True
            case Call(function=function) if function in (*_MATHS, "piecewise"):
                return True
    return False


def python_imports(formula: Schedule | Rule) -> tuple[str, ...]:
    """The import lines that the expression and the helpers it calls need, sorted."""
    lines: set[str] = set()
    for part in walk(formula.expression):
        if isinstance(part, Call):
            lines.update(_IMPORTS.get(part.function, ()))
            lines |= {"import math"} if part.function in _MATHS else set()
        elif isinstance(part, Name) and part.name == "pi":
            lines.add("import math")
    return tuple(sorted(lines))


class _Python(Infix):
    SIGNS: ClassVar[Mapping[str, str]] = {"&&": "and", "||": "or"}

    def __init__(
        self, names: Mapping[str, str], functions: Mapping[str, str], kinds: Mapping[str, Kind], exact: bool
    ) -> None:
        self.names = names
        self.functions = functions
        self.kinds = kinds
        self.exact = exact

    def number(self, number: Number) -> str:
        whole = isinstance(number.value, int)
        return number.text if self.exact or not whole else f"{number.text}.0"

    def boolean(self, value: bool) -> str:
        return str(value)

    def name(self, name: str) -> str:
        source = self.names.get(name, {"pi": "math.pi"}.get(name, name))
        return f"{source}({self.name('step')})" if self.kinds.get(name) == "schedule" else source

    def unary(self, expression: Unary) -> tuple[str, int]:
        if expression.operator == "!":
            return f"not {self.text(expression.operand, ATOM)}", NOT
        return f"-{self.typed(expression.operand, self.whole(expression), ATOM)}", UNARY

    def conditional(self, expression: Conditional) -> tuple[str, int]:
        yes, test = self.text(expression.yes, OR), self.text(expression.test, OR)
        return f"{yes} if {test} else {self.text(expression.no)}", CONDITIONAL

    def operand(self, parent: Binary, operand: Expression, lowest: int) -> str:
        if parent.operator not in _ARITHMETIC:
            return self.text(operand, lowest)
        return self.typed(operand, self.whole(parent), lowest)

    def whole(self, expression: Expression) -> bool:
        return self.exact and kind_of(expression, self.kinds) == "integer"

    def typed(self, operand: Expression, whole: bool, lowest: int) -> str:
        """An operand of arithmetic: an ``int`` or a ``float``, whatever stands there."""
        if not self.exact:
            floored = isinstance(operand, Call) and operand.function in ("floor", "size")
            return f"float({self.text(operand)})" if floored else self.text(operand, lowest)
        kind = kind_of(operand, self.kinds)
        if _computed(operand) and (kind == "integer") == whole:
            return self.text(operand, lowest)
        if isinstance(operand, Number) and not whole:
            return self.text(operand, lowest) if kind == "number" else f"{operand.text}.0"
        return f"{'int' if whole else 'float'}({self.text(operand)})"

    def function(self, function: str) -> str:
        if function in _MATHS:
            return f"math.{function}"
        own = {"size": "len"}.get(function, function)
        return self.functions.get(function, own)


def _computed(expression: Expression) -> bool:
    """Whether Python itself makes the value, so that its type is sure."""
    match expression:
        case Number() | Unary():
            return True
        case Binary(operator=operator):
            return operator in _ARITHMETIC
        case Call(function=function):
            return function not in ("min", "max")
        case Name(name="pi"):
            return True
    return False
