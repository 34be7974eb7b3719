"""Issues of nulls, booleans, numbers, strings and fixed values."""

from __future__ import annotations

from codegen import messages
from codegen.checker.scalars import decimal_parts
from codegen.checker.source import FALSE, Expr, any_of, leaf
from codegen.checker.speech import Code
from codegen.ir import Json, Literal, Scalar
from codegen.javascript.search import SHOWN, Search
from codegen.javascript.source import literal

__all__ = ["equals", "type_test", "write_scalar", "write_sizes", "write_values"]

_BOUNDS = (
    ("minimum", "minimum", ">=", "<"),
    ("exclusive_minimum", "exclusive-minimum", ">", "<="),
    ("maximum", "maximum", "<=", ">"),
    ("exclusive_maximum", "exclusive-maximum", "<", ">="),
)
_TESTS = {
    "null": ("value === null", "value !== null"),
    "boolean": ('typeof value === "boolean"', 'typeof value !== "boolean"'),
    "string": ('typeof value === "string"', 'typeof value !== "string"'),
    "number": ("isNumber(value)", "!isNumber(value)"),
    "integer": ("isInteger(value)", "!isInteger(value)"),
    "array": ("Array.isArray(value)", "!Array.isArray(value)"),
    "object": ("isObject(value)", "!isObject(value)"),
}
#: What has a length: how to ask for it, and whom the issue is about.
_LENGTHS = {
    "length": ("size(value)", "character"),
    "items": ("value.length", "item"),
    "properties": ("keysOf(value).length", "property"),
}


def type_test(kind: str) -> Expr:
    """Whether the value has a JSON type."""
    return leaf(*_TESTS[kind])


def write_scalar(search: Search, node: Scalar) -> None:
    """Type, then every bound."""
    search.type_error(type_test(node.kind), messages.KINDS[node.kind])
    for attribute, code, op, opposite in _BOUNDS:
        bound: Literal | None = getattr(node, attribute)
        if bound is not None:
            number = literal(bound.value)
            accepted = leaf(f"value {op} {number}", f"value {opposite} {number}")
            search.unless(accepted, code, bound=messages.shown(bound), found=SHOWN)
    if node.multiple_of is not None:
        call = f"isMultiple(value, {_multiple(node.multiple_of)})"
        bound_text = messages.shown(node.multiple_of)
        search.unless(leaf(call, f"!{call}"), "multiple-of", bound=bound_text, found=SHOWN)
    write_sizes(search, "length", node.min_length, node.max_length)
    if node.pattern is not None:
        pattern = messages.escaped(node.pattern, messages.MAX_PATTERN)
        search.unless(matches(search, node.pattern, "value"), "pattern", pattern=pattern, found=SHOWN)


def matches(search: Search, pattern: str, x: str) -> Expr:
    """Whether a text matches a pattern somewhere."""
    call = f"{search.book.regular(pattern)}.test({x})"
    return leaf(call, f"!{call}")


def _multiple(of: Literal) -> str:
    whole, digits, power = decimal_parts(of)
    return literal(whole) if whole else f"{literal(digits)}, {power}"


def write_sizes(search: Search, what: str, low: int | None, high: int | None) -> None:
    """Issues of something that has a length."""
    length, noun = _LENGTHS[what]
    for limit, code, test in ((low or None, "min", "<"), (high, "max", ">")):
        if limit is not None:
            bound = messages.quantity(limit, noun)
            wrong = f"{length} {test} {literal(limit)}"
            search.unless(leaf("", wrong), f"{code}-{what}", bound=bound, found=Code(length))


def write_values(search: Search, values: tuple[Literal, ...], code: str) -> None:
    """``const`` and ``enum``."""
    expected = messages.either(map(messages.shown, values))
    search.unless(equals(search, [v.value for v in values]), code, expected=expected, found=SHOWN)


def equals(search: Search, values: list[Json]) -> Expr:
    """Whether the value is one of some JSON values."""
    if not values:
        return FALSE
    plain: list[Json] = [v for v in values if v is None or isinstance(v, (bool, str))]
    others = [v for v in values if not (v is None or isinstance(v, (bool, str)))]
    parts = []
    if len(plain) == 1:
        parts.append(leaf(f"value === {literal(plain[0])}", f"value !== {literal(plain[0])}"))
    elif plain:
        source = literal(plain)
        listed = source if len(source) <= 60 else search.book.constant("VALUES", ["set"], source)
        parts.append(leaf(f"{listed}.includes(value)", f"!{listed}.includes(value)"))
    for value in others:
        call = f"equal(value, {literal(value)})"
        parts.append(leaf(call, f"!{call}"))
    return any_of(parts)
