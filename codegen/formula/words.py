"""A formula in plain English: conditions in words, arithmetic in signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from codegen.expressions import Call, Conditional, Expression, Unary
from codegen.formula.infix import AND, ATOM, CONDITIONAL, NOT, OR, Infix

__all__ = ["to_words"]

#: What ends in an operand: beside a sign it needs parentheses, or the sign would be read as a part of it.
PHRASE = OR


def to_words(expression: Expression) -> str:
    """A formula as a person would say it.  Only letters, digits, ``_`` and plain signs.

    >>> from codegen.formula import parse
    >>> from codegen.errors import Origin
    >>> to_words(parse("size(values) == size(boundaries) + 1", Origin("", "")))
    'the number of values equals the number of boundaries + 1'
    """
    return _Words().text(expression)


class _Words(Infix):
    SIGNS: ClassVar[Mapping[str, str]] = {
        "<": "is below",
        "<=": "is at most",
        ">": "is above",
        ">=": "is at least",
        "==": "equals",
        "!=": "differs from",
        "&&": "and",
        "||": "or",
    }

    def unary(self, expression: Unary) -> tuple[str, int]:
        if expression.operator == "!":
            return f"not {self.text(expression.operand, ATOM)}", NOT
        return super().unary(expression)

    def conditional(self, expression: Conditional) -> tuple[str, int]:
        test, yes = self.text(expression.test, OR), self.text(expression.yes, OR)
        no = self.text(expression.no, CONDITIONAL if isinstance(expression.no, Conditional) else OR)
        return f"if {test}: {yes}; otherwise {no}", CONDITIONAL

    def call(self, expression: Call) -> tuple[str, int]:
        said = [self.text(a, AND) for a in expression.arguments]
        match expression.function:
            case "min":
                return f"the {'smaller' if len(said) == 2 else 'smallest'} of {_listed(said)}", PHRASE
            case "max":
                return f"the {'larger' if len(said) == 2 else 'largest'} of {_listed(said)}", PHRASE
            case "size":
                return f"the number of {said[0]}", ATOM
            case "ascending":
                return f"{said[0]} ascends", ATOM
            case "sqrt" | "cos":
                inner = self.text(expression.arguments[0], ATOM)
                what = "square root" if expression.function == "sqrt" else "cosine"
                return f"the {what} of {inner}", ATOM if inner.startswith("(") else PHRASE
            case "pow" | "exp":
                base = self.text(expression.arguments[0], ATOM) if len(said) == 2 else "e"
                return f"{base} to the power of {self.text(expression.arguments[-1], ATOM)}", PHRASE
            case "floor":
                return f"{self.text(expression.arguments[0], ATOM)} rounded down", PHRASE
            case "piecewise":
                return (
                    f"the entry of {said[2]} that holds at {said[0]}, between the boundaries {said[1]}",
                    PHRASE,
                )
            case "sequence":
                step, boundaries, schedules = said
                return (
                    f"the rate of the one of {schedules} that holds at {step}, between the boundaries "
                    f"{boundaries}; it counts from its own boundary",
                    PHRASE,
                )
        return super().call(expression)


def _listed(said: list[str]) -> str:
    return f"{', '.join(said[:-1])} and {said[-1]}"
