"""Documents drawn from the IR: most of them valid, all of them near it.

Rules that are no shape (residuals) are met by luck, except that alternatives and constants are looked at: a
document that is not quite valid is as useful as one that is.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field
from typing import Any

from codegen.agree.dice import Dice
from codegen.agree.pool import Pool, steps_around
from codegen.agree.values import any_value, text_of_length
from codegen.ir import (
    AnyValue,
    Array,
    Choice,
    Const,
    Enum,
    Literal,
    Map,
    Model,
    Never,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)
from codegen.load import plain
from codegen.sampling.ruled import mended

__all__ = ["Drawer"]

MENDED = 0.85  # of the objects are changed so that they meet their rules
DEEP = 7  # levels of objects and arrays after which only what must be there is drawn
STRAY = 0.03  # of the numbers, lengths and counts are a step past a bound
MAX_COUNT = 40  # items that are drawn only to pass a bound
MOST_ITEMS = 1_000  # a bound above this is not met: drawing so many takes too long
BOTTOM = 25  # levels after which nothing is drawn at all: the schema may hold no finite document
MOST = 20_000  # values of one document after which nothing is drawn: it may hold two of itself on every level


@dataclass(slots=True)
class Drawer:
    """Draws documents of one schema.  ``style`` is how much of what is optional is there: 0 to 1."""

    model: Model
    pool: Pool
    dice: Dice
    style: float = 0.5
    drawn: int = 0
    members: dict[int, frozenset[str]] = field(default_factory=dict)  # by id: nodes live as long as the model

    def definition(self, key: str, style: float) -> Any:
        """A document of a definition, from the smallest (0) to the fullest (1)."""
        self.style, self.drawn = style, 0
        return self.draw(self.model.definition(key).node, 0)

    def draw(self, node: Node, depth: int) -> Any:
        """A value of a node."""
        self.drawn += 1
        if depth > BOTTOM or self.drawn > MOST:
            return None
        example = self._example(node)
        if example is not None:
            return plain(example.value)
        match node:
            case Ref(target=target):
                return self.draw(self.model.definition(target).node, depth)
            case Record():
                return self._record(node, depth)
            case Map():
                return self._map(node, depth)
            case Array():
                return [
                    self.draw(node.items, depth + 1)
                    for _ in range(self._count(node.min_items, node.max_items, depth))
                ]
            case Tuple():
                return self._tuple(node, depth)
            case Union():
                return self.draw(self._member(node, depth), depth)
            case Const(value=value):
                return plain(value.value)
            case Enum(values=values):
                return plain(self.dice.pick(values).value)
            case Scalar():
                return self._scalar(node)
        return self._anything(node, depth)

    def _example(self, node: Node) -> Literal | None:
        """Now and then the schema's own words."""
        if node.default is None and not node.docs.examples:
            return None
        return self.dice.pick(_own_words(node)) if self.dice.chance(0.25) else None

    def _anything(self, node: Node, depth: int) -> Any:
        """No shape: one alternative of a rule if there is one, else any value."""
        if isinstance(node, (AnyValue, Never)):
            for residual in self.dice.shuffled(node.residuals):
                if residual.keyword in ("anyOf", "oneOf", "allOf", "if") and residual.nodes:
                    return self.draw(self.dice.pick(residual.nodes), depth + 1)
                if residual.literals:
                    return plain(self.dice.pick(residual.literals).value)
        return any_value(self.dice, self.pool)

    def _member(self, node: Union, depth: int) -> Node:
        """Deep down, the member that ends soonest."""
        if depth <= DEEP:
            return self.dice.pick(node.members)
        flat = [m for m in node.members if isinstance(m, (Scalar, Const, Enum))]
        return self.dice.pick(flat or node.members)

    def _record(self, node: Record, depth: int) -> dict[str, Any]:
        share = self.style if depth <= DEEP else 0.0
        members, set_keys = self._members(node), set[str]()
        for choice in node.choices:
            set_keys.update(self._chosen(choice))
        found: dict[str, Any] = {}
        for f in node.fields:
            if f.key in members and not f.required:
                if f.key in set_keys:
                    found[f.key] = self._not_null(f.node, depth + 1)
                elif self.dice.chance(0.15 * share):
                    found[f.key] = None
            elif f.required or self.dice.chance(share):
                found[f.key] = self.draw(f.node, depth + 1)
        for key in node.required_extra:
            found[key] = any_value(self.dice, self.pool)
        if not isinstance(node.additional, Never) and self.dice.chance(0.3 * share):
            found[self.dice.pick(_UNKNOWN)] = self.draw(node.additional, depth + 1)
        if node.rules and self.dice.chance(MENDED):
            found = mended(node, found)
        if self.dice.chance(0.2):
            return {key: found[key] for key in self.dice.shuffled(list(found))}
        return found

    def _members(self, node: Record) -> frozenset[str]:
        """The keys of all members of all groups."""
        known = self.members.get(id(node))
        if known is None:
            known = frozenset(k for c in node.choices for m in c.members for k in m.keys)
            self.members[id(node)] = known
        return known

    def _chosen(self, choice: Choice) -> tuple[str, ...]:
        """Keys of one member; nearly always, because two or none is seldom right."""
        if choice.kind == "at most one" and self.dice.chance(0.3):
            return ()
        return self.dice.pick(choice.members).keys

    def _not_null(self, node: Node, depth: int) -> Any:
        """A member that is null is not set."""
        if isinstance(node, Union):
            members = [m for m in node.members if not (isinstance(m, Scalar) and m.kind == "null")]
            return self.draw(self.dice.pick(members or node.members), depth)
        return self.draw(node, depth)

    def _map(self, node: Map, depth: int) -> dict[str, Any]:
        count = self._count(node.min_properties, node.max_properties, depth)
        keys = [self.dice.pick(_NAMES) + str(n) for n in range(count)]
        return {key: self.draw(node.values, depth + 1) for key in keys}

    def _tuple(self, node: Tuple, depth: int) -> list[Any]:
        least = node.min_items or 0
        count = len(node.prefix) if self.dice.chance(0.8) else self._count(least, node.max_items, depth)
        nodes = (*node.prefix, *[node.rest] * count)[: max(count, _drawable(least))]
        return [self.draw(n, depth + 1) for n in nodes]

    def _count(self, least: int | None, most: int | None, depth: int) -> int:
        low = _drawable(least)
        past = [c for c in (low - 1, -1 if most is None else most + 1) if 0 <= c <= MAX_COUNT]
        if past and self.dice.chance(STRAY):
            return self.dice.pick(past)
        more = 0 if depth > DEEP else self.dice.below(2 + int(3 * self.style))
        return min(low + more, most if most is not None and most >= low else low + more)

    def _scalar(self, node: Scalar) -> Any:
        match node.kind:
            case "null":
                return None
            case "boolean":
                return self.dice.chance(0.5)
            case "string":
                return self._string(node)
        return self._number(node)

    def _string(self, node: Scalar) -> str:
        if node.pattern is not None or node.format is not None:
            literals = [v.value for v in _own_words(node) if isinstance(v.value, str)]
            return self.dice.pick(literals or self.pool.strings or ("",))
        low = node.min_length or 0
        high = low + 8 if node.max_length is None else node.max_length
        if self.dice.chance(STRAY):
            return text_of_length(self.dice, self.dice.pick((max(0, low - 1), min(high + 1, 10 * MAX_COUNT))))
        known = self.dice.pick(self.pool.strings) if self.pool.strings and self.dice.chance(0.3) else None
        if known is not None and low <= len(known) <= high:
            return known
        return text_of_length(self.dice, low + self.dice.below(max(0, min(high - low, 8)) + 1))

    def _number(self, node: Scalar) -> int | float:
        """A number between the bounds, often at one of them; now and then at a bound's neighbour."""
        bounds = [
            b for b in (node.minimum, node.exclusive_minimum, node.maximum, node.exclusive_maximum) if b
        ]
        if bounds and self.dice.chance(STRAY):
            return self.dice.pick(steps_around(_value(self.dice.pick(bounds))))
        whole = node.kind == "integer"
        low, high = _low(node), _high(node)
        spread = 10.0 ** (self.dice.below(8) - 4)
        if math.isinf(low) and math.isinf(high):
            low = -spread
        span = spread if math.isinf(high) or math.isinf(low) else min(high - low, sys.float_info.max)
        at = self.dice.pick((0.0, 1.0, 0.5, self.dice.below(1000) / 1000))
        value = high - span * at if math.isinf(low) else low + span * at
        if node.multiple_of is not None:
            value = _stepped(value, _float(node.multiple_of))
        if whole or self.dice.chance(0.2):
            value = float(math.ceil(value) if value < high else math.floor(value))
        if not whole and node.exclusive_minimum is not None and value == low:
            value = math.nextafter(value, math.inf)
        if not whole and node.exclusive_maximum is not None and value == high:
            value = math.nextafter(value, -math.inf)
        if math.isinf(value):  # no double is beyond the last one
            value = math.copysign(sys.float_info.max, value)
        return int(value) if value.is_integer() and self.dice.chance(0.85) else value


