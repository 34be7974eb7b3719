"""Rules that no shape expresses, as expressions: one function a keyword."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codegen.checker.accept import alternatives, call, expr, need
from codegen.checker.body import Body, function
from codegen.checker.book import Book
from codegen.checker.kinds import narrowed
from codegen.checker.scalars import equals, sizes, test_of
from codegen.checker.source import TRUE, Expr, all_of, any_of, either, leaf, negate, quote, text
from codegen.errors import UnsupportedKeyword
from codegen.ir import Never, Node, Residual

__all__ = ["IN_PLACE", "KEYWORDS", "residual"]

#: Residuals whose subschemas judge the very same value.
IN_PLACE = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas"))


def residual(book: Book, node: Node, rule: Residual, x: str, known: str = "") -> Expr:
    """Whether the value meets a residual.  ``known`` is its JSON type when that has been looked at.

    :raises UnsupportedKeyword: the keyword is none this printer knows.
    """
    writer = _WRITERS.get(rule.keyword)
    if writer is None:
        raise UnsupportedKeyword(
            f"the checker cannot enforce {rule.keyword}", "say it with other keywords", rule.origin
        )
    about, write = writer
    if known in ("object", "array") and rule.keyword in IN_PLACE:
        rule = replace(rule, nodes=tuple(narrowed(book.model, n, known) for n in rule.nodes))
    test = write(book, node, rule, x)
    if about == "any" or about == known:
        return test
    return any_of([negate(test_of(about, x)), test])


def _all_of(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return all_of(expr(book, n, x, True) for n in rule.nodes)


def _any_of(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return alternatives(book, rule.nodes, "any", x, True)


def _one_of(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return alternatives(book, rule.nodes, "one", x, True)


def _not(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return negate(expr(book, rule.nodes[0], x, True))


def _if(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    test, then, otherwise = (expr(book, n, x, True) for n in rule.nodes)
    return either(test, then, otherwise)


def _values(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return equals(book, rule.literals, x)


def _dependent_required(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return all_of(
        any_of([_absent(key, x), all_of(negate(_absent(k, x)) for k in needed)])
        for key, needed in rule.needed
    )


def _dependent_schemas(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    return all_of(
        any_of([_absent(key, x), expr(book, below, x, True)])
        for key, below in zip(rule.keys, rule.nodes, strict=True)
    )


def _absent(key: str, x: str) -> Expr:
    return leaf(f"{quote(key)} not in {x}", f"{quote(key)} in {x}")


def _property_names(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    below = rule.nodes[0]
    if isinstance(below, Never):
        return leaf(f"not {x}", f"{x}")

    def write(name: str) -> list[str]:
        def lines(body: Body) -> None:
            body.lines.add("for key in value:")
            body.lines.depth += 1
            before = len(body.lines.lines)
            need(body, below, "key", True)
            if len(body.lines.lines) == before:
                body.lines.add("pass")
            body.lines.depth -= 1
            body.lines.add("return True")

        return function(book, f'def {name}(value: "dict[Any, Any]") -> bool:', "", lines)

    return leaf(f"{book.helper(below, 'keys', 'keys', write)}({x})")


def _contains(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    low, high = rule.bounds
    below = rule.nodes[0]
    judged = expr(book, below, "item", True)
    if judged == TRUE:
        return all_of(sizes(x, low, high))
    if low == 0 and high is None:
        return TRUE
    count = f"sum({text(judged)} for item in {x})"
    if judged.size > 60:
        count = f"sum({text(call(book, below, 'item', True))} for item in {x})"
    if low == 1 and high is None:
        return leaf("any(" + count[4:])
    if high is None:
        return leaf(f"{count} >= {low}", f"{count} < {low}")
    if low == 0:
        return leaf(f"{count} <= {high}", f"{count} > {high}")
    return leaf(f"{low} <= {count} <= {high}")


def _unevaluated(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    from codegen.checker.unevaluated import unevaluated

    return unevaluated(book, node, rule, x)


_Writer = Callable[[Book, Node, Residual, str], Expr]
_WRITERS: dict[str, tuple[str, _Writer]] = {
    "allOf": ("any", _all_of),
    "anyOf": ("any", _any_of),
    "oneOf": ("any", _one_of),
    "not": ("any", _not),
    "if": ("any", _if),
    "enum": ("any", _values),
    "const": ("any", _values),
    "dependentRequired": ("object", _dependent_required),
    "dependentSchemas": ("object", _dependent_schemas),
    "propertyNames": ("object", _property_names),
    "contains": ("array", _contains),
    "unevaluatedProperties": ("object", _unevaluated),
    "unevaluatedItems": ("array", _unevaluated),
}
KEYWORDS = tuple(_WRITERS)
