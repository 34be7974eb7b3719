"""Examples that a reader would write: from the schema's own examples and defaults, and judged.

An example is shown only if it is valid; where none made here is, the page has none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import quote_plus

from codegen.checker.kinds import is_null, without_null
from codegen.ir import (
    Array,
    Choice,
    Const,
    Definition,
    Enum,
    Literal,
    Map,
    Member,
    Model,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)
from codegen.load import json_text
from codegen.naming import pascal
from codegen.reading.numbers import Number
from codegen.targets.docs.pages import Example
from codegen.targets.docs.yaml_text import yaml_text

__all__ = ["MISSING", "Examples", "quoted"]

MISSING: Any = object()
MAX_DEEP = 8
MAX_YAML = 1200  # characters of one example
TRIES = 12
_decode = json.JSONDecoder(parse_float=Number).decode
_SAFE = ":,{}[]/"
_QUOTED = {code: quote_plus(chr(code), safe=_SAFE) for code in range(128)}
OPTIONAL = 2  # optional keys in an object that has nothing else


@dataclass(slots=True)
class Examples:
    """Makes examples for one model; ``is_valid`` takes the key of a definition and a value."""

    model: Model
    is_valid: Callable[[str, Any], bool]
    _made: dict[str, list[Any]] = field(default_factory=dict)

    def of(self, definition: Definition) -> Example | None:
        """A whole document of this type."""
        judged = definition.key in self.model.refs  # then all of them are valid
        return self._first(definition, self._values(definition, 0), judged)

    def of_member(self, definition: Definition, choice: Choice, member: Member) -> Example | None:
        """A whole document of this type in which this member of the group is set."""
        node = definition.node
        assert isinstance(node, Record)
        return self._first(definition, self._records(node, 0, {choice.name: member}), False)

    def _first(self, definition: Definition, values: Iterator[Any], judged: bool) -> Example | None:
        for value in islice(values, TRIES):
            if value is not MISSING and (judged or self.is_valid(definition.key, value)):
                shown = yaml_text(value)
                if len(shown) <= MAX_YAML:
                    return _example(pascal(definition.words), value, shown)
        return None

    def _values(self, definition: Definition, depth: int) -> Iterator[Any]:
        """Values of a definition, the nicest first; only those that are valid once they are known."""
        known = self._made.get(definition.key)
        if known is not None:
            yield from known
            return
        tried = (v for v in self._of(definition.node, depth) if v is not MISSING)
        if definition.key not in self.model.refs:
            yield from islice(tried, TRIES)
            return
        found = list(islice((v for v in islice(tried, TRIES) if self.is_valid(definition.key, v)), 2))
        if depth < MAX_DEEP // 2:  # deeper, a value may be missing only because it is so deep
            self._made[definition.key] = found
        yield from found

    def value(self, node: Node, depth: int) -> Any:
        """The nicest value of a node, or ``MISSING``; never null where something else is possible."""
        return next((v for v in self._of(node, depth) if v is not MISSING), MISSING)

    def _of(self, node: Node, depth: int) -> Iterator[Any]:
        yield from map(_value, node.docs.examples[:TRIES])
        if node.default is not None and node.default.value is not None:
            yield _value(node.default)
        if depth > MAX_DEEP:
            return
        match without_null(self.model, node) or node:
            case Ref(target=target):
                yield from self._values(self.model.definition(target), depth + 1)
            case Const(value=literal):
                yield _value(literal)
            case Enum(values=literals):
                yield from map(_value, literals[:TRIES])
            case Scalar() as scalar:
                yield from _scalars(scalar)
            case Array() as array:
                yield self._list([array.items] * max(array.min_items or 0, 1), depth)
            case Tuple() as places:
                yield self._list(list(places.prefix), depth)
            case Map() as entries:
                yield self._map(entries, depth)
            case Union(members=members):
                for member in members:
                    if not is_null(member):
                        yield self.value(member, depth + 1)
            case Record() as record:
                yield from self._records(record, depth, {})

    def _list(self, nodes: list[Node], depth: int) -> Any:
        found = [self.value(n, depth + 1) for n in nodes[:20]]
        return MISSING if MISSING in found else found

    def _map(self, node: Map, depth: int) -> Any:
        value = self.value(node.values, depth + 1)
        if value is MISSING:
            return {} if not node.min_properties else MISSING
        return {f"name_{n + 1}" if n else "name": value for n in range(min(node.min_properties or 1, 20))}

    def _records(self, node: Record, depth: int, chosen: dict[str, Member]) -> Iterator[Any]:
        """With these members of groups set: the schema's example with them in it, then objects made anew."""
        for example in node.docs.examples[:2] if chosen else ():
            base = _value(example)
            if isinstance(base, dict):
                yield self._record(node, depth, chosen, base)
        made = self._record(node, depth, chosen, None)
        if made == {}:  # nothing has to be there
            yield self._optional(node, depth)
        yield made

    def _record(
        self, node: Record, depth: int, chosen: dict[str, Member], base: dict[str, Any] | None
    ) -> Any:
        by_key = {f.key: f.node for f in node.fields}
        found: dict[str, Any] = {}
        for key in self._keys(node, chosen, base):
            if base is not None and key in base and base[key] is not None:
                found[key] = base[key]
            elif key in by_key:
                found[key] = self.value(by_key[key], depth + 1)
        return MISSING if any(v is MISSING for v in found.values()) else found

    def _keys(self, node: Record, chosen: dict[str, Member], base: dict[str, Any] | None) -> list[str]:
        """The keys that an object sets, in the order of its fields."""
        members = {k for c in node.choices for m in c.members for k in m.keys}
        keys = {k for k in base or {} if k not in members} | {f.key for f in node.fields if f.required}
        for choice in node.choices:
            member = chosen.get(choice.name) or self._member(choice, base or {}, keys)
            keys |= set(member.keys) if member is not None else set()
        return [f.key for f in node.fields if f.key in keys]

    def _member(self, choice: Choice, base: dict[str, Any], keys: set[str]) -> Member | None:
        """The member that an example has set, or the first that is needed."""
        for member in choice.members:
            if all(base.get(k) is not None or k in keys for k in member.keys):
                return member
        return None if choice.kind == "at most one" else choice.members[0]

    def _optional(self, node: Record, depth: int) -> Any:
        """The first keys that the schema gives an example for; ``MISSING`` if there are none."""
        members = {k for c in node.choices for m in c.members for k in m.keys}
        fields = [f for f in node.fields if f.node.docs.examples and f.key not in members][:OPTIONAL]
        found = {f.key: self.value(f.node, depth + 1) for f in fields}
        return MISSING if not found or any(v is MISSING for v in found.values()) else found


