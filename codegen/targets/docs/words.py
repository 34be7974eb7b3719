"""What a node of the IR is and holds, in words: types with links, ranges, sizes, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codegen.checker.book import Book
from codegen.checker.describe import condition, describe
from codegen.checker.kinds import narrowed, without_null
from codegen.ir import (
    AnyValue,
    Array,
    Const,
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
)
from codegen.targets.docs.pages import Fact
from codegen.targets.docs.text import Piece, Text, code, cut, joined, said
from codegen.terminal import visible

__all__ = ["Words"]

MAX_VALUES = 12
MAX_DEEP = 4
MAX_RULES = 20


@dataclass(frozen=True, slots=True)
class Words:
    """Words about the nodes of one model.  ``link_to`` gives a definition's name with a link to its page."""

    model: Model
    book: Book
    link_to: Callable[[str], Text]

    def type(self, node: Node, depth: int = 0) -> Text:
        """What a value may be: ``list of LearningRate``.  That null is accepted is said elsewhere."""
        inner = without_null(self.model, node) or node
        if depth > MAX_DEEP:
            return self._far(inner)
        match inner:
            case Scalar(kind=kind):
                return said(kind)
            case Const(value=value):
                return code(value.text)
            case Enum(values=values):
                shown = [code(v.text) for v in values[:MAX_VALUES]]
                rest = [said(f"{len(values) - MAX_VALUES} more")] if len(values) > MAX_VALUES else []
                return joined([*shown, *rest], ", ", " or ")
            case Ref(target=target):
                return self._definition(target, depth)
            case Array(items=items):
                return (Piece("list of "), *self.whole(items, depth + 1))
            case Map(values=values):
                return (Piece("map of names to "), *self.whole(values, depth + 1))
            case Tuple(prefix=prefix, rest=rest):
                places = [self.whole(n, depth + 1) for n in prefix[:MAX_VALUES]]
                return (Piece("list of "), *joined([*places, *self._rest(rest, depth)], ", then "))
            case Union(members=members):
                return joined([self.type(m, depth + 1) for m in members[:MAX_VALUES]], ", ", " or ")
            case Never():
                return said("nothing")
            case AnyValue(residuals=residuals):
                return said(visible(describe(self.book, inner)) if residuals else "any value")
        return said("object")

    def whole(self, node: Node, depth: int = 0) -> Text:
        """The same, and whether null is accepted."""
        accepts_null = without_null(self.model, node) is not None
        words = self.type(node, depth)
        return (*words, Piece(" or null" if depth else ", or null")) if accepts_null else words

    def _rest(self, node: Node, depth: int) -> Iterator[Text]:
        """What may follow the places of a tuple."""
        if _is_open(node):
            yield said("anything")
        elif not isinstance(node, Never):
            yield (Piece("any number of "), *self.whole(node, depth + 1))

    def _far(self, node: Node) -> Text:
        """A type at the end of a long description of others."""
        public = isinstance(node, Ref) and not self.model.definition(node.target).internal
        return self.link_to(node.target) if isinstance(node, Ref) and public else said("…")

    def _definition(self, key: str, depth: int) -> Text:
        definition = self.model.definition(key)
        return self.type(definition.node, depth + 1) if definition.internal else self.link_to(key)

    def facts(self, node: Node) -> Iterator[Fact]:
        """Range, sizes, pattern, unit."""
        inner = without_null(self.model, node) or node
        match inner:
            case Scalar(kind="string"):
                yield from _sizes("Length", "character", inner.min_length or None, inner.max_length)
                if inner.pattern is not None:
                    yield Fact("Pattern", code(inner.pattern))
                if inner.format is not None:
                    yield Fact("Format", (*code(inner.format), Piece(", which is not checked")))
            case Scalar():
                yield from _range("Range", inner)
            case Array(items=Scalar() as each) | Map(values=Scalar() as each):
                yield from _range("Each", each)
        if isinstance(inner, Tuple):
            yield from self._places(inner)
        match inner:
            case Array() | Tuple():
                yield from _sizes("Size", "item", inner.min_items or None, _longest(inner))
                if inner.unique:
                    yield Fact("Items", said("no two are equal"))
            case Map():
                yield from _sizes("Size", "entry", inner.min_properties or None, inner.max_properties)
        unit = node.docs.unit or inner.docs.unit
        if unit:
            yield Fact("Unit", said(cut(visible(unit), 80)))

    def _places(self, node: Tuple) -> Iterator[Fact]:
        """The ranges of the numbers in a tuple."""
        for number, place in enumerate(node.prefix[:MAX_VALUES], 1):
            each = without_null(self.model, place) or place
            if isinstance(each, Scalar):
                yield from _range(f"Item {number}", each)

    def rules(self, node: Node) -> Iterator[Text]:
        """What holds beyond types and groups, a sentence each."""
        if node.residuals:  # as few have
            found = [text for rule in node.residuals for text in self._rule(rule)]
            yield from found[:MAX_RULES]
            if len(found) > MAX_RULES:
                yield said(f"{len(found) - MAX_RULES} more: see the schema.")
                return
        if isinstance(node, Record):
            yield from self._keys(node)

    def _rule(self, rule: Residual) -> Iterator[Text]:
        match rule.keyword:
            case "allOf":
                for branch in rule.nodes:
                    yield from self._always(branch)
            case "anyOf" | "oneOf":
                number = "One at least" if rule.keyword == "anyOf" else "Exactly one"
                cases = [self._when(n) for n in rule.nodes[:MAX_VALUES]]
                if len(rule.nodes) > MAX_VALUES:
                    cases.append(f"{len(rule.nodes) - MAX_VALUES} more")
                yield said(visible(f"{number} of these holds: {'; or '.join(cases)}."))
            case "dependentSchemas":
                for key, branch in zip(rule.keys, rule.nodes, strict=True):
                    yield (Piece("When "), *code(key), Piece(visible(f" is there: {self._when(branch)}.")))
            case "if":
                test, then, otherwise = rule.nodes
                for before, branch in (("When", then), ("Unless", otherwise)):
                    if not _is_open(branch):
                        yield said(visible(f"{before} {self._when(test)}: {self._when(branch)}."))
            case "dependentRequired":
                for key, needed in rule.needed:
                    yield (
                        Piece("When "),
                        *code(key),
                        Piece(" is there, so is "),
                        *joined(map(code, needed), ", ", " and "),
                        Piece("."),
                    )
            case "not":
                yield said(visible(f"Refused when {self._when(rule.nodes[0])}."))
            case "propertyNames":
                yield self._each_key(rule.nodes[0])
            case "contains":
                wanted = describe(self.book, rule.nodes[0])
                yield said(visible(f"Of its items, {_count(*rule.bounds)}: {wanted}."))
            case keyword:
                yield (Piece("The schema has a rule of its own under "), *code(keyword), Piece("."))

    def _each_key(self, node: Node) -> Text:
        key = narrowed(self.model, node, "string")
        if isinstance(key, Scalar) and key.pattern is not None and not (key.min_length or key.max_length):
            return (Piece("Each key matches "), *code(key.pattern), Piece("."))
        return said(visible(f"Each key is {describe(self.book, node)}."))

    def _always(self, node: Node) -> Iterator[Text]:
        """What a branch of ``allOf`` adds."""
        if isinstance(node, AnyValue) and node.residuals:
            for rule in node.residuals:
                yield from self._rule(rule)
        elif not _is_open(node):
            yield said(visible(f"Always: {self._when(node)}."))

    def _when(self, node: Node) -> str:
        return condition(self.book, node)

    def _keys(self, node: Record) -> Iterator[Text]:
        if node.required_extra:
            keys = joined(map(code, node.required_extra[:MAX_VALUES]), ", ", " and ")
            yield (*keys, Piece(" must be there."))
        for fact in _sizes("", "key", node.min_properties, node.max_properties):
            yield (Piece("It has "), *fact.text, Piece("."))
        for pattern in node.patterns[:MAX_VALUES]:
            words = self.whole(pattern.node, 1)
            yield (Piece("A key that matches "), *code(pattern.pattern), Piece(" is: "), *words, Piece("."))
        if isinstance(node.additional, AnyValue) and not node.additional.residuals:
            yield said("Other keys are accepted.")
        elif not isinstance(node.additional, Never):
            yield (Piece("Any other key is: "), *self.whole(node.additional, 1), Piece("."))


