"""What printers of formulas share: operators between operands, and parentheses only where they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from codegen.expressions import Binary, Boolean, Call, Conditional, Expression, Name, Number, Unary

__all__ = ["ATOM", "COMPARE", "CONDITIONAL", "NOT", "OR", "UNARY", "Infix"]

#: How tightly things bind, from loose to tight.
CONDITIONAL, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, ATOM = range(9)

_LEVELS = {
    "||": OR,
    "&&": AND,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), COMPARE),
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
}


class Infix:
    """The text of expressions.  ``emit`` gives the text and how tightly it binds."""

    #: How an operator is written, where it is written differently.
    SIGNS: ClassVar[Mapping[str, str]] = {}

    def text(self, expression: Expression, lowest: int = CONDITIONAL) -> str:
        """The text, in parentheses if it binds more loosely than its place allows."""
        text, level = self.emit(expression)
        return text if level >= lowest else self.closed(text)

    def closed(self, text: str) -> str:
        """A text in parentheses."""
        return f"({text})"

    def emit(self, expression: Expression) -> tuple[str, int]:
        """The text of an expression and its level."""
        match expression:
            case Number():
                return self.number(expression), ATOM
            case Boolean(value=value):
                return self.boolean(value), ATOM
            case Name(name=name):
                return self.name(name), ATOM
            case Unary():
                return self.unary(expression)
            case Binary():
                return self.binary(expression)
            case Conditional():
                return self.conditional(expression)
            case Call():
                return self.call(expression)

    def number(self, number: Number) -> str:
        return number.text

    def boolean(self, value: bool) -> str:
        return "true" if value else "false"

    def name(self, name: str) -> str:
        return name

    def unary(self, expression: Unary) -> tuple[str, int]:
        return f"{expression.operator}{self.text(expression.operand, ATOM)}", UNARY

    def binary(self, expression: Binary) -> tuple[str, int]:
        level = _LEVELS[expression.operator]
        left = self.operand(expression, expression.left, level + (level == COMPARE))
        right = self.operand(expression, expression.right, level + 1)
        return f"{left} {self.sign(expression.operator)} {right}", level

    def operand(self, parent: Binary, operand: Expression, lowest: int) -> str:
        """One side of an operator."""
        return self.text(operand, lowest)

    def sign(self, operator: str) -> str:
        return self.SIGNS.get(operator, operator)

    def conditional(self, expression: Conditional) -> tuple[str, int]:
        test, yes, no = self.text(expression.test, OR), self.text(expression.yes), self.text(expression.no)
        return f"{test} ? {yes} : {no}", CONDITIONAL

    def call(self, expression: Call) -> tuple[str, int]:
        return f"{self.function(expression.function)}({self.arguments(expression)})", ATOM

    def arguments(self, expression: Call) -> str:
        return ", ".join(self.text(a) for a in expression.arguments)

    def function(self, function: str) -> str:
        return function