def _value(literal: Literal) -> Any:
    """The value with numbers as they were written."""
    if isinstance(literal.value, (dict, list)):
        return _decode(literal.text)
    return Number(literal.text) if isinstance(literal.value, float) else literal.value


def _scalars(node: Scalar) -> Iterator[Any]:
    match node.kind:
        case "null":
            yield None
        case "boolean":
            yield True
        case "string":
            for text in ("name", "text of some length", "a", "2024-01-01", "abc-123"):
                if len(text) >= (node.min_length or 0) and len(text) <= (node.max_length or 99):
                    yield text
        case kind:
            yield from _numbers(node, kind == "integer")


def _numbers(node: Scalar, whole: bool) -> Iterator[Any]:
    step = node.multiple_of
    if step is not None:
        yield _value(step)
    for bound in (node.minimum, node.maximum):
        if bound is not None:
            yield _value(bound)
    low = node.exclusive_minimum.value if node.exclusive_minimum is not None else None
    if isinstance(low, (int, float)):
        yield int(low) + 1
    yield 1 if whole else Number("0.5")
    yield 0


def _example(type_name: str, value: Any, shown: str) -> Example:
    text = json_text(value)
    return Example(value, shown, text, f"type={type_name}&json={quoted(text)}")


def quoted(text: str) -> str:
    """The text as a value of a query; letters of ASCII are looked up, which takes a third of the time."""
    return text.translate(_QUOTED) if text.isascii() else quote_plus(text, safe=_SAFE)
