"""A formula as presentation MathML (MathML Core, as Chromium sets it)."""

from __future__ import annotations

from codegen.expressions import Binary, Call, Conditional, Expression, Name, Number, Unary
from codegen.formula.infix import ATOM, CONDITIONAL, OR, UNARY, Infix

__all__ = ["to_mathml"]

_SIGNS = {
    "*": "&#x22C5;",
    "-": "&#x2212;",
    "<": "&lt;",
    "<=": "&#x2264;",
    ">": "&gt;",
    ">=": "&#x2265;",
    "==": "=",
    "!=": "&#x2260;",
    "&&": "&#x2227;",
    "||": "&#x2228;",
    "%": "mod",
}


def to_mathml(expression: Expression, display: str = "block") -> str:
    """A ``<math>`` element: fractions, roots, powers, and cases for ``? :``.

    Everything in it comes from the tree, whose names are ASCII words, so that no escaping is left to do.
    Cases are a ``<mtable class="cases">``; its cells want ``text-align: left``.

    :param display: ``block`` or ``inline``.
    """
    return f'<math display="{display}">{_MathML().text(expression)}</math>'


class _MathML(Infix):
    def closed(self, text: str) -> str:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"

    def number(self, number: Number) -> str:
        head, letter, power = number.text.lower().partition("e")
        if not letter:
            return f"<mn>{number.text}</mn>"
        ten = f"<msup><mn>10</mn>{_integer(power)}</msup>"
        return ten if head == "1" else f"<mrow><mn>{head}</mn><mo>&#xD7;</mo>{ten}</mrow>"

    def boolean(self, value: bool) -> str:
        return f"<mtext>{'true' if value else 'false'}</mtext>"

    def name(self, name: str) -> str:
        return "<mi>&#x3C0;</mi>" if name == "pi" else f'<mi mathvariant="normal">{name}</mi>'

    def unary(self, expression: Unary) -> tuple[str, int]:
        sign = "&#xAC;" if expression.operator == "!" else "&#x2212;"
        return f"<mrow><mo>{sign}</mo>{self.text(expression.operand, ATOM)}</mrow>", UNARY

    def binary(self, expression: Binary) -> tuple[str, int]:
        if expression.operator == "/":
            return f"<mfrac>{self.text(expression.left)}{self.text(expression.right)}</mfrac>", ATOM
        text, level = super().binary(expression)
        return f"<mrow>{text}</mrow>", level

    def sign(self, operator: str) -> str:
        return f"<mo>{_SIGNS.get(operator, operator)}</mo>"

    def conditional(self, expression: Conditional) -> tuple[str, int]:
        rows = []
        rest: Expression = expression
        while isinstance(rest, Conditional):
            rows.append((self.text(rest.yes), f"<mtext>if&#xA0;</mtext>{self.text(rest.test, OR)}"))
            rest = rest.no
        rows.append((self.text(rest), "<mtext>otherwise</mtext>"))
        cells = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
        brace = '<mo fence="true" form="prefix" stretchy="true">{</mo>'
        return f'<mrow>{brace}<mtable class="cases">{cells}</mtable></mrow>', CONDITIONAL

    def call(self, expression: Call) -> tuple[str, int]:
        arguments = expression.arguments
        said = [self.text(a) for a in arguments]
        match expression.function:
            case "sqrt":
                return f"<msqrt>{said[0]}</msqrt>", ATOM
            case "exp":
                return f"<msup><mi>e</mi>{said[0]}</msup>", UNARY
            case "pow":
                simple = isinstance(arguments[0], (Name, Number))
                base = said[0] if simple else self.closed(said[0])
                return f"<msup>{base}{said[1]}</msup>", UNARY
            case "floor":
                return f"<mrow><mo>&#x230A;</mo>{said[0]}<mo>&#x230B;</mo></mrow>", ATOM
            case "piecewise":
                return _between(said, f"<msub>{said[2]}<mi>k</mi></msub>"), CONDITIONAL
            case "sequence":
                start = f"<msub>{said[1]}<mi>k</mi></msub>"
                since = f"<mrow>{said[0]}<mo>&#x2212;</mo>{start}</mrow>"
                return _between(said, f"<msub>{said[2]}<mi>k</mi></msub>{self.closed(since)}"), CONDITIONAL
        listed = "<mo>,</mo>".join(said)
        name = f'<mi mathvariant="normal">{expression.function}</mi>'
        return f"<mrow>{name}<mo>&#x2061;</mo>{self.closed(listed)}</mrow>", ATOM


def _integer(text: str) -> str:
    number = f"<mn>{text.lstrip('+-').lstrip('0') or '0'}</mn>"
    return f"<mrow><mo>&#x2212;</mo>{number}</mrow>" if text.startswith("-") else number


def _between(said: list[str], value: str) -> str:
    """A value by its number k, and what k is."""
    where = f"<mtext>,&#xA0;k = number of&#xA0;</mtext>{said[1]}<mo>&#x2264;</mo>{said[0]}"
    return f"<mrow>{value}{where}</mrow>"
