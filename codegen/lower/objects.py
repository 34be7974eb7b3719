"""Object schemas: records, maps, inheritance through ``allOf`` and property groups.

An object schema and the object schemas it takes in through ``allOf`` and ``$ref`` are *layers* of one
record when merging them changes no verdict: the fields are those of all layers, a field in two layers
meets both.  When merging could change a verdict (a layer closes itself, or judges keys by what is
beside it) the layers stay apart: the own one gives the shape, the others are residuals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from codegen.ir import AnyValue, Field, Map, Never, Node, PatternField, Record, Residual
from codegen.keywords import ASSERTING
from codegen.lower.builder import Builder
from codegen.lower.docs import docs_of
from codegen.lower.formulas import with_formulas
from codegen.lower.groups import Branch, branch_of, groups_of
from codegen.lower.leftovers import leftover
from codegen.lower.shapes import count, node
from codegen.naming import check_distinct, words_of
from codegen.resolve import Scope

__all__ = ["flattened", "plain_object"]

#: What a layer below the first may say; anything else depends on what stands beside it.
_MERGEABLE = frozenset(
    {
        "type",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "properties",
        "required",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
    }
)
_TOP = _MERGEABLE | {"additionalProperties", "patternProperties", "unevaluatedProperties"}
#: Residuals that evaluate no property of their own (for ``unevaluatedProperties``).
_BLIND = frozenset({"not", "dependentRequired", "propertyNames"})


class Layer(NamedTuple):
    """One object schema of a record.  ``branches`` are ``allOf`` elements that are no layers."""

    scope: Scope
    branches: tuple[Branch, ...] = ()


def plain_object(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node:
    """The object keywords of one schema, without groups and without ``allOf``."""
    schema = scope.schema
    additional = _additional(b, scope, hint)
    fields = tuple(_fields(b, [Layer(scope)], hint))
    patterns = _patterns(b, scope, hint)
    low, high = count(schema, "minProperties"), count(schema, "maxProperties")
    required = tuple(schema.get("required", ()))
    if not fields and not patterns and not required and not isinstance(additional, Never):
        return Map(origin=scope.origin, values=additional, min_properties=low, max_properties=high)
    declared = {f.key for f in fields}
    record = Record(
        origin=scope.origin,
        docs=docs_of(schema),
        fields=fields,
        additional=additional,
        patterns=patterns,
        required_extra=tuple(k for k in required if k not in declared),
        min_properties=low,
        max_properties=high,
    )
    return with_formulas(record, [scope])


def flattened(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node | None:
    """The record (or map) of an object schema with all its layers; None if it is no such thing."""
    schema = scope.schema
    if not ASSERTING.intersection(schema) <= _TOP:
        return None
    layers = _layers(scope, top=True)
    if layers is None or not any("type" in layer.scope.schema for layer in layers):
        return None
    if len(layers) > 1 and not _merges(layers):
        return None
    if _is_map(schema) and len(layers) == 1 and not _rules_possible(layers[0]):
        return _with(plain_object(b, scope, hint), _residuals(b, layers, hint, frozenset()))
    return _record(b, layers, hint)


def _is_map(schema: dict[str, Any]) -> bool:
    """Whether an object schema declares no key and closes nothing; asked before anything below is lowered."""
    declares = any(schema.get(keyword) for keyword in ("properties", "patternProperties", "required"))
    return not declares and schema.get("additionalProperties") is not False


def _with(shape: Node, residuals: tuple[Residual, ...]) -> Node:
    return replace(shape, residuals=residuals)


def _rules_possible(layer: Layer) -> bool:
    return bool(layer.branches) or any(
        k in layer.scope.schema
        for k in ("anyOf", "oneOf", "not", "if", "dependentRequired", "dependentSchemas")
    )


def _layers(scope: Scope, top: bool = False) -> list[Layer] | None:
    """The layers of an object schema, inherited ones first; None if this is no object schema."""
    schema = scope.schema
    if not isinstance(schema, dict) or schema.get("type", "object") not in ("object", ["object"]):
        return None
    if not ASSERTING.intersection(schema) <= (_TOP if top else _MERGEABLE) and (top or not _harmless(schema)):
        return None
    inherited: list[Layer] = []
    branches: list[Branch] = []
    if "$ref" in schema:
        below = _layers(scope.follow())
        if below is None:
            return None
        inherited += below
    for index in range(len(schema.get("allOf", ()))):
        branch = branch_of(scope.child("allOf", index))
        below = _layers(branch.scope) if branch.rule is None else None
        if below is None or not any(_says_object(layer.scope.schema) for layer in below):
            branches.append(branch)
        else:
            inherited += below
    return [*inherited, Layer(scope, tuple(branches))]


def _says_object(schema: dict[str, object]) -> bool:
    return "type" in schema or "properties" in schema


def _harmless(schema: dict[str, object]) -> bool:
    """A lower layer may say ``additionalProperties: true``: that forbids nothing."""
    extra = ASSERTING.intersection(schema) - _MERGEABLE
    return extra == {"additionalProperties"} and schema["additionalProperties"] in (True, {})


def _merges(layers: list[Layer]) -> bool:
    """Whether the first layer's view of "all other keys" survives the merge."""
    top = layers[-1].scope.schema
    if "patternProperties" in top or any("patternProperties" in x.scope.schema for x in layers):
        return False
    if top.get("additionalProperties", True) in (True, {}):
        return True
    own = set(top.get("properties", ()))
    return all(set(x.scope.schema.get("properties", ())) <= own for x in layers)


