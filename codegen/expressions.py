"""Formulas as values: the syntax tree of ``x-schedule`` and ``x-rules``, in no language.

:mod:`codegen.formula` reads, checks, prints and evaluates them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Binary",
    "Boolean",
    "Call",
    "Conditional",
    "Expression",
    "Kind",
    "Name",
    "Number",
    "Unary",
    "names_in",
    "parts",
    "walk",
]

#: What a value is.  ``list`` is a list of anything (only ``size`` takes it); a ``schedule`` is a learning
#: rate as a function of the step: an object with an ``x-schedule`` of its own.
Kind: TypeAlias = Literal[
    "boolean", "integer", "number", "integers", "numbers", "list", "schedule", "schedules"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """``at`` is where the node begins in the text, in characters from 0; equal trees may differ in it."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number(_Node):
    """A number, not negative, with the text it was written as.  It is an integer if it has digits only."""

    text: str

    @property
    def value(self) -> int | float:
        """The number: a Python ``int`` if it was written as an integer."""
        return int(self.text) if self.text.isdigit() else float(self.text)


@dataclass(frozen=True, slots=True)
class Boolean(_Node):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name(_Node):
    """A field, a group, ``step`` or ``pi``."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(_Node):
    """``-x`` or ``!x``."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(_Node):
    """Two operands: ``+ - * / %``, ``< <= > >= == !=``, ``&&`` or ``||``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional(_Node):
    """``test ? yes : no``; only the branch that is taken is computed."""

    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """One of the functions of the language."""

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = "Number | Boolean | Name | Unary | Binary | Conditional | Call"


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that an expression is made of, in order."""
    match expression:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(test=test, yes=yes, no=no):
            return (test, yes, no)
        case Call(arguments=arguments):
            return arguments
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and everything in it, parents first."""
    waiting = [expression]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += reversed(parts(here))


def names_in(expression: Expression) -> tuple[str, ...]:
    """The names in an expression, each once, in the order they are first met."""
    return tuple(dict.fromkeys(e.name for e in walk(expression) if isinstance(e, Name)))
