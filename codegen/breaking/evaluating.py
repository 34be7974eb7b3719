"""Whether a formula holds for a value; None where an opaque rule decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from codegen.breaking.formulas import Book, Formula, family, json_type, text_of
from codegen.sampling.strings import matches

__all__ = ["Literal", "all_hold", "holds", "is_multiple"]

#: A formula, and whether it is to hold.
Literal = tuple[Formula, bool]


def all_hold(book: Book, literals: Iterable[Literal], value: Any) -> bool | None:
    """Whether every one of the literals is as wanted."""
    return _all(_wanted(holds(book, f, value), sign) for f, sign in literals)


def _wanted(found: bool | None, sign: bool) -> bool | None:
    return None if found is None else found == sign


def _all(found: Iterable[bool | None]) -> bool | None:
    verdict: bool | None = True
    for one in found:
        if one is False:
            return False
        if one is None:
            verdict = None
    return verdict


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def holds(book: Book, f: Formula, value: Any) -> bool | None:
    """Whether the formula holds for the value."""
    match f.kind:
        case "true" | "false":
            return f.kind == "true"
        case "and":
            return _all(holds(book, p, value) for p in f.parts)
        case "or":
            return _not(_all(_not(holds(book, p, value)) for p in f.parts))
        case "not":
            return _not(holds(book, f.part, value))
        case "one":
            found = [holds(book, p, value) for p in f.parts]
            if found.count(True) > 1:
                return False
            return None if None in found else found.count(True) == 1
        case "ref":
            return holds(book, book.definitions[f.value], value)
        case "type":
            return bool(json_type(value) == f.value)
        case "in":
            return bool(text_of(value) in f.value)
    if family(f) != json_type(value):
        return True
    if f.kind == "opaque":
        return None
    return _LEAVES[json_type(value)](book, f, value)


def _number(book: Book, f: Formula, value: Any) -> bool | None:
    exact = Fraction(value)
    match f.kind:
        case "ge":
            return bool(exact >= f.value)
        case "gt":
            return bool(exact > f.value)
        case "le":
            return bool(exact <= f.value)
        case "lt":
            return bool(exact < f.value)
        case "whole":
            return exact.denominator == 1
    return is_multiple(value, f.value)


def is_multiple(value: int | float, step: Fraction) -> bool:
    """Both taken as decimals; a double without a fraction is the integer it stands for."""
    whole = isinstance(value, int) or value.is_integer()
    decimal = Fraction(int(value)) if whole else Fraction(repr(value))
    return (decimal / step).denominator == 1


def _string(book: Book, f: Formula, value: Any) -> bool | None:
    match f.kind:
        case "longer":
            return bool(len(value) >= f.value)
        case "shorter":
            return bool(len(value) <= f.value)
    return matches(f.value)(value)


def _array(book: Book, f: Formula, value: Any) -> bool | None:
    match f.kind:
        case "items":
            return _all(holds(book, f.part, v) for v in value[f.value :])
        case "place":
            return holds(book, f.part, value[f.value]) if len(value) > f.value else True
        case "distinct":
            return len({text_of(v) for v in value}) == len(value)
    if len(value) < f.value:
        return False
    found = [holds(book, f.part, v) for v in value]
    if found.count(True) >= f.value:
        return True
    return None if found.count(True) + found.count(None) >= f.value else False


def _object(book: Book, f: Formula, value: Any) -> bool | None:
    match f.kind:
        case "has":
            return f.value in value
        case "set":
            return value.get(f.value) is not None
        case "keys":
            return bool(len(value) >= f.value)
        case "prop":
            return holds(book, f.part, value[f.value]) if f.value in value else True
        case "names":
            return _all(holds(book, f.part, k) for k in value)
        case "matching":
            fits = matches(f.value)
            return _all(holds(book, f.part, v) for k, v in value.items() if fits(k))
    keys, patterns = f.value
    known = [matches(p) for p in patterns]
    others = [v for k, v in value.items() if k not in keys and not any(m(k) for m in known)]
    return _all(holds(book, f.part, v) for v in others)


_LEAVES: Mapping[str, Callable[[Book, Formula, Any], bool | None]] = {
    "number": _number,
    "string": _string,
    "array": _array,
    "object": _object,
}
