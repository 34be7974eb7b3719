"""Issues of nulls, booleans, numbers, strings and fixed values."""

from __future__ import annotations

from codegen import messages
from codegen.checker.book import python_value
from codegen.checker.scalars import decimal_parts, equals, test_of
from codegen.checker.search import SHOWN, Search
from codegen.checker.source import Expr, leaf
from codegen.checker.speech import Code
from codegen.ir import Literal, Scalar

__all__ = ["integer_test", "scalar_words", "write_scalar", "write_values"]

_BOUNDS = (
    ("minimum", "minimum", ">=", "<"),
    ("exclusive_minimum", "exclusive-minimum", ">", "<="),
    ("maximum", "maximum", "<=", ">"),
    ("exclusive_maximum", "exclusive-maximum", "<", ">="),
)


def scalar_words(node: Scalar) -> str:
    """What a scalar is, in words: ``a number >= 0 and < 1``."""
    facts = [f"{op} {messages.shown(b)}" for a, _, op, _ in _BOUNDS if (b := getattr(node, a)) is not None]
    if node.min_length:
        facts.append(f"with at least {messages.quantity(node.min_length, 'character')}")
    if node.max_length is not None:
        facts.append(f"with at most {messages.quantity(node.max_length, 'character')}")
    if node.pattern is not None:
        facts.append(f"like {messages.escaped(node.pattern)}")
    base = messages.KINDS[node.kind]
    if node.multiple_of is not None:
        base = f"a multiple of {messages.shown(node.multiple_of)}"
    return f"{base} {' and '.join(facts)}".strip()


def integer_test(x: str) -> Expr:
    """Whether a value is an integer: ``2.0`` is one."""
    from codegen.checker.source import all_of, any_of

    whole = all_of([leaf(f"type({x}) is float", f"type({x}) is not float"), leaf(f"{x}.is_integer()")])
    return any_of([leaf(f"type({x}) is int", f"type({x}) is not int"), whole])


def write_scalar(search: Search, node: Scalar) -> None:
    """Type, then every bound."""
    test = integer_test("value") if node.kind == "integer" else test_of(node.kind, "value")
    search.type_error(test, messages.KINDS[node.kind])
    for attribute, code, op, opposite in _BOUNDS:
        bound: Literal | None = getattr(node, attribute)
        if bound is not None:
            number = python_value(bound.value)
            accepted = leaf(f"value {op} {number}", f"value {opposite} {number}")
            search.unless(accepted, code, bound=messages.shown(bound), found=SHOWN)
    if node.multiple_of is not None:
        whole, digits, power = decimal_parts(node.multiple_of)
        accepted = (
            leaf(f"value % {whole} == 0", f"value % {whole} != 0")
            if whole
            else leaf(f"_is_multiple(value, {digits}, {power})")
        )
        search.unless(accepted, "multiple-of", bound=messages.shown(node.multiple_of), found=SHOWN)
    write_sizes(search, "length", "character", node.min_length, node.max_length)
    if node.pattern is not None:
        accepted = leaf(f"_matches({search.book.pattern(node.pattern)}, value)")
        pattern = messages.escaped(node.pattern, messages.MAX_PATTERN)
        search.unless(accepted, "pattern", pattern=pattern, found=SHOWN)


def write_sizes(search: Search, what: str, noun: str, low: int | None, high: int | None) -> None:
    """Issues of something that has a length."""
    found = Code("len(value)")
    if low:
        bound = messages.quantity(low, noun)
        search.unless(
            leaf(f"len(value) >= {low}", f"len(value) < {low}"), f"min-{what}", bound=bound, found=found
        )
    if high is not None:
        bound = messages.quantity(high, noun)
        search.unless(
            leaf(f"len(value) <= {high}", f"len(value) > {high}"), f"max-{what}", bound=bound, found=found
        )


def write_values(search: Search, values: tuple[Literal, ...], code: str) -> None:
    """``const`` and ``enum``."""
    expected = messages.either(map(messages.shown, values))
    search.unless(equals(search.book, values, "value"), code, expected=expected, found=SHOWN)