def _stepped(value: float, step: float) -> float:
    """The multiple of a step next to a value; the value itself where that is beyond the doubles."""
    steps = value / step
    found = round(steps) * step if math.isfinite(steps) else steps
    return found if math.isfinite(found) else value


_UNKNOWN = ("extra", "x", "", "é", "__proto__", "a b", "self")
_NAMES = ("a", "tower", "recap.engagement.", "ß", "", "a/b~", "0")


def _value(bound: Literal) -> int | float:
    value = plain(bound.value)
    assert isinstance(value, (int, float))
    return value


def _float(bound: Literal) -> float:
    value = _value(bound)
    try:
        return float(value)
    except OverflowError:  # an integer beyond the doubles
        return math.inf if value > 0 else -math.inf


def _low(node: Scalar) -> float:
    """The least value, or infinity; exclusive bounds of integers are moved in by one."""
    bounds = [_float(b) for b in (node.minimum, node.exclusive_minimum) if b is not None]
    low = max(bounds, default=-math.inf)
    whole = node.kind == "integer" and node.exclusive_minimum is not None and math.isfinite(low)
    return math.floor(low) + 1.0 if whole else low


def _high(node: Scalar) -> float:
    bounds = [_float(b) for b in (node.maximum, node.exclusive_maximum) if b is not None]
    high = min(bounds, default=math.inf)
    whole = node.kind == "integer" and node.exclusive_maximum is not None and math.isfinite(high)
    return math.ceil(high) - 1.0 if whole else high


def _own_words(node: Node) -> list[Literal]:
    return [*node.docs.examples, *([node.default] if node.default is not None else [])]


def _drawable(least: int | None) -> int:
    """How many items to draw for a lower bound."""
    return least if least is not None and least <= MOST_ITEMS else MAX_COUNT if least else 0
