"""Rules about which keys are there, as formulas.

JSON Schema has a dozen ways to say "set exactly one of".  All of them are statements about two facts a
key: it is present, it is present and not null.  This module reads a subschema as such a
:class:`Formula`, or says that it is about something else.  ``choices`` then asks what the formula means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.keywords import asserts
from codegen.resolve import Scope

__all__ = ["And", "Formula", "Key", "Not", "OneOf", "Or", "State", "holds", "keys_of", "read"]

#: What a document can do with a key.
State: TypeAlias = Literal["absent", "null", "set"]


@dataclass(frozen=True, slots=True)
class Key:
    """``key`` is present; with ``not_null`` it is also something else than null."""

    key: str
    not_null: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; with no parts, always true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; with no parts, never true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Exactly one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Formula


Formula: TypeAlias = Key | And | Or | OneOf | Not
TRUE = And(())
FALSE = Or(())
_MAX_REFS = 32  # references followed one behind the other
_MAX_READ = 2_000  # subschemas read for one formula: references can double at every step


@dataclass(frozen=True, slots=True)
class _Trail:
    """How far a reading has come: references behind each other, and subschemas in all."""

    refs: int = 0
    read: list[int] = field(default_factory=lambda: [0])

    def further(self) -> _Trail:
        """Behind one more reference."""
        return _Trail(self.refs + 1, self.read)

    def ends(self) -> bool:
        """Count one more subschema; whether it is one too many."""
        self.read[0] += 1
        return self.refs > _MAX_REFS or self.read[0] > _MAX_READ


def holds(formula: Formula, states: Mapping[str, State]) -> bool:
    """Whether the formula holds for a document that does ``states`` (default: absent)."""
    match formula:
        case Key(key, not_null):
            state = states.get(key, "absent")
            return state == "set" or (state == "null" and not not_null)
        case And(parts):
            return all(holds(p, states) for p in parts)
        case Or(parts):
            return any(holds(p, states) for p in parts)
        case OneOf(parts):
            return sum(holds(p, states) for p in parts) == 1
        case Not(part):
            return not holds(part, states)


def keys_of(formula: Formula) -> tuple[str, ...]:
    """The keys a formula speaks of, in written order."""
    found: dict[str, None] = {}
    waiting = [formula]
    while waiting:
        match waiting.pop():
            case Key(key, _):
                found[key] = None
            case Not(part):
                waiting.append(part)
            case And(parts) | Or(parts) | OneOf(parts):
                waiting += reversed(parts)
    return tuple(found)


def read(scope: Scope, trail: _Trail | None = None) -> Formula | None:
    """The formula a subschema of an *object* states, or None if it speaks of anything but presence."""
    schema = scope.schema
    if isinstance(schema, bool):
        return TRUE if schema else FALSE
    trail = trail or _Trail()
    if not isinstance(schema, dict) or trail.ends():
        return None
    parts: list[Formula] = []
    for keyword in asserts(schema):
        part = read_keyword(scope, keyword, trail)
        if part is None:
            return None
        parts.append(part)
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def read_keyword(scope: Scope, keyword: str, trail: _Trail | None = None) -> Formula | None:
    """The formula of one keyword of a schema, or None."""
    if keyword in ("then", "else"):
        return TRUE  # read with their `if`; without one they assert nothing
    reader = _READERS.get(keyword)
    return reader(scope, trail or _Trail()) if reader is not None else None


def _type(scope: Scope, trail: _Trail) -> Formula | None:
    return TRUE if scope.schema["type"] == "object" else None


def _ref(scope: Scope, trail: _Trail) -> Formula | None:
    return read(scope.follow(), trail.further())


def _required(scope: Scope, trail: _Trail) -> Formula | None:
    return And(tuple(Key(k) for k in scope.schema["required"]))


def _properties(scope: Scope, trail: _Trail) -> Formula | None:
    parts: list[Formula] = []
    for key in scope.schema["properties"]:
        part = _property(key, scope.child("properties", key), trail)
        if part is None:
            return None
        parts.append(part)
    return And(tuple(parts))


def _property(key: str, scope: Scope, trail: _Trail) -> Formula | None:
    """``false``: absent.  Not null: absent or set.  Only null: not set."""
    while isinstance(scope.schema, dict) and set(asserts(scope.schema)) == {"$ref"}:
        if trail.ends():
            return None
        scope, trail = scope.follow(), trail.further()
    schema = scope.schema
    if isinstance(schema, bool):
        return TRUE if schema else Not(Key(key))
    said = asserts(schema)
    if not said:
        return TRUE
    if said == ["not"] and _is_null(schema["not"]):
        return Or((Not(Key(key)), Key(key, not_null=True)))
    return Not(Key(key, not_null=True)) if _is_null(schema) else None


def _is_null(schema: object) -> bool:
    if not isinstance(schema, dict) or len(said := asserts(schema)) != 1:
        return False
    return {
        "type": schema.get("type") in ("null", ["null"]),
        "const": "const" in schema and schema["const"] is None,
        "enum": schema.get("enum") == [None],
    }.get(said[0], False)


def _many(scope: Scope, keyword: str, trail: _Trail) -> tuple[Formula, ...] | None:
    parts: list[Formula] = []
    for index in range(len(scope.schema[keyword])):
        part = read(scope.child(keyword, index), trail)
        if part is None:
            return None
        parts.append(part)
    return tuple(parts)


def _all_of(scope: Scope, trail: _Trail) -> Formula | None:
    parts = _many(scope, "allOf", trail)
    return And(parts) if parts is not None else None


def _any_of(scope: Scope, trail: _Trail) -> Formula | None:
    parts = _many(scope, "anyOf", trail)
    return Or(parts) if parts is not None else None


def _one_of(scope: Scope, trail: _Trail) -> Formula | None:
    parts = _many(scope, "oneOf", trail)
    return OneOf(parts) if parts is not None else None


def _not(scope: Scope, trail: _Trail) -> Formula | None:
    part = read(scope.child("not"), trail)
    return Not(part) if part is not None else None


def _if(scope: Scope, trail: _Trail) -> Formula | None:
    test = read(scope.child("if"), trail)
    branches = [read(scope.child(name), trail) if name in scope.schema else TRUE for name in ("then", "else")]
    if test is None or branches[0] is None or branches[1] is None:
        return None
    return And((Or((Not(test), branches[0])), Or((test, branches[1]))))


def _dependent_required(scope: Scope, trail: _Trail) -> Formula | None:
    rules = scope.schema["dependentRequired"].items()
    return And(tuple(Or((Not(Key(k)), And(tuple(Key(n) for n in need)))) for k, need in rules))


def _dependent_schemas(scope: Scope, trail: _Trail) -> Formula | None:
    parts: list[Formula] = []
    for key in scope.schema["dependentSchemas"]:
        part = read(scope.child("dependentSchemas", key), trail)
        if part is None:
            return None
        parts.append(Or((Not(Key(key)), part)))
    return And(tuple(parts))


_READERS = {
    "type": _type,
    "$ref": _ref,
    "required": _required,
    "properties": _properties,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
}
