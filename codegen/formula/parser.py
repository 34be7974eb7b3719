"""A formula's text to its syntax tree: the syntax of CEL, as far as the language goes.

Precedence, from loose to tight: ``? :``, ``||``, ``&&``, comparison, ``+ -``, ``* / %``, ``- !``.
Source: the language definition of the Common Expression Language, section "Syntax".
"""

from __future__ import annotations

import math

from codegen.errors import FormulaMalformed, LimitExceeded, Origin
from codegen.expressions import Binary, Boolean, Call, Conditional, Expression, Name, Number, Unary, parts
from codegen.formula.functions import FUNCTIONS
from codegen.formula.tokens import MAX_TEXT, Token, tokens

__all__ = ["MAX_DEPTH", "parse"]

MAX_DEPTH = 60  # expressions inside each other

_LEVELS = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!="), ("+", "-"), ("*", "/", "%"))
_LEVEL = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_COMPARISON = 2


def parse(text: str, origin: Origin) -> Expression:
    """The syntax tree of a formula.

    :param origin: where in the schema it stands.
    :raises FormulaMalformed: it breaks the grammar.  :raises LimitExceeded: it is too long or too deep.
    """
    if len(text) > MAX_TEXT:
        raise LimitExceeded(
            f"the formula has {len(text)} characters; the limit is {MAX_TEXT}", "shorten it", origin
        )
    parser = _Parser(text, origin)
    expression = parser.whole()
    if _depth(expression) > MAX_DEPTH:
        raise parser.too_deep()
    return expression


def _depth(expression: Expression) -> int:
    """How many expressions stand inside each other; long chains of ``+`` count, so this must not recurse."""
    deepest, waiting = 0, [(expression, 1)]
    while waiting:
        here, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(below, depth + 1) for below in parts(here)]
    return deepest


class _Parser:
    """Recursive descent; ``here`` is the token to be read next."""

    def __init__(self, text: str, origin: Origin) -> None:
        self.origin = origin
        self.words = tokens(text, origin)
        self.here = next(self.words)
        self.depth = 0

    def whole(self) -> Expression:
        if self.here.kind == "end":
            raise self.error("the formula is empty", "write one, such as min(a, b)")
        expression = self.conditional()
        if self.here.kind != "end":
            raise self.error(
                f"{self.here} stands where the formula should end", "write an operator before it"
            )
        return expression

    def conditional(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        test = self.binary(0)
        if self.takes("?"):
            yes = self.conditional()
            self.expect(":", "a conditional is written test ? yes : no")
            test = Conditional(test, yes, self.conditional(), at=test.at)
        self.depth -= 1
        return test

    def binary(self, lowest: int) -> Expression:
        """Operators of at least some level, by precedence climbing: all associate to the left."""
        left = self.unary()
        compared = False
        while self.here.kind == "sign" and _LEVEL.get(self.here.text, -1) >= lowest:
            level = _LEVEL[self.here.text]
            if compared and level == _COMPARISON:
                raise self.error("two comparisons in a row", "compare two values at a time: a < b && b < c")
            compared = level == _COMPARISON
            sign = self.advance()
            left = Binary(sign.text, left, self.binary(level + 1), at=sign.at)
        return left

    def unary(self) -> Expression:
        signs = []
        while self.here.kind == "sign" and self.here.text in ("-", "!"):
            signs.append(self.advance())
        expression = self.primary()
        for sign in reversed(signs):
            expression = Unary(sign.text, expression, at=sign.at)
        return expression

    def primary(self) -> Expression:
        token = self.here
        if token.kind == "number":
            return self.number()
        if token.kind == "name":
            self.advance()
            if token.text in ("true", "false"):
                return Boolean(token.text == "true", at=token.at)
            return self.call(token) if self.takes("(") else Name(token.text, at=token.at)
        if self.takes("("):
            inner = self.conditional()
            self.expect(")", "close the parenthesis")
            return inner
        raise self.error(f"a value should stand here, not {token}", "write a number, a name, or ( )")

    def number(self) -> Number:
        token = self.advance()
        if (token.text.isdigit() and len(token.text) > 300) or math.isinf(float(token.text)):
            raise self.error("the number is too large for a double", "write one below 1.8e308", token)
        return Number(token.text, at=token.at)

    def call(self, name: Token) -> Call:
        arguments = []
        if not self.takes(")"):
            arguments.append(self.conditional())
            while self.takes(","):
                arguments.append(self.conditional())
            self.expect(")", "close the list of arguments")
        function = FUNCTIONS.get(name.text)
        if function is None:
            from difflib import get_close_matches

            near = get_close_matches(name.text, list(FUNCTIONS), 1)
            known = (
                f"did you mean {near[0]}?" if near else f"the functions are {', '.join(sorted(FUNCTIONS))}"
            )
            raise self.error(f"no function is named {name.text!r}", known, name)
        if not function.takes(len(arguments)):
            raise self.error(
                f"{name.text} takes {function.wanted}, not {len(arguments)}", f"write {function.form}", name
            )
        return Call(name.text, tuple(arguments), at=name.at)

    def advance(self) -> Token:
        token = self.here
        self.here = next(self.words, token)
        return token

    def takes(self, sign: str) -> bool:
        if self.here.kind == "sign" and self.here.text == sign:
            self.advance()
            return True
        return False

    def expect(self, sign: str, hint: str) -> None:
        if not self.takes(sign):
            raise self.error(f"{sign!r} should stand here, not {self.here}", hint)

    def error(self, message: str, hint: str, token: Token | None = None) -> FormulaMalformed:
        at = (token or self.here).at
        return FormulaMalformed(f"{message} (character {at + 1} of the formula)", hint, self.origin)

    def too_deep(self) -> LimitExceeded:
        return LimitExceeded(
            f"more than {MAX_DEPTH} expressions stand inside each other in the formula",
            "simplify it",
            self.origin,
        )
