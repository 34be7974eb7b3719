"""Values at the edges of a node: each type, each bound and one step past it, each neighbour of a constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from codegen.ir import (
    AnyValue,
    Array,
    Const,
    Enum,
    Literal,
    Map,
    Node,
    Ref,
    Residual,
    Scalar,
    Tuple,
    Union,
)
from codegen.sampling.numbers import BEYOND_DOUBLES, BIG, bounds
from codegen.sampling.sampler import MISSING, Sampler, key_of
from codegen.sampling.strings import matching, not_matching

__all__ = ["CONFUSIONS", "FEW_CONFUSIONS", "Edge", "Edges"]

#: What the value shows, and the value.
Edge: TypeAlias = "tuple[str, Any]"

#: The six JSON types, an integral float and a fraction.
CONFUSIONS: tuple[Edge, ...] = (
    ("null", None),
    ("true", True),
    ("an integer", 1),
    ("an integral float", 2.0),
    ("a fraction", 0.5),
    ("a string", "1"),
    ("an array", []),
    ("an object", {}),
)
FEW_CONFUSIONS = (CONFUSIONS[0], CONFUSIONS[5], CONFUSIONS[6])
LONGEST = 300  # code points, items or keys that are written only to reach a bound
WIDE = "\U0001f600"  # one code point, two UTF-16 units, four bytes


@dataclass(frozen=True, slots=True)
class Edges:
    """Makes edges with a sampler for everything that has to be valid around them."""

    sampler: Sampler

    def of(self, node: Node, depth: int = 0) -> Iterator[Edge]:
        """Edges of a node that stands in some place; what it refers to has edges of its own."""
        match node:
            case Scalar(kind="integer" | "number"):
                yield from self._numbers(node)
            case Scalar(kind="string"):
                yield from self._strings(node)
            case Const(value=value):
                yield from _neighbours((value,))
            case Enum(values=values):
                yield from (("a value of the enum", v.value) for v in values[:20])
                yield from _neighbours(values)
            case Array():
                yield from self._lists(node, (), node.items, depth)
            case Tuple():
                yield from self._lists(node, node.prefix, node.rest, depth)
            case Map():
                yield from self._maps(node, depth)
            case Union(members=members):
                for member in members:
                    yield from self.of(member, depth)
                    yield from (
                        ("an alternative", v) for v in [self.sampler.first(member)] if v is not MISSING
                    )
            case Ref():
                yield from self._of_ref(node)
        for residual in node.residuals:
            yield from self._of_rule(self.sampler.narrowed(residual, node), depth)

    def _of_ref(self, node: Ref) -> Iterator[Edge]:
        for about, value in (
            ("the smallest", self.sampler.first(node)),
            ("the fullest", self.sampler.full(node, 2)),
        ):
            if value is not MISSING:
                yield about, value

    def _of_rule(self, rule: Residual, depth: int) -> Iterator[Edge]:
        """What the parts of a rule speak about."""
        for literal in rule.literals:
            yield from (("a value of the rule", literal.value), *_neighbours((literal,)))
        for node in rule.nodes[:8]:
            if not isinstance(node, AnyValue) or node.residuals:
                value = self.sampler.first(node)
                if value is not MISSING:
                    yield f"a value for {rule.keyword}", value
                if depth < 3 and rule.keyword not in ("propertyNames", "contains"):
                    yield from self.of(node, depth + 1)
        if rule.keyword == "contains":
            yield from self._contained(rule)

    def _contained(self, rule: Residual) -> Iterator[Edge]:
        value = self.sampler.first(rule.nodes[0])
        for count in sorted(
            {n for b in rule.bounds if b is not None for n in (b - 1, b, b + 1) if 0 <= n <= LONGEST}
        ):
            if value is not MISSING or count == 0:
                yield f"{count} that contains counts", [value] * count

    def _numbers(self, node: Scalar) -> Iterator[Edge]:
        yield from bounds(node)
        value = self.sampler.first(node)
        if node.kind == "integer" and isinstance(value, int) and abs(value) < 2**53:
            yield "an integral float where an integer is wanted", float(value)
            yield "a fraction next to an integer", value + 0.5
        yield "an integer that no double holds", BIG
        yield "an integer beyond every double", BEYOND_DOUBLES

    def _strings(self, node: Scalar) -> Iterator[Edge]:
        low, high = node.min_length, node.max_length
        if low is not None and low <= LONGEST:
            yield from (("at minLength", WIDE * low), ("one short of minLength", WIDE * max(low - 1, 0)))
        if high is not None and high <= LONGEST:
            yield from (("at maxLength", WIDE * high), ("one past maxLength", "a" * (high + 1)))
        if node.pattern is not None:
            yield from (("matches the pattern", text) for text in matching(node.pattern, low or 0, high)[:3])
            bad = not_matching(node.pattern)
            if bad is not None:
                yield "does not match the pattern", bad

    def _lists(self, node: Array | Tuple, prefix: tuple[Node, ...], rest: Node, depth: int) -> Iterator[Edge]:
        base = self.sampler.first(node)
        if not isinstance(base, list):
            return
        values = [self.sampler.first(n) for n in prefix]
        more = self.sampler.some(rest, LONGEST if node.unique else 3)
        lengths = [(f"{n} items", n) for n in _around(node.min_items, node.max_items, len(prefix))]
        for about, length in lengths:
            items = [*values, *(more if node.unique else more[:1] * length)][:length]
            items += [None] * (length - len(items))
            if MISSING not in items:
                yield about, items
        if node.unique and more:
            yield "two equal items", [*values, more[0], more[0]] if MISSING not in values else more[:1] * 2
            yield (
                "items that differ in type alone",
                [*values, 1, True] if MISSING not in values else [1, True],
            )
        if depth < 3:
            yield from self._places(values, rest, more, depth)

    def _places(self, values: list[Any], rest: Node, more: list[Any], depth: int) -> Iterator[Edge]:
        if MISSING in values:
            return
        for about, item in (*self.of(rest, depth + 1), *CONFUSIONS):
            yield f"item: {about}", [*values, item]
        if len(more) > 1:
            yield "several items", [*values, *more]

    def of_place(self, node: Tuple, place: int) -> Iterator[Edge]:
        """Edges of one place of a tuple, in a list that is valid otherwise."""
        base = self.sampler.first(node)
        if not isinstance(base, list):
            return
        values = base if len(base) > place else [self.sampler.first(n) for n in node.prefix]
        if MISSING not in values:
            for about, item in (*self.of(node.prefix[place], 1), *CONFUSIONS):
                yield f"item {place}: {about}", [*values[:place], item, *values[place + 1 :]]

    def _maps(self, node: Map, depth: int) -> Iterator[Edge]:
        value = self.sampler.first(node.values)
        for count in _around(node.min_properties, node.max_properties, 0):
            if value is not MISSING or count == 0:
                yield f"{count} keys", {f"key{n + 1}": value for n in range(count)}
        if value is not MISSING:
            yield "keys that mean something to some language", {"": value, "__proto__": value, "a/b~c": value}
        if depth < 3:
            edges = (*self.of(node.values, depth + 1), *CONFUSIONS)
            yield from ((f"value: {about}", {"key1": item}) for about, item in edges)


def _around(low: int | None, high: int | None, usual: int) -> list[int]:
    """Counts at and around the bounds."""
    counts = {0, usual, usual + 1}
    counts |= {n for b in (low, high) if b is not None for n in (b - 1, b, b + 1)}
    return sorted(n for n in counts if 0 <= n <= LONGEST)


def _neighbours(literals: tuple[Literal, ...]) -> Iterator[Edge]:
    """Values that a careless comparison takes for one of these."""
    listed = {key_of(v.value) for v in literals}
    for literal in literals[:20]:
        for value in _near(literal.value):
            if key_of(value) not in listed:
                listed.add(key_of(value))
                yield "next to a listed value", value


def _near(value: Any) -> tuple[Any, ...]:
    match value:
        case bool():
            return (int(value), not value, str(value).lower())
        case None:
            return (0, "null", False)
        case int() | float():
            twin = (float(value),) if isinstance(value, int) and abs(value) < 2**53 else ()
            return (*twin, value + 1, str(value), *([bool(value)] if value in (0, 1) else []))
        case str():
            return (value + " ", value.upper(), value[:-1])
        case list():
            return ([*value, None], value[:-1])
    return ({**value, "extra": None}, {})
