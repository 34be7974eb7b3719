"""The IR as formulas.  Definitions that say the same, in whichever version, get the same number.

Definitions are read from those that refer to nothing upwards.  For those in a circle it is found as in the
minimising of automata: all are taken for equal at first, and told apart by what they say for as long as that
makes a difference.  What is still together then is equal, because no document can tell it apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from codegen.breaking.formulas import Book, Formula
from codegen.breaking.leftovers import unevaluated
from codegen.breaking.raw import fingerprint
from codegen.breaking.rules import rule_text
from codegen.errors import Origin
from codegen.ir import (
    AnyValue,
    Array,
    Choice,
    Const,
    Definition,
    Enum,
    Map,
    Model,
    Never,
    Node,
    Record,
    Ref,
    Residual,
    Scalar,
    Tuple,
    Union,
    children,
)

__all__ = ["Reader", "read"]

MAX_READINGS = 20_000  # of definitions, before they are told apart by name alone


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the nodes of one model; ``numbers`` are those of its definitions, by key."""

    book: Book
    model: Model
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, node: Node) -> Formula:
        """The formula of a node: its shape and its rules."""
        rules = (self.rule(r, node) for r in node.residuals)
        return self.book.all([self._shape(node), *rules])

    def definition(self, key: str) -> Formula:
        """The formula that refers to a definition."""
        return self.book.leaf("ref", self.numbers[key])

    def _shape(self, node: Node) -> Formula:
        book = self.book
        match node:
            case AnyValue():
                return book.true
            case Never():
                return book.false
            case Ref(target=target):
                return self.definition(target)
            case Const(value=value):
                return book.one_of_values([value.value], node.origin)
            case Enum(values=values):
                return book.one_of_values((v.value for v in values), node.origin)
            case Union(members=members, kind=kind):
                parts = [self.of(m) for m in members]
                return book.exactly_one(parts) if kind == "one" else book.any(parts)
            case Scalar():
                return self._scalar(node)
            case Array():
                return self._list(node, (), node.items)
            case Tuple():
                return self._list(node, node.prefix, node.rest)
            case Map():
                return book.all(self._map(node))
            case Record():
                return book.all(self._record(node))
        raise AssertionError(type(node).__name__)

    def _scalar(self, node: Scalar) -> Formula:
        book, at = self.book, node.origin
        number = node.kind in ("integer", "number")
        parts = [book.leaf("type", "number" if number else node.kind)]
        if node.kind == "integer":
            parts.append(book.leaf("whole", None, None, at))
        for kind, bound in (
            ("ge", node.minimum),
            ("gt", node.exclusive_minimum),
            ("le", node.maximum),
            ("lt", node.exclusive_maximum),
        ):
            if bound is not None:
                parts.append(book.bound(kind, bound.value, at))
        if node.multiple_of is not None:
            parts.append(book.leaf("multiple", Fraction(node.multiple_of.text), None, at))
        if node.min_length is not None:
            parts.append(book.leaf("longer", node.min_length, None, at))
        if node.max_length is not None:
            parts.append(book.leaf("shorter", node.max_length, None, at))
        if node.pattern is not None:
            parts.append(book.leaf("pattern", node.pattern, None, at))
        return book.all(parts)

    def _list(self, node: Array | Tuple, prefix: tuple[Node, ...], rest: Node) -> Formula:
        book, at = self.book, node.origin
        parts = [book.leaf("type", "array"), book.leaf("items", len(prefix), self.of(rest), at)]
        parts += [book.leaf("place", i, self.of(n), n.origin) for i, n in enumerate(prefix)]
        if node.min_items is not None:
            parts.append(book.leaf("atleast", node.min_items, book.true, at))
        if node.max_items is not None:
            parts.append(book.negated(book.leaf("atleast", node.max_items + 1, book.true, at)))
        if node.unique:
            parts.append(book.leaf("distinct", None, None, at))
        return book.all(parts)

    def _map(self, node: Map) -> Iterable[Formula]:
        yield self.book.leaf("type", "object")
        yield self.book.leaf("others", ((), ()), self.of(node.values), node.origin)
        yield from self._counts(node)

    def _counts(self, node: Map | Record) -> Iterable[Formula]:
        if node.min_properties is not None:
            yield self.book.leaf("keys", node.min_properties, None, node.origin)
        if node.max_properties is not None:
            yield self.book.negated(self.book.leaf("keys", node.max_properties + 1, None, node.origin))

    def _record(self, node: Record) -> Iterable[Formula]:
        book = self.book
        yield book.leaf("type", "object")
        for entry in node.fields:
            yield book.leaf("prop", entry.key, self.of(entry.node), entry.node.origin)
        for pattern in node.patterns:
            yield book.leaf("matching", pattern.pattern, self.of(pattern.node), pattern.node.origin)
        keys = tuple(sorted(f.key for f in node.fields))
        patterns = tuple(sorted({p.pattern for p in node.patterns}))
        yield book.leaf("others", (keys, patterns), self.of(node.additional), node.origin)
        for key in (*(f.key for f in node.fields if f.required), *node.required_extra):
            yield book.leaf("has", key, None, node.origin)
        yield from self._counts(node)
        for choice in node.choices:
            yield self._choice(choice)
        for between in node.rules:
            yield book.leaf("opaque", (rule_text(node, between), "object"), None, between.origin)

    def _choice(self, choice: Choice) -> Formula:
        book = self.book
        members = [
            book.all(book.leaf("has" if m.null_is_set else "set", k, None, choice.origin) for k in m.keys)
            for m in choice.members
        ]
        if choice.kind == "at least one":
            return book.any(members)
        one = book.exactly_one(members)
        if choice.kind == "exactly one":
            return one
        return book.any([one, book.all(map(book.negated, members))])

    def rule(self, rule: Residual, owner: Node) -> Formula:
        """The formula of a residual on a node."""
        book = self.book
        parts = [self.of(n) for n in rule.nodes]
        match rule.keyword:
            case "allOf":
                return book.all(parts)
            case "anyOf":
                return book.any(parts)
            case "oneOf":
                return book.exactly_one(parts)
            case "not":
                return book.negated(parts[0])
            case "if":
                test, then, otherwise = parts
                return book.all([book.any([book.negated(test), then]), book.any([test, otherwise])])
            case "enum" | "const":
                return book.one_of_values((v.value for v in rule.literals), rule.origin)
            case "dependentRequired":
                return book.all(self._when(k, self._needed(more, rule.origin)) for k, more in rule.needed)
            case "dependentSchemas":
                return book.all(self._when(k, p) for k, p in zip(rule.keys, parts, strict=True))
            case "propertyNames":
                return book.leaf("names", None, parts[0], rule.origin)
            case "contains":
                low, high = rule.bounds
                enough = book.leaf("atleast", low, parts[0], rule.origin)
                if high is None:
                    return enough
                return book.all([enough, book.negated(book.leaf("atleast", high + 1, parts[0], rule.origin))])
        return self._opaque(rule, owner)

    def _needed(self, keys: Iterable[str], origin: Origin) -> Formula:
        return self.book.all(self.book.leaf("has", k, None, origin) for k in keys)

    def _when(self, key: str, then: Formula) -> Formula:
        """``then`` for objects that have the key."""
        book = self.book
        other = book.negated(book.leaf("type", "object"))
        return book.any([other, book.negated(book.leaf("has", key)), then])

    def _opaque(self, rule: Residual, owner: Node) -> Formula:
        """A rule that depends on what stands around it; where that is too much to write out, a riddle.

        A riddle is the same only where all that stands around is the same.
        """
        if rule.keyword in ("unevaluatedProperties", "unevaluatedItems"):
            written = unevaluated(self, rule, owner, self.of(rule.nodes[0]))
            if written is not None:
                return written
        kind = "array" if rule.keyword == "unevaluatedItems" else "object"
        text = f"{rule.keyword} {fingerprint(self.model, rule.origin)}"
        return self.book.leaf("opaque", (text, kind), None, rule.origin)