def _record(b: Builder, layers: list[Layer], hint: tuple[str, ...]) -> Record:
    top = layers[-1].scope
    speaker = next((x.scope for x in reversed(layers) if _on_others(x)), top)
    fields = tuple(_fields(b, layers, hint))
    declared = {f.key for f in fields}
    required = [k for x in layers for k in x.scope.schema.get("required", ())]
    lows = [n for x in layers if (n := count(x.scope.schema, "minProperties")) is not None]
    highs = [n for x in layers if (n := count(x.scope.schema, "maxProperties")) is not None]
    record = Record(
        origin=top.origin,
        docs=docs_of(top.schema),
        fields=fields,
        additional=_additional(b, speaker, hint),
        patterns=_patterns(b, top, hint),
        required_extra=tuple(dict.fromkeys(k for k in required if k not in declared)),
        min_properties=max(lows, default=None),
        max_properties=min(highs, default=None),
    )
    record = with_formulas(record, [x.scope for x in layers])
    found = groups_of(record, [(x.scope, x.branches) for x in layers])
    record, consumed = found.record, found.consumed
    residuals = _residuals(b, layers, hint, consumed)
    if residuals:
        record = replace(record, residuals=residuals)
    return record if any(map(_on_others, layers)) else _closed(b, top, record, hint)


def _on_others(layer: Layer) -> bool:
    """Whether a layer evaluates the keys that it does not declare, be it by allowing them."""
    return "additionalProperties" in layer.scope.schema


def _closed(b: Builder, top: Scope, record: Record, hint: tuple[str, ...]) -> Record:
    """``unevaluatedProperties`` beside nothing that could evaluate more is ``additionalProperties``."""
    if "unevaluatedProperties" not in top.schema:
        return record
    others = [r for r in record.residuals if r.keyword != "unevaluatedProperties"]
    if any(r.keyword not in _BLIND for r in others):
        return record
    additional = node(b, top.child("unevaluatedProperties"), (*hint, "value"))
    return replace(record, additional=additional, residuals=tuple(others))


def _residuals(
    b: Builder, layers: list[Layer], hint: tuple[str, ...], consumed: frozenset[str]
) -> tuple[Residual, ...]:
    """All that layers say and that went neither into the shape nor into a group."""
    found: list[Residual] = []
    for layer in layers:
        found += _of_layer(b, layer, hint, consumed)
    return tuple(found)


def _of_layer(
    b: Builder, layer: Layer, hint: tuple[str, ...], consumed: frozenset[str]
) -> Iterator[Residual]:
    scope = layer.scope
    for branch, _ in layer.branches:
        if branch.origin.pointer not in consumed:
            below = node(b, branch, (*hint, "part"))
            yield Residual(keyword="allOf", origin=branch.origin, nodes=(below,))
    for keyword in (
        "anyOf",
        "oneOf",
        "not",
        "if",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedProperties",
    ):
        if keyword in scope.schema and scope.origin.child(keyword).pointer not in consumed:
            yield leftover(b, scope, keyword, hint)


def _fields(b: Builder, layers: list[Layer], hint: tuple[str, ...]) -> Iterator[Field]:
    places: dict[str, list[Scope]] = {}
    for layer in layers:
        for key in layer.scope.schema.get("properties", {}):
            places.setdefault(key, []).append(layer.scope.child("properties", key))
    check_distinct((key, scopes[-1].origin) for key, scopes in places.items())
    required = {k for x in layers for k in x.scope.schema.get("required", ())}
    for key, scopes in places.items():
        words = words_of(key)
        yield Field(
            key=key,
            words=words,
            node=_both(b, scopes, (*hint, *words)),
            required=key in required,
        )


def _both(b: Builder, scopes: list[Scope], hint: tuple[str, ...]) -> Node:
    """A field in one layer, or in several: then the last gives the shape, all are met."""
    nodes = [node(b, s, hint) for s in scopes if s.schema not in (True, {})]
    if not nodes:
        return node(b, scopes[-1], hint)
    *others, last = nodes
    rest = tuple(Residual(keyword="allOf", origin=n.origin, nodes=(n,)) for n in others)
    return replace(last, residuals=(*last.residuals, *rest)) if rest else last


def _additional(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node:
    if "additionalProperties" not in scope.schema:
        return AnyValue(origin=scope.origin)
    return node(b, scope.child("additionalProperties"), (*hint, "value"))


def _patterns(b: Builder, scope: Scope, hint: tuple[str, ...]) -> tuple[PatternField, ...]:
    return tuple(
        PatternField(
            pattern=pattern,
            node=node(b, scope.child("patternProperties", pattern), (*hint, "match")),
        )
        for pattern in scope.schema.get("patternProperties", {})
    )
