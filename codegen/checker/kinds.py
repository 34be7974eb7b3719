"""What can be said about a node without running it: the JSON types it lets through, and its cost.

The six JSON types are named as in messages; integers are numbers here.
"""

from __future__ import annotations

from codegen.ir import (
    AnyValue,
    Array,
    Const,
    Enum,
    Json,
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

__all__ = ["EVERY", "follow", "is_any", "is_null", "kind_of", "kinds", "narrowed", "without_null"]

_DEEP = 8
EVERY = ("null", "boolean", "number", "string", "array", "object")


def kind_of(value: Json) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def follow(model: Model, node: Node) -> Node:
    """The node behind references; the last one met when they go round."""
    seen: set[str] = set()
    while isinstance(node, Ref) and node.target not in seen:
        seen.add(node.target)
        node = model.definition(node.target).node
    return node


def kinds(model: Model, node: Node, depth: int = 0) -> tuple[str, ...]:
    """The JSON types whose values a node may accept, in the order of :data:`EVERY`."""
    if not node.residuals:  # as most are; one type needs no set and no order
        match node:
            case Scalar(kind=kind):
                return ("number",) if kind == "integer" else (kind,)
            case Record() | Map():
                return ("object",)
            case Ref(target=target) if depth < _DEEP:
                return kinds(model, model.definition(target).node, depth + 1)
    found = _shape_kinds(model, node, depth)
    for residual in node.residuals:
        if residual.keyword == "allOf" and depth < _DEEP:
            for part in residual.nodes:
                found = found & set(kinds(model, part, depth + 1))
        elif residual.keyword in ("enum", "const"):
            found = found & {kind_of(v.value) for v in residual.literals}
    return tuple(k for k in EVERY if k in found)


def _shape_kinds(model: Model, node: Node, depth: int) -> set[str]:
    match node:
        case Never():
            return set()
        case Scalar(kind=kind):
            return {"number" if kind == "integer" else kind}
        case Const(value=literal):
            return {kind_of(literal.value)}
        case Enum(values=values):
            return {kind_of(v.value) for v in values}
        case Array() | Tuple():
            return {"array"}
        case Record() | Map():
            return {"object"}
        case Union(members=members) if depth < _DEEP:
            return {k for m in members for k in kinds(model, m, depth + 1)}
        case Ref(target=target) if depth < _DEEP:
            return set(kinds(model, model.definition(target).node, depth + 1))
    return set(EVERY)


def is_null(node: Node) -> bool:
    """Whether a node is exactly ``null``."""
    if node.residuals:
        return False
    if isinstance(node, Const):
        return node.value.value is None
    return isinstance(node, Scalar) and node.kind == "null"


def without_null(model: Model, node: Node) -> Node | None:
    """What a nullable union accepts besides null; None if the node is no such union."""
    if not isinstance(node, Union) or node.residuals or not any(is_null(m) for m in node.members):
        return None
    others = tuple(m for m in node.members if not is_null(m))
    if not others or len(others) + 1 != len(node.members):
        return None
    if node.kind == "one" and any("null" in kinds(model, m) for m in others):
        return None
    if len(others) == 1:
        return others[0]
    return Union(origin=node.origin, docs=node.docs, members=others, kind=node.kind)


def narrowed(model: Model, node: Node, kind: str) -> Node:
    """What a node says about values that are known to have one JSON type."""
    if not kind or not isinstance(node, Union) or node.kind != "types" or node.residuals:
        return node
    members = [m for m in node.members if kind in kinds(model, m)]
    if not members:
        return Never(origin=node.origin)
    return members[0] if len(members) == 1 else node


def is_any(node: Node) -> bool:
    """Whether a node accepts every JSON value as far as can be seen at once."""
    return isinstance(node, AnyValue) and not node.residuals
