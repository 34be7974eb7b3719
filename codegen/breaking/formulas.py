"""What a schema says of one value, as a formula whose equal parts are one object.

A *leaf* about objects (arrays, strings, numbers) holds for values of other types, as the keywords do:

=============== ============================== =======================================================
kind            value                          holds for
=============== ============================== =======================================================
``type``        a JSON type                    values of that type (``integer`` is ``number`` and whole)
``in``          texts of JSON values           exactly these, none of them an array or object
``ge gt le lt`` Fraction                       numbers on that side
``whole``       None                           numbers without a fraction
``multiple``    Fraction                       multiples, both taken as decimals
``longer``      count                          strings of at least so many code points
``shorter``     count                          strings of at most so many
``pattern``     regular expression             strings that match
``items``       first place                    arrays whose items from there on meet the part
``place``       place                          arrays that end before it or meet the part there
``atleast``     count                          arrays with so many items that meet the part
``distinct``    None                           arrays without equal items
``has``         key                            objects with that key
``set``         key                            objects with that key, and not null
``prop``        key                            objects without the key, or whose value meets the part
``matching``    regular expression             objects whose values at matching keys meet the part
``others``      (keys, regular expressions)    objects whose values at all other keys meet the part
``names``       None                           objects whose keys all meet the part
``keys``        count                          objects with at least so many keys
``opaque``      fingerprint, JSON type         known only to be the same where the fingerprint is
``ref``         number of a definition         what that definition says
=============== ============================== =======================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from codegen.errors import Origin

__all__ = ["TYPES", "Book", "Formula", "family", "json_type", "text_of"]

TYPES = ("null", "boolean", "number", "string", "array", "object")
_FAMILIES = {
    "number": ("ge", "gt", "le", "lt", "whole", "multiple"),
    "string": ("longer", "shorter", "pattern"),
    "array": ("items", "place", "atleast", "distinct"),
    "object": ("has", "set", "prop", "matching", "others", "names", "keys"),
}
_FAMILY = {kind: name for name, kinds in _FAMILIES.items() for kind in kinds}


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One formula of one :class:`Book`; equal formulas are the same object.

    ``number`` counts them; ``origin`` is the first place of a schema that says it.
    """

    kind: str
    value: Any
    parts: tuple[Formula, ...]
    number: int
    origin: Origin | None = field(default=None, repr=False)

    @property
    def part(self) -> Formula:
        """The only part."""
        return self.parts[0]


def family(formula: Formula) -> str:
    """The JSON type that a leaf speaks of; empty when it speaks of all."""
    return formula.value[1] if formula.kind == "opaque" else _FAMILY.get(formula.kind, "")


