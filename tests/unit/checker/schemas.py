"""Random schemas over every keyword of draft 2020-12, and documents that come near them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.unit.checker.printed import DIALECT

KEYS = ["a", "b", "c", "kind", "x y", "é"]
NUMBERS: list[Any] = [0, 1, 2, 3, -1, 5, 10, 1.0, 2.0, 0.5, -0.5, 1e300, 10**20, 1e-7, 0.1, 0.3]
STRINGS = ["", "a", "b", "ab", "abc", "kind", "aaaa", "1", "é", "x y"]
TYPES: list[Any] = ["string", "number", "integer", "object", "array", "null", "boolean"]
TYPES += [
    ["string", "null"],
    ["object", "null"],
    ["number", "string"],
    ["integer", "null"],
    ["array", "object"],
]
MAX_DEPTH = 4


def value(r: Random, depth: int = 0) -> Any:
    """A JSON value."""
    match r.randrange(9 if depth < 3 else 7):
        case 0:
            return r.choice([None, True, False])
        case 1 | 2:
            return r.choice(NUMBERS)
        case 3 | 4:
            return r.choice(STRINGS)
        case 5 | 6:
            return r.choice([0, 1, "a", True, None])
        case 7:
            return [value(r, depth + 1) for _ in range(r.randrange(4))]
    return {r.choice(KEYS): value(r, depth + 1) for _ in range(r.randrange(4))}


def document(r: Random) -> Any:
    """A value, an object more often than not."""
    return value(r) if r.random() < 0.5 else {k: value(r, 1) for k in r.sample(KEYS, r.randrange(4))}


def root(r: Random) -> dict[str, Any]:
    """A whole schema with three definitions."""
    schema = sub(r, -1)
    whole = schema if isinstance(schema, dict) else {"not": {"const": 1}}
    if r.random() < 0.4:
        whole.setdefault("type", "object")
    return {
        "$schema": DIALECT,
        **whole,
        "$defs": {"A": sub(r, 1), "B": {"type": "object", **one(r, 1)}, "C": sub(r, 1)},
    }


def sub(r: Random, depth: int) -> Any:
    """A subschema."""
    if depth + 1 >= MAX_DEPTH:
        return r.choice([True, {"type": "string"}, {"type": "integer"}, {"const": 1}, {"type": "null"}, {}])
    return r.random() < 0.6 if r.random() < 0.04 else one(r, depth)


def one(r: Random, depth: int) -> dict[str, Any]:
    """A schema object of a few keywords."""
    schema: dict[str, Any] = {"type": r.choice(TYPES)} if r.random() < 0.6 else {}
    for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4])):
        keyword = r.choice(NAMES)
        schema[keyword] = KEYWORDS[keyword](r, depth + 1)
    return schema


def many(r: Random, depth: int) -> list[Any]:
    """Branches, or the branches of a group."""
    return [sub(r, depth) for _ in range(r.choice([1, 2, 2, 3]))]


def branches(r: Random, depth: int) -> list[Any]:
    """The branches of ``anyOf`` or ``oneOf``: those of a group every other time."""
    if r.random() < 0.6:
        return many(r, depth)
    null = {"not": {"type": "null"}}
    return [
        {"required": [k], **({"properties": {k: null}} if r.random() < 0.6 else {})}
        for k in r.sample(KEYS, 3)
    ]


def pick(*choices: Any) -> Callable[[Random, int], Any]:
    """One of some values of a keyword."""
    return lambda r, depth: r.choice(choices)


KEYWORDS: dict[str, Callable[[Random, int], Any]] = {
    "minimum": pick(0, 1, 0.5, -1),
    "maximum": pick(0, 1, 5, 2.5),
    "exclusiveMinimum": pick(0, 1),
    "exclusiveMaximum": pick(1, 2, 10),
    "multipleOf": pick(1, 2, 0.5, 3, 0.1),
    "minLength": pick(0, 1, 2),
    "maxLength": pick(1, 2, 3),
    "pattern": pick("^a", "b$", "^[ab]+$"),
    "minItems": pick(1, 2),
    "maxItems": pick(0, 1, 2),
    "uniqueItems": pick(True, False),
    "minContains": pick(0, 1, 2),
    "maxContains": pick(1, 2),
    "minProperties": pick(1, 2),
    "maxProperties": pick(0, 1, 2),
    "propertyNames": pick(
        {"maxLength": 1}, {"pattern": "^[abc]"}, {"enum": ["a", "b"]}, {"not": {"const": "a"}}
    ),
    "$ref": pick("#/$defs/A", "#/$defs/B", "#/$defs/C"),
    "items": sub,
    "prefixItems": many,
    "contains": sub,
    "unevaluatedItems": sub,
    "properties": lambda r, d: {k: sub(r, d) for k in r.sample(KEYS, r.choice([1, 2, 3]))},
    "required": lambda r, d: r.sample(KEYS, r.choice([1, 1, 2])),
    "additionalProperties": lambda r, d: r.choice([False, sub(r, d)]),
    "patternProperties": lambda r, d: {r.choice(["^a", "b", "^x"]): sub(r, d)},
    "unevaluatedProperties": lambda r, d: r.choice([False, sub(r, d)]),
    "enum": lambda r, d: [value(r, 2) for _ in range(r.choice([1, 2, 3]))],
    "const": lambda r, d: value(r, 2),
    "allOf": many,
    "anyOf": branches,
    "oneOf": branches,
    "not": sub,
    "if": sub,
    "then": sub,
    "else": sub,
    "dependentRequired": lambda r, d: {r.choice(KEYS): r.sample(KEYS, 1)},
    "dependentSchemas": lambda r, d: {r.choice(KEYS): sub(r, d)},
}
NAMES = [*KEYWORDS, "properties", "required", "anyOf", "oneOf", "properties", "additionalProperties"]
