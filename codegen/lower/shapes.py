"""A schema to a node: one function a shape.

A schema object is a conjunction.  One part of it gives the node its shape (what a reader would call
its type), in the order: typed keywords, ``$ref``, ``const``/``enum``, ``anyOf``, ``oneOf``, ``allOf``.
All other parts stay on the node as residuals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from codegen.errors import UnsupportedKeyword
from codegen.ir import (
    AnyValue,
    Array,
    Const,
    Docs,
    Enum,
    Literal,
    Never,
    Node,
    Record,
    Ref,
    Residual,
    Scalar,
    ScalarKind,
    Tuple,
    Union,
)
from codegen.keywords import ARRAY, ASSERTING, NUMBER, OBJECT, REFERENCES, STRING
from codegen.lower.builder import Builder, key_of
from codegen.lower.docs import NO_DOCS, default_of, docs_of, literal
from codegen.lower.leftovers import leftover, leftovers
from codegen.lower.patterns import check_patterns
from codegen.resolve import Scope

__all__ = ["count", "node"]

_FAMILIES = {"object": OBJECT, "array": ARRAY, "string": STRING, "number": NUMBER}
#: What a schema of one such type may say and still be no more than a :class:`~codegen.ir.Scalar`.
_PLAIN: dict[str, frozenset[str]] = {
    "string": frozenset((*STRING, "type")),
    "number": frozenset((*NUMBER, "type")),
    "integer": frozenset((*NUMBER, "type")),
    "boolean": frozenset({"type"}),
    "null": frozenset({"type"}),
}
_REFERS = {"$ref"}
_EVERY_TYPE = ("object", "array", "string", "number", "boolean", "null")


def node(b: Builder, scope: Scope, hint: tuple[str, ...], top: bool = False) -> Node:
    """Lower one schema.  ``hint`` names what has to become a type; ``top``: it is a definition."""
    schema = scope.schema
    if schema is False:
        return Never(origin=scope.origin)
    said = ASSERTING.intersection(schema) if isinstance(schema, dict) else ()
    if not said:
        return AnyValue(origin=scope.origin, docs=docs_of(schema), default=default_of(schema))
    check_patterns(schema, scope.origin)
    if said == _REFERS:
        return _reference_to(b.define(scope.follow()), scope)
    kind = schema.get("type")
    if isinstance(kind, str) and said <= _PLAIN.get(kind, frozenset()):
        return _scalar(scope, cast(ScalarKind, kind), docs_of(schema), default_of(schema))
    key = key_of(scope.origin)
    if key in b.lowering:  # met again inside itself, through a reference that was merged
        return _reference_to(b.define(scope), scope)
    b.lowering.add(key)
    shape = _described(_conjunction(b, scope, hint), schema)
    b.lowering.remove(key)
    if isinstance(shape, Record) and not top:
        return b.hoist(shape, hint, scope.origin)
    return shape


def _reference_to(target: str, scope: Scope) -> Ref:
    docs, default = docs_of(scope.schema), default_of(scope.schema)
    return Ref(origin=scope.origin, docs=docs, default=default, target=target)


def _described(shape: Node, schema: Any) -> Node:
    docs, default = docs_of(schema), default_of(schema)
    if docs == shape.docs and default == shape.default:
        return shape
    return replace(shape, docs=docs, default=default)


def _conjunction(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node:
    from codegen.lower.objects import flattened

    record = flattened(b, scope, hint)
    if record is not None:
        return record
    shapes, residuals = _parts(b, scope, hint)
    if not shapes:
        return AnyValue(origin=scope.origin, residuals=tuple(residuals))
    first, *others = shapes
    if any(r.keyword.startswith("unevaluated") for r in first.residuals):
        # a branch that judges what is left over looks at its own keywords, not at the rest of this schema
        first, others = AnyValue(origin=scope.origin), shapes
    rest = (*map(_as_residual, others), *residuals)
    return replace(first, residuals=(*first.residuals, *rest)) if rest else first


def _as_residual(shape: Node) -> Residual:
    """A second shape of the same schema: the value must meet it as well."""
    if isinstance(shape, Union) and shape.kind != "types" and not shape.residuals:
        keyword = "anyOf" if shape.kind == "any" else "oneOf"
        return Residual(keyword=keyword, origin=shape.origin.child(keyword), nodes=shape.members)
    if isinstance(shape, Enum):
        return Residual(keyword="enum", origin=shape.origin, literals=shape.values)
    if isinstance(shape, Const):
        return Residual(keyword="const", origin=shape.origin, literals=(shape.value,))
    return Residual(keyword="allOf", origin=shape.origin, nodes=(shape,))


def _parts(b: Builder, scope: Scope, hint: tuple[str, ...]) -> tuple[list[Node], list[Residual]]:
    schema = scope.schema
    shapes: list[Node] = []
    values = _values(scope)
    typed = _typed(b, scope, hint)
    if typed is not None and not (values and _implied(values, schema)):
        shapes.append(typed)
    for keyword in REFERENCES:
        if keyword in schema:
            shapes.append(_reference(b, scope, keyword))
    shapes.extend(values)
    for keyword, kind in (("anyOf", "any"), ("oneOf", "one")):
        if keyword in schema:
            members = leftover(b, scope, keyword, hint).nodes
            shapes.append(Union(origin=scope.origin, members=members, kind=cast(Any, kind)))
    if "allOf" in schema:
        shapes.extend(leftover(b, scope, "allOf", hint).nodes)
    return shapes, list(leftovers(b, scope, hint))


def _reference(b: Builder, scope: Scope, keyword: str) -> Ref:
    if keyword == "$dynamicRef":
        name = scope.schema[keyword].rsplit("#", 1)[-1]
        if b.graph.dynamic_anchors.get(name, 0) > 1:
            raise UnsupportedKeyword(
                f"$dynamicRef {name!r} has more than one $dynamicAnchor to choose from",
                "use $ref, or leave one $dynamicAnchor of that name",
                scope.origin.child(keyword),
            )
    return Ref(origin=scope.origin.child(keyword), target=b.define(scope.follow(keyword)))


def _values(scope: Scope) -> list[Node]:
    """``const`` and ``enum``."""
    schema = scope.schema
    found: list[Node] = []
    if "const" in schema:
        found.append(Const(origin=scope.origin, value=literal(schema["const"])))
    if "enum" in schema:
        found.append(Enum(origin=scope.origin, values=tuple(map(literal, schema["enum"]))))
    return found


def _implied(values: list[Node], schema: dict[str, Any]) -> bool:
    """Whether ``type`` says nothing that the listed values do not say already."""
    if any(k in schema for family in _FAMILIES.values() for k in family):
        return False
    types = _types(schema)
    first = values[0]
    listed = [first.value] if isinstance(first, Const) else cast(Enum, first).values
    return all(_has_type(v.value, types) for v in listed)


def _has_type(value: object, types: tuple[str, ...]) -> bool:
    match value:
        case None:
            return "null" in types
        case bool():
            return "boolean" in types
        case int() | float():
            whole = isinstance(value, int) or value.is_integer()
            return "number" in types or ("integer" in types and whole)
        case str():
            return "string" in types
        case list():
            return "array" in types
    return "object" in types


def _types(schema: dict[str, Any]) -> tuple[str, ...]:
    """The JSON types a schema lets through, ``integer`` folded into ``number`` where both are there."""
    said = schema.get("type")
    if said is None:
        return _EVERY_TYPE
    types = tuple(dict.fromkeys([said] if isinstance(said, str) else said))
    return tuple(t for t in types if t != "integer" or "number" not in types)


def _typed(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node | None:
    """The shape that ``type`` and the keywords of the types give; None when there are none."""
    schema = scope.schema
    if "type" not in schema and not any(k in schema for f in _FAMILIES.values() for k in f):
        return None
    members = [_of_type(b, scope, t, hint) for t in _types(schema)]
    if len(members) == 1:
        return members[0]
    apart = [b.hoist(m, hint, scope.origin, "~object") if isinstance(m, Record) else m for m in members]
    return Union(origin=scope.origin, members=tuple(apart), kind="types")


def _of_type(b: Builder, scope: Scope, kind: str, hint: tuple[str, ...]) -> Node:
    from codegen.lower.objects import plain_object

    if kind == "object":
        return plain_object(b, scope, hint)
    if kind == "array":
        return _array(b, scope, hint)
    return _scalar(scope, cast(ScalarKind, kind))


def _scalar(scope: Scope, kind: ScalarKind, docs: Docs = NO_DOCS, default: Literal | None = None) -> Scalar:
    schema, at = scope.schema, scope.origin
    if kind == "string":
        return Scalar(
            origin=at,
            docs=docs,
            default=default,
            kind=kind,
            min_length=count(schema, "minLength"),
            max_length=count(schema, "maxLength"),
            pattern=schema.get("pattern"),
            format=schema.get("format") if isinstance(schema.get("format"), str) else None,
        )
    if kind in ("null", "boolean"):
        return Scalar(origin=at, docs=docs, default=default, kind=kind)
    return Scalar(
        origin=at,
        docs=docs,
        default=default,
        kind=kind,
        minimum=_bound(schema, "minimum"),
        exclusive_minimum=_bound(schema, "exclusiveMinimum"),
        maximum=_bound(schema, "maximum"),
        exclusive_maximum=_bound(schema, "exclusiveMaximum"),
        multiple_of=_bound(schema, "multipleOf"),
    )


def _bound(schema: dict[str, Any], keyword: str) -> Literal | None:
    return literal(schema[keyword]) if keyword in schema else None


def count(schema: dict[str, Any], keyword: str) -> int | None:
    """A non-negative integer keyword; JSON Schema allows it to be written ``2.0``."""
    return int(schema[keyword]) if keyword in schema else None


def _array(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Node:
    schema = scope.schema
    rest: Node = AnyValue(origin=scope.origin)
    if "items" in schema:
        rest = node(b, scope.child("items"), (*hint, "item"))
    low, high = count(schema, "minItems"), count(schema, "maxItems")
    unique = schema.get("uniqueItems") is True
    if not schema.get("prefixItems"):
        return Array(origin=scope.origin, items=rest, min_items=low, max_items=high, unique=unique)
    places = range(len(schema["prefixItems"]))
    prefix = tuple(node(b, scope.child("prefixItems", i), (*hint, f"item{i}")) for i in places)
    return Tuple(origin=scope.origin, prefix=prefix, rest=rest, min_items=low, max_items=high, unique=unique)
