"""What changed in the text of a schema, in words, definition by definition.

This is for people: it says where to look.  Whether a change changes a verdict is decided by ``comparing``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codegen import messages
from codegen.breaking.formulas import text_of
from codegen.breaking.groups import group_changes
from codegen.breaking.reading import Reader
from codegen.breaking.rules import formula_changes
from codegen.checker.kinds import kinds
from codegen.errors import Origin
from codegen.ir import (
    AnyValue,
    Array,
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
from codegen.naming import pascal

__all__ = ["changes_of", "paths_of"]

_BOUNDS = {
    "minimum": "minimum",
    "exclusive_minimum": "exclusiveMinimum",
    "maximum": "maximum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
}


def paths_of(model: Model) -> Mapping[str, str]:
    """By key of a definition, where it is met first in a document: ``/adam``; ``*`` is any key or place.

    One that the root does not lead to begins with its own name.
    """
    found: dict[str, str] = {}
    for start in (model.root, *(d.key for d in model.definitions)):
        name = pascal(model.definition(start).words)
        waiting = deque([(start, "" if start == model.root else name)])
        while waiting:
            key, path = waiting.popleft()
            if key not in found:
                found[key] = path
                waiting.extend(_below(model.definition(key).node, path))
    return found


def _below(node: Node, path: str) -> Iterator[tuple[str, str]]:
    """The definitions that a node leads to, with their paths."""
    if isinstance(node, Ref):
        yield node.target, path
    for step, below in _steps(node):
        yield from _below(below, path + step)
    for rule in node.residuals:
        for part in rule.nodes if rule.keyword in ("allOf", "anyOf", "oneOf") else ():
            yield from _below(part, path)


def _steps(node: Node) -> Iterator[tuple[str, Node]]:
    match node:
        case Record(fields=fields, additional=additional):
            yield from ((_step(f.key), f.node) for f in fields)
            yield "/*", additional
        case Map(values=values):
            yield "/*", values
        case Array(items=items):
            yield "/*", items
        case Tuple(prefix=prefix, rest=rest):
            yield from ((f"/{i}", n) for i, n in enumerate(prefix))
            yield "/*", rest
        case Union(members=members):
            yield from (("", m) for m in members)


def _step(key: str) -> str:
    return Origin("", "").child(messages.escaped(key)).pointer


@dataclass(frozen=True, slots=True)
class _Changes:
    """Compares nodes of two models."""

    before: Reader
    after: Reader

    def of(self, old: Node, new: Node, path: str) -> Iterator[str]:
        """What changed at a node and below it, up to the next definition."""
        at = path or "the document"
        yield from _default(old, new, at)
        if isinstance(old, Union) or isinstance(new, Union):
            yield from self._union(old, new, path)
        elif type(old) is not type(new):
            yield from self._retyped(old, new, at)
        else:
            yield from self._same_shape(old, new, path)
        yield from self._rules(old, new, at)

    def _retyped(self, old: Node, new: Node, at: str) -> Iterator[str]:
        was, now = _noun(self.before.model, old), _noun(self.after.model, new)
        if was != now:
            yield f"{at} is {now} now, and was {was}"

    def _same_shape(self, old: Node, new: Node, path: str) -> Iterator[str]:
        at = path or "the document"
        match old, new:
            case Ref(), Ref():
                yield from self._retyped(old, new, at)
            case ((Enum() | Const()), (Enum() | Const())):
                yield from _values(_listed(old), _listed(new), at)
            case Record(), Record():
                yield from self._record(old, new, path)
            case Tuple(), Tuple():
                for number, (was, now) in enumerate(zip(old.prefix, new.prefix, strict=False)):
                    yield from self.of(was, now, f"{path}/{number}")
                if len(old.prefix) != len(new.prefix):
                    yield f"{at} has {len(new.prefix)} places of their own now, and had {len(old.prefix)}"
                yield from self.of(old.rest, new.rest, f"{path}/*")
            case Array(), Array():
                yield from self.of(old.items, new.items, f"{path}/*")
            case Map(), Map():
                yield from self.of(old.values, new.values, f"{path}/*")
            case Scalar(kind=was), Scalar(kind=now) if was != now:
                yield from self._retyped(old, new, at)
        yield from _bounds(old, new, at)

    def _record(self, old: Record, new: Record, path: str) -> Iterator[str]:
        at = path or "the document"
        was = {f.key: f for f in old.fields}
        now = {f.key: f for f in new.fields}
        yield from group_changes(old, new)
        yield from formula_changes(old, new, at)
        yield from (f"property {path}{_step(k)} added" for k in now if k not in was)
        yield from (f"property {path}{_step(k)} removed" for k in was if k not in now)
        needed = {k for k, f in now.items() if f.required} | set(new.required_extra)
        before = {k for k, f in was.items() if f.required} | set(old.required_extra)
        yield from (f"{path}{_step(k)} is required now" for k in sorted(needed - before))
        yield from (f"{path}{_step(k)} is not required any more" for k in sorted(before - needed))
        for key in (k for k in now if k in was):
            yield from self.of(was[key].node, now[key].node, path + _step(key))
        closed = isinstance(old.additional, Never), isinstance(new.additional, Never)
        if closed[0] != closed[1]:
            yield f"other keys of {at} are {'refused' if closed[1] else 'accepted'} now"
        elif not closed[0]:
            yield from self.of(old.additional, new.additional, f"{path}/*")
        patterns = {p.pattern: p.node for p in old.patterns}
        for pattern in new.patterns:
            if pattern.pattern in patterns:
                yield from self.of(patterns[pattern.pattern], pattern.node, f"{path}/*")

    def _union(self, old: Node, new: Node, path: str) -> Iterator[str]:
        """Alternatives: null by itself, the others in their order."""
        at = path or "the document"
        was, now = _members(old), _members(new)
        nullable = tuple(
            "null" in kinds(m, n) for m, n in ((self.before.model, old), (self.after.model, new))
        )
        if nullable[0] != nullable[1]:
            yield f"{at} may {'be' if nullable[1] else 'not be'} null {'now' if nullable[1] else 'any more'}"
        if len(was) == len(now):
            for one, other in zip(was, now, strict=True):
                yield from self.of(one, other, path)
        else:
            yield f"{at} has {messages.quantity(len(now), 'alternative')} now, and had {len(was)}"

    def _rules(self, old: Node, new: Node, at: str) -> Iterator[str]:
        """Rules that are no shape: which were added, and which are gone."""
        was = {self.before.rule(r, old).number: r for r in old.residuals}
        now = {self.after.rule(r, new).number: r for r in new.residuals}
        gone = [r for n, r in was.items() if n not in now]
        fresh = [r for n, r in now.items() if n not in was]
        for rule in fresh:
            twin = next((r for r in gone if r.keyword == rule.keyword), None)
            if twin is not None:
                gone.remove(twin)
            yield f"rule {rule.keyword} of {at} {'added' if twin is None else 'changed'}"
        yield from (f"rule {rule.keyword} of {at} removed" for rule in gone)


def changes_of(before: Reader, after: Reader, old: str, new: str, path: str) -> tuple[str, ...]:
    """What changed in a definition, given by its keys; ``path`` is where it stands in a document."""
    found = _Changes(before, after).of(
        before.model.definition(old).node, after.model.definition(new).node, path
    )
    return tuple(dict.fromkeys(found))


def _default(old: Node, new: Node, at: str) -> Iterator[str]:
    was, now = old.default, new.default
    if was is None and now is not None:
        yield f"default of {at} added: {messages.shown(now)}"
    elif now is None and was is not None:
        yield f"default of {at} removed: it was {messages.shown(was)}"
    elif was is not None and now is not None and text_of(was.value) != text_of(now.value):
        yield f"default of {at} changed from {messages.shown(was)} to {messages.shown(now)}"


def _bounds(old: Node, new: Node, at: str) -> Iterator[str]:
    for name, keyword in _BOUNDS.items():
        was, now = _shown(getattr(old, name, None)), _shown(getattr(new, name, None))
        if was == now:
            continue
        if was and now:
            yield f"{keyword} of {at} changed from {was} to {now}"
        else:
            yield f"{keyword} of {at} {'added: ' + now if now else 'removed: it was ' + was}"
    unique = getattr(old, "unique", False), getattr(new, "unique", False)
    if unique[0] != unique[1]:
        yield f"items of {at} {'must' if unique[1] else 'need not'} differ now"


def _shown(bound: Any) -> str:
    if bound is None:
        return ""
    return messages.shown(bound) if isinstance(bound, Literal) else messages.escaped(str(bound))


def _values(old: tuple[Literal, ...], new: tuple[Literal, ...], at: str) -> Iterator[str]:
    was, now = {text_of(v.value) for v in old}, {text_of(v.value) for v in new}
    yield from (f"value {messages.shown(v)} of {at} added" for v in new if text_of(v.value) not in was)
    yield from (f"value {messages.shown(v)} of {at} removed" for v in old if text_of(v.value) not in now)


def _listed(node: Enum | Const) -> tuple[Literal, ...]:
    return node.values if isinstance(node, Enum) else (node.value,)


def _members(node: Node) -> list[Node]:
    """The alternatives of a node that are more than null."""
    members = node.members if isinstance(node, Union) else (node,)
    return [m for m in members if not (isinstance(m, Scalar) and m.kind == "null")]


def _noun(model: Model, node: Node) -> str:
    match node:
        case Ref(target=target):
            return messages.name(pascal(model.definition(target).words))
        case Scalar(kind=kind):
            return messages.KINDS[kind]
        case Array() | Tuple():
            return messages.KINDS["array"]
        case Map() | Record():
            return messages.KINDS["object"]
        case Enum() | Const():
            return messages.either(map(messages.shown, _listed(node)))
        case AnyValue() if not node.residuals:
            return "any value"
        case Never():
            return "no value"
    return "what its rules say"
