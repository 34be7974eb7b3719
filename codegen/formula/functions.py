"""The functions of the language: how many arguments they take, of what kind, and what they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.expressions import Kind

__all__ = ["FUNCTIONS", "Function", "Parameter"]

#: What an argument may be: a kind, or ``any list``.
Parameter: TypeAlias = "Kind | Literal['any list']"


@dataclass(frozen=True, slots=True)
class Function:
    """A function.  The last parameter may be repeated if ``more``.

    ``gives`` is the kind of its value; None: integer if all arguments are, else number.
    """

    form: str
    parameters: tuple[Parameter, ...]
    gives: Kind | None
    more: bool = False

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return count == len(self.parameters) or (self.more and count > len(self.parameters))

    @property
    def wanted(self) -> str:
        """How many arguments it takes, in words."""
        number = len(self.parameters)
        return f"{number}{' or more' if self.more else ''} argument{'s' if number > 1 else ''}"


FUNCTIONS = {
    "min": Function("min(a, b)", ("number", "number"), None, more=True),
    "max": Function("max(a, b)", ("number", "number"), None, more=True),
    "cos": Function("cos(x)", ("number",), "number"),
    "sqrt": Function("sqrt(x)", ("number",), "number"),
    "exp": Function("exp(x)", ("number",), "number"),
    "pow": Function("pow(base, exponent)", ("number", "number"), "number"),
    "floor": Function("floor(x)", ("number",), "integer"),
    "size": Function("size(list)", ("any list",), "integer"),
    "ascending": Function("ascending(list)", ("numbers",), "boolean"),
    "piecewise": Function("piecewise(step, boundaries, values)", ("number", "numbers", "numbers"), "number"),
    "sequence": Function(
        "sequence(step, boundaries, schedules)", ("number", "numbers", "schedules"), "number"
    ),
}