class Book:
    """Makes formulas, simplest form first, and keeps what definitions say."""

    def __init__(self) -> None:
        self._known: dict[Any, Formula] = {}
        self._typed: dict[tuple[int, str], Formula] = {}
        self.definitions: dict[int, Formula] = {}
        self.literals: dict[str, Any] = {}
        self.true = self._make("true")
        self.false = self._make("false")
        self.null = self.leaf("type", "null")

    def _make(
        self, kind: str, value: Any = None, parts: tuple[Formula, ...] = (), origin: Origin | None = None
    ) -> Formula:
        key = (kind, value, tuple(p.number for p in parts))
        if key not in self._known:
            self._known[key] = Formula(kind, value, parts, len(self._known), origin)
        return self._known[key]

    def leaf(
        self, kind: str, value: Any = None, part: Formula | None = None, origin: Origin | None = None
    ) -> Formula:
        """A leaf.  One that says nothing is ``true``."""
        says_nothing = part is self.true and kind not in ("atleast",)
        if says_nothing or (kind in ("longer", "keys", "atleast") and value == 0):
            return self.true
        return self._make(kind, value, () if part is None else (part,), origin)

    def one_of_values(self, values: Iterable[Any], origin: Origin | None = None) -> Formula:
        """Exactly these values."""
        every = list(values)
        texts = {text_of(v): v for v in every if not isinstance(v, (list, dict))}
        self.literals.update(texts)
        scalar = self._make("in", tuple(sorted(texts)), (), origin) if texts else self.false
        return self.any([scalar, *(self._container(v, origin) for v in every if isinstance(v, (list, dict)))])

    def _container(self, value: list[Any] | dict[str, Any], origin: Origin | None) -> Formula:
        """Exactly this array or object, spelled out as a schema could."""
        if isinstance(value, list):
            places = (self.leaf("place", i, self.one_of_values([v]), origin) for i, v in enumerate(value))
            enough = self.leaf("atleast", len(value), self.true, origin)
            more = self.leaf("items", len(value), self.false, origin)
            return self.all([self.leaf("type", "array"), *places, enough, more])
        keys = tuple(sorted(value))
        props = (self.leaf("prop", k, self.one_of_values([value[k]]), origin) for k in keys)
        there = (self.leaf("has", k, None, origin) for k in keys)
        others = self.leaf("others", (keys, ()), self.false, origin)
        return self.all([self.leaf("type", "object"), *props, *there, others])

    def bound(self, kind: str, value: Any, origin: Origin | None = None) -> Formula:
        """A bound of a number."""
        return self._make(kind, Fraction(value), (), origin)

    def all(self, parts: Iterable[Formula]) -> Formula:
        """Every part holds."""
        return self._joined("and", parts, self.true, self.false)

    def any(self, parts: Iterable[Formula]) -> Formula:
        """Some part holds."""
        return self._joined("or", parts, self.false, self.true)

    def _joined(self, kind: str, parts: Iterable[Formula], neutral: Formula, absorbing: Formula) -> Formula:
        flat = [q for p in parts for q in (p.parts if p.kind == kind else (p,)) if q is not neutral]
        kept = sorted({f.number: f for f in flat}.values(), key=_number)
        numbers = {f.number for f in kept}
        if absorbing in flat or any(f.kind == "not" and f.part.number in numbers for f in kept):
            return absorbing
        return neutral if not kept else kept[0] if len(kept) == 1 else self._make(kind, None, tuple(kept))

    def exactly_one(self, parts: Iterable[Formula]) -> Formula:
        """One part holds and no other."""
        kept = [p for p in parts if p is not self.false]
        if sum(p is self.true for p in kept) > 1:
            return self.false
        if self.true in kept:
            return self.all(self.negated(p) for p in kept if p is not self.true)
        if len(kept) < 2:
            return kept[0] if kept else self.false
        return self._make("one", None, tuple(sorted(kept, key=_number)))

    def negated(self, part: Formula) -> Formula:
        """The part does not hold."""
        if part.kind == "not":
            return part.part
        opposite = {"true": self.false, "false": self.true}.get(part.kind)
        return self._make("not", None, (part,)) if opposite is None else opposite

    def within(self, formula: Formula, kind: str) -> Formula:
        """What a formula says of values of one JSON type."""
        key = (formula.number, kind)
        if key not in self._typed:
            self._typed[key] = self._within(formula, kind)
        return self._typed[key]

    def _within(self, f: Formula, kind: str) -> Formula:
        match f.kind:
            case "and":
                return self.all(self.within(p, kind) for p in f.parts)
            case "or":
                return self.any(self.within(p, kind) for p in f.parts)
            case "one":
                return self.exactly_one(self.within(p, kind) for p in f.parts)
            case "not":
                return self.negated(self.within(f.part, kind))
            case "type":
                return self.true if f.value == kind else self.false
            case "in":
                return self.one_of_values(
                    v for v in map(self.literals.__getitem__, f.value) if json_type(v) == kind
                )
            case "ref":
                said = self.within(self.definitions[f.value], kind)
                return said if said.kind in ("true", "false", "ref") else f
        return self.true if family(f) not in ("", kind) else f


def _number(formula: Formula) -> int:
    return formula.number


def json_type(value: Any) -> str:
    """The JSON type of a value; integers are numbers."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def text_of(value: Any) -> str:
    """Equal for values that JSON Schema takes for equal: ``1`` and ``1.0``, keys in any order."""
    try:
        return json.dumps(_plain(value), sort_keys=True)
    except ValueError:  # an integer with more digits than Python writes
        return repr(_hex(value))


def _hex(value: Any) -> Any:
    match value:
        case bool() | float():
            return _plain(value)
        case int():
            return hex(value)
        case list():
            return [_hex(v) for v in value]
        case dict():
            return sorted((k, _hex(v)) for k, v in value.items())
    return value


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return value
        case float():
            return int(value) if value.is_integer() else value
        case list():
            return [_plain(v) for v in value]
        case dict():
            return {k: _plain(v) for k, v in value.items()}
    return value