def _is_open(node: Node) -> bool:
    return isinstance(node, AnyValue) and not node.residuals


def _longest(node: Array | Tuple) -> int | None:
    """The most items that a list can have; a tuple that nothing may follow has no more than its places."""
    if isinstance(node, Array) or not isinstance(node.rest, Never):
        return node.max_items
    places = len(node.prefix)
    return places if node.max_items is None else min(places, node.max_items)


def _count(low: int, high: int | None) -> str:
    """How many items are of a kind: ``at least 2 are``."""
    if high is None:
        return f"at least {low} {'is' if low == 1 else 'are'}"
    if low == high:
        return f"exactly {low} {'is' if low == 1 else 'are'}"
    return f"{low} to {high} are" if low else f"at most {high} {'is' if high == 1 else 'are'}"


def _range(label: str, node: Scalar) -> Iterator[Fact]:
    low, high = node.minimum or node.exclusive_minimum, node.maximum or node.exclusive_maximum
    below = "<=" if node.maximum else "<"
    if low and high:
        yield Fact(label, code(f"{low.text} {'<=' if node.minimum else '<'} x {below} {high.text}"))
    elif low:
        yield Fact(label, code(f"x {'>=' if node.minimum else '>'} {low.text}"))
    elif high:
        yield Fact(label, code(f"x {below} {high.text}"))
    if node.multiple_of is not None:
        what = "Multiple of" if label == "Range" else f"{label} a multiple of"
        yield Fact(what, code(node.multiple_of.text))


def _sizes(label: str, noun: str, low: int | None, high: int | None) -> Iterator[Fact]:
    def counted(number: int) -> str:
        many = noun[:-1] + "ies" if noun.endswith("y") and noun != "key" else noun + "s"
        return f"{number} {noun if number == 1 else many}"

    if low is not None and low == high:
        yield Fact(label, said(f"exactly {counted(low)}"))
    elif low and high is not None:
        yield Fact(label, said(f"{low} to {counted(high)}"))
    elif low:
        yield Fact(label, said(f"at least {counted(low)}"))
    elif high is not None:
        yield Fact(label, said(f"at most {counted(high)}"))
