"""The documents of one definition: what each shows, and the document.  The checker judges them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from codegen.ir import Choice, Definition, Field, Node, Record, Ref, Residual, Tuple, Union
from codegen.sampling.ruled import mended, met, near
from codegen.sampling.sampler import MISSING, Sampler
from codegen.sampling.strings import matching
from codegen.targets.vectors.edges import CONFUSIONS, FEW_CONFUSIONS, Edge, Edges

__all__ = ["cases"]

ALL_SUBSETS = (
    6  # members of a group of which every subset is tried; of a larger one none, each, pairs and all
)
MAX_PAIRS = 120
MAX_NEAR = 6  # documents that just meet a rule, and that just miss it


def cases(sampler: Sampler, definition: Definition) -> Iterator[Edge]:
    """Documents for a definition, in an order a person can follow; some may be equal."""
    node = definition.node
    edges = Edges(sampler)
    for about, value in (("the smallest", sampler.first(node)), ("everything set", sampler.full(node))):
        if value is not MISSING:
            yield about, value
    if isinstance(node, Record):
        yield from _Records(sampler, edges, node).all()
    else:
        yield from edges.of(node)
        yield from _places(edges, node)
    yield from ((f"the whole is {about}", value) for about, value in CONFUSIONS)


def _places(edges: Edges, node: Node) -> Iterator[Edge]:
    """The places of the tuples that a value can be."""
    for one in node.members if isinstance(node, Union) else (node,):
        if isinstance(one, Tuple):
            for place in range(min(len(one.prefix), 8)):
                yield from edges.of_place(one, place)


@dataclass(frozen=True, slots=True)
class _Records:
    """Documents of one object type."""

    sampler: Sampler
    edges: Edges
    node: Record

    def all(self) -> Iterator[Edge]:
        base = self.sampler.first(self.node)
        if base is MISSING or not isinstance(base, dict):
            base = {}
        for choice in self.node.choices:
            yield from self._group(choice, base)
        yield from self._required(base)
        yield from self._unknown(base)
        for entry in self.node.fields:
            yield from ((f"{entry.key}: {about}", doc) for about, doc in self._field(entry, base))
        for pattern in self.node.patterns[:4]:
            yield from self._pattern(pattern.pattern, pattern.node, base)
        yield from self._rules(base)
        for rule in self.node.residuals:
            yield from self._rule(self.sampler.narrowed(rule, self.node), base)
        yield from self._counts(base)

    def _group(self, choice: Choice, base: dict[str, Any]) -> Iterator[Edge]:
        """Every subset of a small group; of a large one none, each member, pairs and all.  Then nulls."""
        keys = tuple(dict.fromkeys(k for m in choice.members for k in m.keys))
        values = {k: self._value_of(k) for k in keys}
        keys = tuple(k for k in keys if values[k] is not MISSING)
        rest = {k: v for k, v in base.items() if k not in values}
        for chosen in _subsets(keys):
            shown = ", ".join(chosen) or "none"
            yield f"group {choice.name}: {shown}", self._ordered({**rest, **{k: values[k] for k in chosen}})
        for key in keys:
            yield f"group {choice.name}: {key} is null", self._ordered({**rest, key: None})
        if keys:
            nulls = {**rest, **dict.fromkeys(keys)}
            yield f"group {choice.name}: all are null", self._ordered(nulls)
            one = {**nulls, keys[0]: values[keys[0]]}
            yield f"group {choice.name}: {keys[0]} is set and the others are null", self._ordered(one)

    def _value_of(self, key: str) -> Any:
        """A value that counts as set."""
        entry = next((f for f in self.node.fields if f.key == key), None)
        return self.sampler.set_value(entry.node) if entry is not None else 1

    def _ordered(self, document: dict[str, Any]) -> dict[str, Any]:
        """Fields as declared, then what else there is."""
        declared = {f.key: document[f.key] for f in self.node.fields if f.key in document}
        return {**declared, **document}

    def _set(self, base: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
        """The base with a key set, and the groups it belongs to met by it."""
        kept = dict(base)
        for choice in self.node.choices:
            members = [m for m in choice.members if key in m.keys]
            if members and choice.kind != "at least one":
                kept = {k: v for k, v in kept.items() if not any(k in m.keys for m in choice.members)}
            for other in (k for m in members[:1] for k in m.keys if k != key):
                if (found := self._value_of(other)) is not MISSING:
                    kept[other] = found
        return self._ordered({**kept, key: value})

    def _required(self, base: dict[str, Any]) -> Iterator[Edge]:
        for key in (*(f.key for f in self.node.fields if f.required), *self.node.required_extra):
            yield f"{key} is missing", {k: v for k, v in base.items() if k != key}

    def _unknown(self, base: dict[str, Any]) -> Iterator[Edge]:
        declared = {f.key for f in self.node.fields}
        value = self.sampler.first(self.node.additional)
        fitting = 1 if value is MISSING else value
        for key in ("extra", "__proto__", "") if not declared & {"extra", "__proto__", ""} else ("extra1",):
            yield f"an unknown key {key!r}" if key else "an unknown key that is empty", {**base, key: fitting}
        if value is not MISSING:
            edges = (*self.edges.of(self.node.additional), *FEW_CONFUSIONS)
            yield from ((f"an unknown key: {about}", {**base, "extra1": item}) for about, item in edges)
        for key in list(base)[:1]:
            wrong = {k + "s" if k == key else k: v for k, v in base.items()}
            yield f"{key} is misspelt", wrong
            if key.upper() != key:
                yield f"{key} in capitals", {k.upper() if k == key else k: v for k, v in base.items()}

    def _field(self, entry: Field, base: dict[str, Any]) -> Iterator[Edge]:
        node, key = entry.node, entry.key
        usual = self.sampler.first(node)
        if usual is not MISSING:
            yield "set", self._set(base, key, usual)
        edges = [*self.edges.of(node), *_places(self.edges, node)]
        edges += FEW_CONFUSIONS if _refers(node) else CONFUSIONS
        edges += [("the default", node.default.value)] if node.default is not None else []
        edges += [("an example", e.value) for e in node.docs.examples[:2]]
        for about, value in edges:
            yield about, self._set(base, key, value)

    def _rules(self, base: dict[str, Any]) -> Iterator[Edge]:
        """Each rule between fields, where it just holds and where it alone is broken."""
        for rule in self.node.rules:
            start = {**base, **{n: self._value_of(n) for n, _ in rule.kinds if n != "pi"}}
            start = mended(self.node, {k: v for k, v in start.items() if v is not MISSING})
            for document in islice(met(self.node, rule, start), MAX_NEAR):
                yield f"rule {rule.text} holds", self._ordered(document)
            changes = list(near(self.node, rule, start))
            for holds in (True, False):
                for key, document, _ in [c for c in changes if c[2] is holds][:MAX_NEAR]:
                    said = "holds" if holds else "is broken"
                    yield f"rule {rule.text} {said}: {key} changed", self._ordered(document)

    def _pattern(self, pattern: str, node: Node, base: dict[str, Any]) -> Iterator[Edge]:
        names = [n for n in matching(pattern) if n not in base][:1]
        value = self.sampler.first(node)
        for name in names:
            if value is not MISSING:
                yield "a key that matches a pattern", {**base, name: value}
            for about, item in (*self.edges.of(node), *CONFUSIONS):
                yield f"a key that matches a pattern: {about}", {**base, name: item}

    def _rule(self, rule: Residual, base: dict[str, Any]) -> Iterator[Edge]:
        """What a rule asks for, beside the smallest object; for ``if`` also with its condition met."""
        for key, needed in rule.needed:
            yield from self._dependent(key, needed, base)
        for number, node in enumerate(rule.nodes):
            start = base
            if rule.keyword == "dependentSchemas":
                start = {**base, rule.keys[number]: self._usual(rule.keys[number])}
                yield f"{rule.keyword}: {rule.keys[number]} is there", start
            if rule.keyword == "if" and number == 1:
                test = self.sampler.first(rule.nodes[0])
                start = {**base, **test} if isinstance(test, dict) else base
                yield "if: its condition is met", self._ordered(start)
            for about, part in self._parts(node):
                if isinstance(part, dict):
                    yield f"{rule.keyword}: {about}", self._ordered({**start, **part})
            yield from self._names(rule, node, base)

    def _usual(self, key: str) -> Any:
        value = self._value_of(key)
        return 1 if value is MISSING else value

    def _dependent(self, key: str, needed: tuple[str, ...], base: dict[str, Any]) -> Iterator[Edge]:
        start = {**base, key: self._usual(key)}
        whole = {**start, **{k: self._usual(k) for k in needed}}
        yield f"{key} with what it needs", self._ordered(whole)
        for missing in needed[:8]:
            yield f"{key} without {missing}", {k: v for k, v in whole.items() if k != missing}

    def _parts(self, node: Node) -> Iterator[Edge]:
        """Values of a part of a rule, and its fields at their edges."""
        value = self.sampler.first(node)
        if value is not MISSING:
            yield "its smallest", value
        below = node
        while isinstance(below, Ref):
            below = self.sampler.model.definition(below.target).node
        if isinstance(below, Record) and isinstance(value, dict):
            for entry in below.fields:
                edges = (*self.edges.of(entry.node), *CONFUSIONS)
                yield from ((f"{entry.key}: {about}", {**value, entry.key: v}) for about, v in edges[:8])

    def _names(self, rule: Residual, node: Node, base: dict[str, Any]) -> Iterator[Edge]:
        if rule.keyword == "propertyNames":
            value = self.sampler.first(self.node.additional)
            fitting = 1 if value is MISSING else value
            names = [*self.sampler.some(node, 2), *(v for _, v in self.edges.of(node))]
            for name in names:
                if isinstance(name, str):
                    yield "propertyNames", {**base, name: fitting}

    def _counts(self, base: dict[str, Any]) -> Iterator[Edge]:
        """More and more keys, where their number is bounded."""
        if self.node.min_properties is None and self.node.max_properties is None:
            return
        members = {k for c in self.node.choices for m in c.members for k in m.keys}
        found: dict[str, Any] = {}
        for key in (f.key for f in self.node.fields if f.key not in members):
            found = {**found, key: self._usual(key)}
            yield f"{len(found)} keys", {**base, **found}


def _subsets(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(keys) <= ALL_SUBSETS:
        for size in range(len(keys) + 1):
            yield from combinations(keys, size)
        return
    yield ()
    yield from ((key,) for key in keys)
    yield from list(combinations(keys, 2))[:MAX_PAIRS]
    yield keys


def _refers(node: Node) -> bool:
    """Whether the types of a place are those of another definition, which has documents of its own."""
    parts = node.members if isinstance(node, Union) else (node,)
    return any(isinstance(part, Ref) for part in parts)
