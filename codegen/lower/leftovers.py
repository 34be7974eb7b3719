"""Residuals: what a shape does not say, kept with its subschemas and its pointer."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.errors import UnsupportedKeyword
from codegen.ir import AnyValue, Node, Residual
from codegen.lower.builder import Builder
from codegen.lower.docs import literal
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


def leftovers(
    b: Builder, scope: Scope, hint: tuple[str, ...], skip: frozenset[str] = frozenset()
) -> Iterator[Residual]:
    """The residuals of a schema, in a fixed order."""
    for keyword in KEYWORDS:
        if keyword in scope.schema and keyword not in skip:
            yield leftover(b, scope, keyword, hint)


def leftover(b: Builder, scope: Scope, keyword: str, hint: tuple[str, ...]) -> Residual:
    """One keyword of a schema as a residual (see the table in :class:`codegen.ir.Residual`)."""
    nodes, value = _parts(b, scope, keyword, hint)
    return Residual(keyword=keyword, origin=scope.origin.child(keyword), nodes=nodes, value=value)


def _parts(b: Builder, scope: Scope, keyword: str, hint: tuple[str, ...]) -> tuple[tuple[Node, ...], object]:
    from codegen.lower.shapes import node

    raw = scope.schema[keyword]
    match keyword:
        case "allOf" | "anyOf" | "oneOf":
            count = range(len(raw))
            return tuple(node(b, scope.child(keyword, i), (*hint, str(i + 1))) for i in count), None
        case "if":
            return tuple(
                node(b, scope.child(name), (*hint, name))
                if name in scope.schema
                else AnyValue(origin=scope.origin.child("if"))
                for name in ("if", "then", "else")
            ), None
        case "enum":
            return (), tuple(literal(v) for v in raw)
        case "const":
            return (), (literal(raw),)
        case "dependentRequired":
            return (), tuple((k, tuple(needed)) for k, needed in raw.items())
        case "dependentSchemas":
            scopes = [scope.child(keyword, k) for k in raw]
            return tuple(node(b, s, (*hint, "when")) for s in scopes), tuple(raw)
        case "contains":
            bounds = (scope.schema.get("minContains", 1), scope.schema.get("maxContains"))
            return (node(b, scope.child(keyword), (*hint, "item")),), _whole(bounds)
        case "not" | "propertyNames" | "unevaluatedProperties" | "unevaluatedItems":
            return (node(b, scope.child(keyword), (*hint, "value")),), None
    raise UnsupportedKeyword(
        f"{keyword} cannot be taken over", "say it with other keywords", scope.origin.child(keyword)
    )


def _whole(bounds: tuple[object, object]) -> tuple[int | None, ...]:
    """JSON Schema allows ``1.0`` where it wants an integer."""
    return tuple(int(n) if isinstance(n, (int, float)) else None for n in bounds)
