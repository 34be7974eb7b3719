"""Valid documents for any node of the IR: a small one, and one with everything in it.

Candidates come from the shape of a node, cheapest first, then from its rules, its examples and its default;
the checker picks the first that is valid.  What a value costs (how deep it must be) is worked out before, so
that recursion ends wherever it can end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, product
from math import inf
from typing import Any

from codegen.checker.kinds import kinds, narrowed
from codegen.ir import (
    AnyValue,
    Array,
    Choice,
    Const,
    Enum,
    Map,
    Model,
    Never,
    Node,
    PatternField,
    Record,
    Ref,
    Residual,
    Scalar,
    Tuple,
    Union,
)
from codegen.sampling.judges import Judges
from codegen.sampling.numbers import numbers
from codegen.sampling.ruled import mended
from codegen.sampling.strings import matches, matching

__all__ = ["MISSING", "Sampler", "key_of"]

MISSING: Any = object()
TRIES = 120  # candidates a node
FEW = 8  # candidates of a part of a rule
LONGEST = 3000  # code points, items or keys that are made only to reach a bound
FULL_DEPTH = 3  # levels of what is filled with everything; 1 in a schema of many definitions
MANY = 300
ANYTHING: tuple[Any, ...] = (None, True, 0, 1, "", "a", [], {}, 0.5, -1, [0], {"a": 0}, "ab", [0, 1], 100)


def key_of(value: Any) -> str:
    """Equal for equal JSON texts."""
    return json.dumps(value)


@dataclass(slots=True)
class Sampler:
    """Makes values for the nodes of one model.  They share parts: never change one in place."""

    model: Model
    judges: Judges
    costs: dict[str, float] = field(default_factory=dict)
    memory: dict[int, Any] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    filled: dict[tuple[int, int], Any] = field(default_factory=dict)
    steps: int = 0

    def __post_init__(self) -> None:
        self.costs = dict.fromkeys((d.key for d in self.model.definitions), inf)
        changed = True
        while changed:
            changed = False
            for definition in self.model.definitions:
                cost = 1 + self.cost(definition.node)
                if cost < self.costs[definition.key]:
                    self.costs[definition.key], changed = cost, True

    def cost(self, node: Node) -> float:
        """How many objects and arrays the least value of a node needs; infinite when it never ends."""
        match node:
            case Never():
                return inf
            case Ref(target=target):
                return self.costs[target]
            case Union(members=members):
                return min((self.cost(m) for m in members), default=inf)
            case Record(fields=fields, choices=choices):
                by_key = {f.key: f.node for f in fields}
                needed = sum(self.cost(f.node) for f in fields if f.required)
                return 1 + needed + sum(self._choice_cost(c, by_key) for c in choices)
            case Array(min_items=low, items=items) if low:
                return 1 + self.cost(items)
            case Tuple(prefix=prefix, min_items=low) if low:
                return 1 + sum(self.cost(n) for n in prefix[:low])
            case Map(min_properties=low, values=values) if low:
                return 1 + self.cost(values)
            case AnyValue(residuals=residuals) if residuals:
                return sum(min(map(self.cost, r.nodes)) for r in residuals if r.keyword in ("anyOf", "oneOf"))
        return 1

    def _choice_cost(self, choice: Choice, nodes: dict[str, Node]) -> float:
        if choice.kind == "at most one":
            return 0
        return min(sum(self.cost(nodes[k]) for k in m.keys if k in nodes) for m in choice.members)

    def first(self, node: Node) -> Any:
        """The plainest valid value of a node that was found, or ``MISSING``."""
        key = id(node)
        if key in self.memory:
            return self.memory[key]
        if key in self.busy or self.steps > 100_000:
            return MISSING
        self.busy.add(key)
        tried = (v for v in islice(self.values(node), TRIES) if self.judges.allow(node, v))
        found = next(tried, MISSING)
        self.busy.discard(key)
        if found is not MISSING or not self.busy:  # inside another search a failure may only be a circle
            self.memory[key] = found
        return found

    def some(self, node: Node, count: int) -> list[Any]:
        """Up to so many valid values that differ."""
        found: dict[str, Any] = {}
        for value in islice(self.values(node), TRIES):
            if len(found) >= count:
                break
            if self.judges.allow(node, value):
                found.setdefault(key_of(value), value)
        return list(found.values())

    def set_value(self, node: Node) -> Any:
        """A valid value that is not null."""
        value = self.first(node)
        if value is not None:
            return value
        allowed = (
            v for v in islice(self.values(node), TRIES) if v is not None and self.judges.allow(node, v)
        )
        return next(allowed, MISSING)

    def values(self, node: Node) -> Iterator[Any]:
        """Candidates, the plainest first.  Most are valid; those of a node in doubt need its judge."""
        self.steps += 1
        for residual in node.residuals:
            yield from (literal.value for literal in residual.literals)
        yield from self._of_shape(node)
        if node.residuals:
            bases = list(islice(self._of_shape(node), FEW)) or [{}]
            for residual in node.residuals:
                for part in islice(self._of_rule(self.narrowed(residual, node)), TRIES):
                    yield from _merged(bases, part)
        if node.default is not None:
            yield node.default.value
        yield from (e.value for e in node.docs.examples)
        if isinstance(node, AnyValue):
            yield from ANYTHING

    def narrowed(self, rule: Residual, node: Node) -> Residual:
        """A rule on a node, with what its parts say about the type of the node alone."""
        found = kinds(self.model, node)
        if len(found) != 1 or rule.keyword in ("propertyNames", "contains"):
            return rule
        return replace(rule, nodes=tuple(narrowed(self.model, n, found[0]) for n in rule.nodes))

    def _of_shape(self, node: Node) -> Iterator[Any]:
        match node:
            case Ref(target=target):
                below = self.model.definition(target).node
                found = self.first(below)
                if found is not MISSING:
                    yield found
                    yield from islice(self.values(below), TRIES)
            case Const(value=literal):
                yield literal.value
            case Enum(values=literals):
                yield from (v.value for v in literals)
            case Scalar():
                yield from _scalars(node)
            case Union(members=members):
                order = sorted((m for m in members if self.cost(m) < inf), key=self.cost)
                for member in order:
                    yield from islice(self.values(member), TRIES // len(order) + 1)
            case Array():
                yield from self._lists(node, (), node.items)
            case Tuple():
                yield from self._lists(node, node.prefix, node.rest)
            case Map():
                yield from self._maps(node)
            case Record():
                yield from self._records(node)
            case AnyValue() if not node.residuals:
                yield from ANYTHING

    def _lists(self, node: Array | Tuple, prefix: tuple[Node, ...], rest: Node) -> Iterator[list[Any]]:
        low, high = node.min_items or 0, node.max_items
        for length in dict.fromkeys((low, max(low, 1), max(low, len(prefix)), max(low, len(prefix) + 1))):
            if length > LONGEST or (high is not None and length > high):
                continue
            starts = [self.first(n) for n in prefix[:length]]
            more = length - len(starts)
            if node.unique:
                pool = [v for v in self.some(rest, more + len(starts)) if v not in starts] if more else []
                items = [*starts, *pool[:more]]
            else:
                items = [*starts, *([self.first(rest)] * more)]
            if len(items) == length and MISSING not in items:
                yield items

    def _maps(self, node: Map) -> Iterator[dict[str, Any]]:
        low, high = node.min_properties or 0, node.max_properties
        for count in dict.fromkeys((low, low + 1, low + 2)):
            value = self.first(node.values) if count else None
            if count > LONGEST or (high is not None and count > high) or value is MISSING:
                continue
            yield dict.fromkeys(self._names(node, count), value)

    def _names(self, node: Node, count: int) -> list[str]:
        """Keys that are not declared, as ``propertyNames`` wants them if there is such a rule."""
        rules = [r.nodes[0] for r in node.residuals if r.keyword == "propertyNames"]
        made = [f"key{n + 1}" for n in range(count)]
        if rules:
            found = [v for v in self.some(rules[0], count) if isinstance(v, str)]
            return found if len(found) == count else made
        return made

    def _records(self, node: Record) -> Iterator[dict[str, Any]]:
        options = [_options(c) for c in node.choices]
        for chosen in islice(product(*options), TRIES // 2):
            keys = {k for group in chosen for k in group}
            found = self._record(node, keys)
            if found is not None:
                found = mended(node, found)
                yield found
                yield from self._padded(node, found)

    def _record(self, node: Record, keys: set[str]) -> dict[str, Any] | None:
        """The smallest object with these members of groups set, or None."""
        found = {}
        for entry in node.fields:
            if entry.key in keys:
                found[entry.key] = self.set_value(entry.node)
            elif entry.required:
                found[entry.key] = self.first(entry.node)
        for key in node.required_extra:
            found[key] = self.first(self.node_at(node, key))
        return None if any(v is MISSING for v in found.values()) else found

    def node_at(self, node: Record, key: str) -> Node:
        """The node that an undeclared key has to meet (the first of them)."""
        for pattern in node.patterns:
            if matches(pattern.pattern)(key):
                return pattern.node
        return node.additional

    def _padded(self, node: Record, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """With more keys, for objects that must have so many, or in which one calls for another."""
        members = {k for c in node.choices for m in c.members for k in m.keys}
        loose = [f for f in node.fields if f.key not in found and f.key not in members]
        for entry in loose[:20]:
            value = self.first(entry.node)
            if value is not MISSING:
                yield {**found, entry.key: value}
                found = {**found, entry.key: value}
        missing = (node.min_properties or 0) - len(found)
        extra: list[Node] = [p.node for p in node.patterns] or [node.additional]
        names = (
            self._pattern_names(node.patterns[0], missing) if node.patterns else self._names(node, missing)
        )
        value = self.first(extra[0]) if missing > 0 else MISSING
        if value is not MISSING and missing <= LONGEST:
            yield {**found, **dict.fromkeys(names, value)}

    def _pattern_names(self, entry: PatternField, count: int) -> list[str]:
        found = [m + "a" * n for m in matching(entry.pattern) for n in range(count)]
        return [name for name in dict.fromkeys(found) if matches(entry.pattern)(name)][:count]

    def _of_rule(self, rule: Residual) -> Iterator[Any]:
        """Values that a rule asks for, to be merged into one of the shape."""
        match rule.keyword:
            case "allOf" | "anyOf" | "oneOf" | "dependentSchemas":
                for node in rule.nodes:
                    yield from islice(self.values(node), FEW)
            case "if":
                test, then, otherwise = rule.nodes
                yield from islice(self.values(otherwise), FEW)
                for value in islice(self.values(test), FEW):
                    yield from _merged([value], self.first(then))
            case "contains":
                low = max(rule.bounds[0], 1)
                yield from ([v] * low for v in self.some(rule.nodes[0], FEW))
                found = self.some(rule.nodes[0], low)
                if len(found) == low:
                    yield found
            case "dependentRequired":
                yield {k: 0 for key, needed in rule.needed for k in (key, *needed)}

    def full(self, node: Node, depth: int = 0) -> Any:
        """A valid value with everything in it that may be there, down to some depth; or ``MISSING``."""
        if depth > (FULL_DEPTH if len(self.costs) <= MANY else 1):
            return self.first(node)
        if (id(node), depth) not in self.filled:
            self.filled[id(node), depth] = self._full(node, depth)
        return self.filled[id(node), depth]

    def _full(self, node: Node, depth: int) -> Any:
        match node:
            case Ref(target=target):
                return self.full(self.model.definition(target).node, depth)
            case Union(members=members):
                made = [self.full(m, depth) for m in members]
                found = next((v for v in made if v is not None and v is not MISSING), self.first(node))
            case Array(items=items, min_items=low, max_items=high) if not node.unique:
                count = 2 if high is None else min(2, high)
                found = [self.full(items, depth + 1)] * max(count, min(low or 0, LONGEST))
            case Map(values=values, max_properties=high):
                count = max(node.min_properties or 0, 2 if high is None else min(2, high))
                found = dict.fromkeys(self._names(node, min(count, LONGEST)), self.full(values, depth + 1))
            case Record():
                return self._full_record(node, depth)
            case _:
                return self.set_value(node)
        whole = not (isinstance(found, list) and MISSING in found)
        whole = whole and not (isinstance(found, dict) and any(v is MISSING for v in found.values()))
        return found if whole and self.judges.allow(node, found) else self.first(node)

    def _full_record(self, node: Record, depth: int) -> Any:
        """Every field that the smallest object can take in, one after another."""
        found = self.first(node)
        if found is MISSING or not isinstance(found, dict):
            return found
        made = {f.key: self.full(f.node, depth + 1) for f in node.fields}
        everything = {k: v for k, v in made.items() if v is not MISSING}
        for key, value in everything.items():
            candidate = {
                k: v
                for k, v in {**dict.fromkeys(made), **found, key: value}.items()
                if k in found or k == key
            }
            candidate = mended(node, candidate)
            if self.judges.allow(node, candidate):
                found = candidate
        return found


def _options(choice: Choice) -> list[tuple[str, ...]]:
    """The keys to set, by each way to meet a group."""
    members = [m.keys for m in choice.members]
    return [(), *members] if choice.kind == "at most one" else members


def _scalars(node: Scalar) -> Iterator[Any]:
    match node.kind:
        case "null":
            yield None
        case "boolean":
            yield from (False, True)
        case "string":
            yield from _strings(node)
        case _:
            yield from numbers(node)


def _strings(node: Scalar) -> Iterator[str]:
    low, high = node.min_length or 0, node.max_length
    if node.pattern is not None:
        yield from matching(node.pattern, min(low, LONGEST), high)
    elif low <= LONGEST:
        for length in (low, max(low, 1), max(low, 2), max(low, 3)):
            for letter in ("a", "b"):
                if high is None or length <= high:
                    yield letter * length


def _merged(bases: list[Any], part: Any) -> Iterator[Any]:
    if part is MISSING:
        return
    if isinstance(part, dict):
        yield from ({**base, **part} for base in bases if isinstance(base, dict))
    if isinstance(part, list):
        yield from ([*base, *part[len(base) :]] for base in bases if isinstance(base, list))
    yield part
