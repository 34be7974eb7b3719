"""A formula in its own language again, with one spelling for each tree."""

from __future__ import annotations

from codegen.expressions import Expression
from codegen.formula.infix import Infix

__all__ = ["to_text"]


def to_text(expression: Expression) -> str:
    """The text of a formula: one space around operators, no parentheses that change nothing.

    >>> from codegen.formula import parse
    >>> from codegen.errors import Origin
    >>> to_text(parse("min( (lr/n)*step,lr )", Origin("", "")))
    'min(lr / n * step, lr)'
    """
    return Infix().text(expression)
