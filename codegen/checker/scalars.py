"""Expressions about numbers, strings and fixed values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from codegen.checker.book import Book, python_value
from codegen.checker.kinds import kind_of
from codegen.checker.source import FALSE, Expr, all_of, any_of, either, leaf
from codegen.ir import Json, Literal, Scalar

__all__ = ["decimal_parts", "equals", "number_tests", "scalar", "test_of", "text_tests"]

#: Python reads a literal faster than a name; this one is too large for a float.
INFINITY = "1e999"
_TESTS = {
    "null": leaf("{x} is None", "{x} is not None"),
    "boolean": leaf("type({x}) is bool", "type({x}) is not bool"),
    "string": leaf("type({x}) is str", "type({x}) is not str"),
    "array": leaf("type({x}) is list", "type({x}) is not list"),
    "object": leaf("type({x}) is dict", "type({x}) is not dict"),
}


def test_of(kind: str, x: str) -> Expr:
    """Whether the value has a JSON type."""
    if kind == "number":
        return any_of([_exact("float", x), _exact("int", x)])
    test = _TESTS[kind]
    return leaf(test.source.format(x=x), test.opposite.format(x=x))


def _exact(name: str, x: str) -> Expr:
    return leaf(f"type({x}) is {name}", f"type({x}) is not {name}")


def scalar(book: Book, node: Scalar, x: str, trusted: bool) -> Expr:
    """Whether a value is a scalar within its bounds.

    ``trusted``: somebody else sees to it that numbers are finite.
    """
    if node.kind == "string":
        return all_of([test_of("string", x), text_tests(book, node, x)])
    if node.kind in ("null", "boolean"):
        return test_of(node.kind, x)
    finite = not trusted and node.kind == "number"
    floats = all_of([*float_bounds(node, x, finite), *number_tests(node, x, "float")])
    ints = all_of([bounds(node, x), *number_tests(node, x, "int")])
    if node.kind == "number":
        return either(_exact("float", x), floats, all_of([_exact("int", x), ints]))
    whole = all_of([_exact("float", x), leaf(f"{x}.is_integer()"), floats])
    return either(_exact("int", x), ints, whole)


def bounds(node: Scalar, x: str) -> Expr:
    """The bounds of an integer as chained comparisons."""
    low, high = _limits(node)
    parts = []
    for i in range(max(len(low), len(high))):
        before = f"{python_value(low[i][0])} {_TURNED[low[i][1]]} " if i < len(low) else ""
        after = f" {high[i][1]} {python_value(high[i][0])}" if i < len(high) else ""
        if before and after:
            parts.append(leaf(f"{before}{x}{after}"))
        elif before:
            parts.append(_compared(x, low[i][1], python_value(low[i][0])))
        else:
            parts.append(_compared(x, high[i][1], python_value(high[i][0])))
    return all_of(parts)


_Limit = tuple[Json, str]
_TURNED = {">=": "<=", ">": "<"}
_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def _limits(node: Scalar) -> tuple[list[_Limit], list[_Limit]]:
    low = [(b.value, op) for b, op in ((node.minimum, ">="), (node.exclusive_minimum, ">")) if b is not None]
    high = [(b.value, op) for b, op in ((node.maximum, "<="), (node.exclusive_maximum, "<")) if b is not None]
    return list(low), list(high)


def _compared(x: str, op: str, bound: str) -> Expr:
    return leaf(f"{x} {op} {bound}", f"{x} {_OPPOSITE[op]} {bound}")


def float_bounds(node: Scalar, x: str, finite: bool) -> list[Expr]:
    """The bounds of a float, one by one and as floats, which is what Python compares fastest.

    ``finite``: the float may be infinite or NaN, so there is a bound on both sides, and a comparison is
    negated with ``not`` (every comparison with NaN is false).
    """
    low, high = _limits(node)
    sources = [(op, _float(value)) for value, op in low] or ([(">", f"-{INFINITY}")] if finite else [])
    sources += [(op, _float(value)) for value, op in high] or ([("<", INFINITY)] if finite else [])
    if finite:
        return [leaf(f"{x} {op} {bound}") for op, bound in sources]
    return [_compared(x, op, bound) for op, bound in sources]


def _float(value: Json) -> str:
    """A bound as a float literal where that is the same number."""
    assert isinstance(value, (int, float))
    try:
        return repr(float(value)) if float(value) == value else python_value(value)
    except OverflowError:
        return python_value(value)


def number_tests(node: Scalar, x: str, kind: str) -> list[Expr]:
    """``multipleOf``: exact for integers, by decimal digits for fractions."""
    if node.multiple_of is None:
        return []
    whole, digits, power = decimal_parts(node.multiple_of)
    if whole:
        return [leaf(f"{x} % {whole} == 0", f"{x} % {whole} != 0")]
    return [leaf(f"_is_multiple({x}, {digits}, {power})")]


def decimal_parts(literal: Literal) -> tuple[int, int, int]:
    """A positive number as (itself if whole and a double else 0, digits, power of ten).

    Python makes a double of an integer that a double is to be divided by.
    """
    number = Decimal(literal.text)
    if number == number.to_integral_value():
        whole = int(number)
        return (whole, 0, 0) if _is_double(whole) else (0, whole, 0)
    _, digits, power = number.as_tuple()
    return 0, int("".join(map(str, digits))), int(power)


def _is_double(value: int) -> bool:
    try:
        return int(float(value)) == value
    except OverflowError:
        return False


def text_tests(book: Book, node: Scalar, x: str) -> Expr:
    """Length and pattern of a string."""
    tests = []
    low, high = node.min_length or 0, node.max_length
    if high is not None and low == high:
        tests.append(leaf(f"len({x}) == {low}", f"len({x}) != {low}"))
    else:
        tests += sizes(x, low, high)
    if node.pattern is not None:
        tests.append(leaf(f"_matches({book.pattern(node.pattern)}, {x})"))
    return all_of(tests)


def sizes(x: str, low: int | None, high: int | None) -> list[Expr]:
    """The size of something that has a length."""
    tests = []
    if low:
        tests.append(leaf(f"len({x}) >= {low}", f"len({x}) < {low}"))
    if high is not None:
        tests.append(leaf(f"len({x}) <= {high}", f"len({x}) > {high}"))
    return tests


def equals(book: Book, values: tuple[Literal, ...], x: str) -> Expr:
    """Whether a value is one of some JSON values."""
    if not values:
        return FALSE
    strings = [v.value for v in values if isinstance(v.value, str)]
    numbers = [v.value for v in values if kind_of(v.value) == "number"]
    parts: list[Expr] = []
    if strings:
        parts.append(all_of([test_of("string", x), _one_of(book, strings, x)]))
    if numbers:
        parts.append(all_of([test_of("number", x), _one_of(book, numbers, x)]))
    for value in (v.value for v in values):
        if value is None or isinstance(value, bool):
            parts.append(leaf(f"{x} is {value}", f"{x} is not {value}"))
        elif isinstance(value, (list, dict)):
            constant = book.constant("CONST", ["value"], f"_identity({python_value(value)})")
            parts.append(leaf(f"_identity({x}) == {constant}", f"_identity({x}) != {constant}"))
    return any_of(parts)


def _one_of(book: Book, values: Sequence[Json], x: str) -> Expr:
    sources = [python_value(v) for v in values]
    if len(sources) == 1:
        return leaf(f"{x} == {sources[0]}", f"{x} != {sources[0]}")
    shown = ", ".join(sources)
    if len(shown) > 60 or len(sources) > 4:
        shown = book.constant("VALUES", ["set"], f"frozenset(({shown}))")
        return leaf(f"{x} in {shown}", f"{x} not in {shown}")
    return leaf(f"{x} in ({shown})", f"{x} not in ({shown})")