def read(book: Book, models: Iterable[Model]) -> list[Reader]:
    """A reader for each model; ``book.definitions`` then holds what every definition says."""
    readers = [Reader(book, m, {}) for m in models]
    numbers: dict[int, int] = {}
    for reader in readers:
        for definition in _upwards(reader.model):
            said = reader.of(definition.node)
            reader.numbers[definition.key] = numbers.setdefault(said.number, len(numbers))
            book.definitions[reader.numbers[definition.key]] = said
    left = [(r, d) for r in readers for d in r.model.definitions if d.key not in r.numbers]
    _number_circles(left, len(numbers))
    for reader, definition in left:
        book.definitions.setdefault(reader.numbers[definition.key], reader.of(definition.node))
    return readers


def _upwards(model: Model) -> Iterator[Definition]:
    """The definitions that lead to no circle, each behind those that it refers to."""
    needed = {d.key: set(_targets(d.node)) for d in model.definitions}
    users: dict[str, list[str]] = {}
    for key, targets in needed.items():
        for target in targets:
            users.setdefault(target, []).append(key)
    ready = [key for key, targets in needed.items() if not targets]
    for key in ready:  # grows while it is read
        yield model.definition(key)
        for user in users.get(key, ()):
            needed[user].discard(key)
            if not needed[user]:
                ready.append(user)


def _number_circles(left: list[tuple[Reader, Definition]], first: int) -> None:
    """Numbers for definitions that refer to themselves in the end, or to such."""
    for reader, definition in left:
        reader.numbers[definition.key] = first
    count = 1
    for _ in range(MAX_READINGS // max(len(left), 1)):
        keys = [(r.numbers[d.key], r.of(d.node).number) for r, d in left]
        fresh: dict[tuple[int, int], int] = {}
        for (reader, definition), key in zip(left, keys, strict=True):
            reader.numbers[definition.key] = first + fresh.setdefault(key, len(fresh))
        if len(fresh) == count or not left:
            return
        count = len(fresh)
    for number, (reader, definition) in enumerate(left):  # better none for equal than too many
        reader.numbers[definition.key] = first + number


def _targets(node: Node) -> Iterator[str]:
    """The definitions that a node refers to, in its rules as well."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Ref):
            yield found.target
        waiting += children(found)
        waiting += [n for rule in found.residuals for n in rule.nodes]
