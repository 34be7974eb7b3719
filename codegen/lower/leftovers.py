"""Residuals: what a shape does not say, kept with its subschemas and its pointer."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.errors import UnsupportedKeyword
from codegen.ir import AnyValue, Node, Residual
from codegen.lower.builder import Builder
from codegen.resolve import Scope

__all__ = ["leftover", "leftovers"]

#: Keywords that always become residuals, in the order they are kept.
KEYWORDS = (
    "not",
    "if",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
)


def leftovers(b: Builder, scope: Scope, hint: tuple[str, ...]) -> Iterator[Residual]:
    """The residuals of a schema, in a fixed order."""
    for keyword in KEYWORDS:
        if keyword in scope.schema:
            yield leftover(b, scope, keyword, hint)


def leftover(b: Builder, scope: Scope, keyword: str, hint: tuple[str, ...]) -> Residual:
    """One keyword of a schema as a residual (see the table in :class:`codegen.ir.Residual`)."""
    schema, at = scope.schema, scope.origin.child(keyword)
    nodes = _nodes(b, scope, keyword, hint)
    match keyword:
        case "dependentRequired":
            needed = tuple((key, tuple(others)) for key, others in schema[keyword].items())
            return Residual(keyword=keyword, origin=at, needed=needed)
        case "dependentSchemas":
            return Residual(keyword=keyword, origin=at, nodes=nodes, keys=tuple(schema[keyword]))
        case "contains":  # JSON Schema allows 1.0 where it wants an integer
            most = int(schema["maxContains"]) if "maxContains" in schema else None
            bounds = (int(schema.get("minContains", 1)), most)
            return Residual(keyword=keyword, origin=at, nodes=nodes, bounds=bounds)
    return Residual(keyword=keyword, origin=at, nodes=nodes)


def _nodes(b: Builder, scope: Scope, keyword: str, hint: tuple[str, ...]) -> tuple[Node, ...]:
    from codegen.lower.shapes import node

    raw = scope.schema[keyword]
    match keyword:
        case "allOf" | "anyOf" | "oneOf":
            count = range(len(raw))
            return tuple(node(b, scope.child(keyword, i), (*hint, str(i + 1))) for i in count)
        case "if":
            return tuple(
                node(b, scope.child(name), (*hint, name))
                if name in scope.schema
                else AnyValue(origin=scope.origin.child("if"))
                for name in ("if", "then", "else")
            )
        case "dependentRequired":
            return ()
        case "dependentSchemas":
            return tuple(node(b, scope.child(keyword, key), (*hint, "when")) for key in raw)
        case "contains":
            return (node(b, scope.child(keyword), (*hint, "item")),)
        case "not" | "propertyNames" | "unevaluatedProperties" | "unevaluatedItems":
            return (node(b, scope.child(keyword), (*hint, "value")),)
    raise UnsupportedKeyword(
        f"{keyword} cannot be taken over", "say it with other keywords", scope.origin.child(keyword)
    )
