"""A schema of a thousand types, each with a group, a default and a reference to the next."""

from __future__ import annotations

from typing import Any

__all__ = ["thousand_types"]


def thousand_types(count: int = 1000) -> dict[str, Any]:
    """The schema; its root is the first type, ``Type0``."""
    types = {f"Type{n}": _type(n, (n + 1) % count) for n in range(count)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/Type0",
        "$defs": types,
    }


def _type(number: int, following: int) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"Type number {number} of the schema.",
        "properties": {
            "a": {"type": "number", "minimum": 0, "default": 0.5, "description": "A number."},
            "b": {"type": "string", "description": "Text."},
            "c": {"anyOf": [{"$ref": f"#/$defs/Type{following}"}, {"type": "null"}]},
            "d": {"type": "integer"},
            "e": {"type": "boolean"},
        },
        "additionalProperties": False,
        "allOf": [{"title": "pick", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}],
    }
