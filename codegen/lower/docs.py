"""What a schema says to people, and the values it gives, taken over as written."""

from __future__ import annotations

from typing import Any

from codegen.ir import Docs, Literal
from codegen.load import json_text, plain

__all__ = ["NO_DOCS", "default_of", "docs_of", "literal"]

_SPOKEN = frozenset({"title", "description", "examples", "deprecated", "x-unit"})
#: Of a schema that says nothing to people.
NO_DOCS = Docs()


def literal(value: Any) -> Literal:
    """A JSON value with its text as written."""
    return Literal(plain(value), json_text(value))


def docs_of(schema: Any) -> Docs:
    """Title, description, examples and annotations of a schema."""
    if not isinstance(schema, dict):
        return NO_DOCS
    extensions = []
    for key in schema:  # a loop, since most have no extension and there are many schemas
        if key[:2] == "x-" and key != "x-unit":
            extensions.append(key)
    if not extensions and _SPOKEN.isdisjoint(schema):
        return NO_DOCS
    examples = schema.get("examples", [])
    return Docs(
        title=schema.get("title", ""),
        description=schema.get("description", ""),
        examples=tuple(literal(v) for v in examples),
        unit=schema["x-unit"] if isinstance(schema.get("x-unit"), str) else "",
        deprecated=schema.get("deprecated") is True,
        extensions=tuple((k, literal(schema[k])) for k in extensions),
    )


def default_of(schema: Any) -> Literal | None:
    """The ``default`` of a schema, if it has one (null is one)."""
    if not isinstance(schema, dict) or "default" not in schema:
        return None
    return literal(schema["default"])
