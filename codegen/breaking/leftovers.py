"""``unevaluatedProperties`` and ``unevaluatedItems`` (Core 2020-12 section 11) as formulas.

What a schema evaluates depends on which of its branches hold.  So the rule is written out: one alternative
for each set of branches that may hold, which says that they do and that whatever they leave over meets the
rule's schema.  Branches that hold besides leave less over, so an alternative need not say that others fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from codegen.breaking.formulas import Formula
from codegen.ir import Array, Map, Node, Record, Ref, Residual, Tuple, Union

if TYPE_CHECKING:
    from codegen.breaking.reading import Reader

__all__ = ["unevaluated"]

MAX_CONDITIONS = 6  # 2 ** 6 alternatives
_KEYWORD = {"object": "unevaluatedProperties", "array": "unevaluatedItems"}


@dataclass(frozen=True, slots=True)
class _Row:
    """What is evaluated where ``given`` holds.  ``everything`` overrides the rest."""

    given: Formula
    keys: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    places: int = 0
    contained: tuple[Formula, ...] = ()
    everything: bool = False


def unevaluated(reader: Reader, rule: Residual, owner: Node, rest: Formula) -> Formula | None:
    """The rule on a node; ``rest`` is what it says of what is left over.  None: too many branches."""
    kind = "object" if rule.keyword == "unevaluatedProperties" else "array"
    book = reader.book
    rows = [r for r in _Rows(reader, kind).of(owner, book.true, True) if r.given is not book.false]
    given = list(dict.fromkeys(r.given for r in rows if r.given is not book.true))
    if len(given) > MAX_CONDITIONS:
        return None
    sets = (chosen for size in range(len(given) + 1) for chosen in combinations(given, size))
    return book.any(_alternative(reader, rows, chosen, rest, kind) for chosen in sets)


def _alternative(
    reader: Reader, rows: list[_Row], chosen: tuple[Formula, ...], rest: Formula, kind: str
) -> Formula:
    book = reader.book
    rows = [r for r in rows if r.given is book.true or r.given in chosen]
    if any(r.everything for r in rows):
        return book.all(chosen)
    if kind == "object":
        keys = tuple(sorted({k for r in rows for k in r.keys}))
        patterns = tuple(sorted({p for r in rows for p in r.patterns}))
        return book.all([*chosen, book.leaf("others", (keys, patterns), rest)])
    judged = book.any([rest, *(c for r in rows for c in r.contained)])
    return book.all([*chosen, book.leaf("items", max((r.places for r in rows), default=0), judged)])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Walks the branches of a node that look at the same value.

    An object that says nothing about other keys has its ``additional`` node at its own origin; one that says
    ``additionalProperties`` has it below.
    """

    reader: Reader
    kind: str

    def of(self, node: Node, given: Formula, own: bool = False) -> Iterator[_Row]:
        """What a node evaluates; ``own``: its own ``unevaluated...`` keyword asks, and does not count."""
        if not own and any(r.keyword == _KEYWORD[self.kind] for r in node.residuals):
            yield _Row(given, everything=True)
            return
        match node:
            case Record() | Map() if self.kind == "object":
                yield _of_object(node, given)
            case Array() | Tuple() if self.kind == "array":
                yield _of_array(node, given)
            case Ref(target=target):
                yield from self.of(self.reader.model.definition(target).node, given)
            case Union(members=members):
                for member in members:
                    yield from self._when(self.reader.of(member), member, given)
        for rule in node.residuals:
            yield from self._of_rule(rule, given)

    def _when(self, holds: Formula, node: Node, given: Formula) -> Iterator[_Row]:
        yield from self.of(node, self.reader.book.all([given, holds]))

    def _of_rule(self, rule: Residual, given: Formula) -> Iterator[_Row]:
        reader = self.reader
        match rule.keyword:
            case "allOf":
                for node in rule.nodes:
                    yield from self.of(node, given)
            case "anyOf" | "oneOf":
                for node in rule.nodes:
                    yield from self._when(reader.of(node), node, given)
            case "if":
                yield from self._of_test(rule, given)
            case "dependentSchemas" if self.kind == "object":
                for key, node in zip(rule.keys, rule.nodes, strict=True):
                    yield from self._when(reader.book.leaf("has", key), node, given)
            case "contains" if self.kind == "array":
                yield _Row(given, contained=(reader.of(rule.nodes[0]),))

    def _of_test(self, rule: Residual, given: Formula) -> Iterator[_Row]:
        test, then, otherwise = rule.nodes
        holds = self.reader.of(test)
        yield from self._when(holds, test, given)
        yield from self._when(holds, then, given)
        yield from self._when(self.reader.book.negated(holds), otherwise, given)


def _of_object(node: Record | Map, given: Formula) -> _Row:
    if isinstance(node, Map):
        return _Row(given, everything=node.values.origin != node.origin)
    if node.additional.origin != node.origin:
        return _Row(given, everything=True)
    return _Row(given, tuple(f.key for f in node.fields), tuple(p.pattern for p in node.patterns))


def _of_array(node: Array | Tuple, given: Formula) -> _Row:
    if isinstance(node, Array):
        return _Row(given, everything=node.items.origin != node.origin)
    if node.rest.origin != node.origin:
        return _Row(given, everything=True)
    return _Row(given, places=len(node.prefix))
