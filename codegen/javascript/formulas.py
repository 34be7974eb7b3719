"""Formulas as ECMAScript expressions: those of rules are exact, those of schedules are of doubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from codegen.expressions import Binary, Call, Expression, Kind, Number, Unary
from codegen.formula.infix import ATOM, UNARY, Infix
from codegen.formula.kinds import kind_of
from codegen.ir import Rule, Schedule
from codegen.javascript.source import literal

__all__ = ["FORMULAS", "formula_text"]

#: What ``formulas.js`` exports.
FORMULAS = (
    "ascending", "defined", "divided", "floor", "holds", "least", "modulo", "most", "piecewise", "real",
    "sequence",
)  # fmt: skip
_MATHS = ("cos", "sqrt", "exp", "pow")
_ARITHMETIC = ("+", "-", "*", "/", "%")
_RENAMED = {"min": "least", "max": "most"}


def formula_text(formula: Schedule | Rule, names: Mapping[str, str], part: Expression | None = None) -> str:
    """An expression with the value of a formula, or of a part of it.

    In a rule integers are exact: arithmetic of integers is done with bigints.  Where the formula has no value
    it throws a ``RangeError``.

    :param names: source of each name; a name of kind ``schedule`` stands for a function of the step.
    """
    printer = _Printer(names, dict(formula.kinds), isinstance(formula, Rule))
    return printer.text(formula.expression if part is None else part)


class _Printer(Infix):
    #: Kinds have been checked, and ``1n == 1``.
    SIGNS: ClassVar[Mapping[str, str]] = {}

    def __init__(self, names: Mapping[str, str], kinds: Mapping[str, Kind], exact: bool) -> None:
        self.names = names
        self.kinds = kinds
        self.exact = exact

    def number(self, number: Number) -> str:
        return literal(number.value if self.exact else float(number.value))

    def name(self, name: str) -> str:
        source = self.names.get(name, {"pi": "Math.PI"}.get(name, name))
        return f"{source}({self.name('step')})" if self.kinds.get(name) == "schedule" else source

    def unary(self, expression: Unary) -> tuple[str, int]:
        if expression.operator == "!":
            return super().unary(expression)
        return f"-{self.typed(expression.operand, self.whole(expression), ATOM)}", UNARY

    def binary(self, expression: Binary) -> tuple[str, int]:
        function = {"/": "divided", "%": "modulo"}.get(expression.operator)
        if function is None or _safe(expression):
            return super().binary(expression)
        whole = self.whole(expression)
        sides = [self.typed(side, whole, 0) for side in (expression.left, expression.right)]
        return f"{function}({', '.join(sides)})", ATOM

    def operand(self, parent: Binary, operand: Expression, lowest: int) -> str:
        if parent.operator not in _ARITHMETIC:
            return self.text(operand, lowest)
        return self.typed(operand, self.whole(parent), lowest)

    def whole(self, expression: Expression) -> bool:
        """Whether arithmetic has to be exact."""
        return self.exact and kind_of(expression, self.kinds) == "integer" and not _small(expression)

    def typed(self, operand: Expression, whole: bool, lowest: int) -> str:
        """An operand of arithmetic: a bigint, or a double."""
        if not self.exact:
            return self.text(operand, lowest)
        if isinstance(operand, Number):
            return f"{operand.text}n" if whole else literal(float(operand.value))
        big = self.whole(operand) and _computed(operand)
        if whole:
            return self.text(operand, lowest) if big else f"BigInt({self.text(operand)})"
        plain = (_computed(operand) and not big) or _small(operand)
        return self.text(operand, lowest) if plain else f"real({self.text(operand)})"

    def call(self, expression: Call) -> tuple[str, int]:
        function = expression.function
        if function in _MATHS:
            inner = ", ".join(self.typed(a, False, 0) for a in expression.arguments)
            return f"defined(Math.{function}({inner}))", ATOM
        if function == "size":
            return f"{self.text(expression.arguments[0], ATOM)}.length", ATOM
        if function in _RENAMED and not self.exact:
            return f"Math.{function}({self.arguments(expression)})", ATOM
        return f"{_RENAMED.get(function, function)}({self.arguments(expression)})", ATOM


def _safe(expression: Binary) -> bool:
    """Whether a division has a value for certain."""
    right = expression.right
    return expression.operator == "/" and isinstance(right, Number) and right.value > 0


def _small(expression: Expression) -> bool:
    """Whether a value is made of sizes and short numbers, so that a double holds it."""
    match expression:
        case Number(text=text):
            return text.isdigit() and len(text) < 10
        case Call(function="size"):
            return True
        case Binary(operator="+" | "-", left=left, right=right):
            return _small(left) and _small(right)
    return False


def _computed(operand: Expression) -> bool:
    """Whether the printed arithmetic makes the value, so that its type is sure."""
    return isinstance(operand, Unary) or (isinstance(operand, Binary) and operand.operator in _ARITHMETIC)
