"""``unevaluatedProperties`` and ``unevaluatedItems`` for a draft that does not have them.

What a schema evaluates depends on which of its branches hold.  So the rule is written out: an alternative
for each set of branches that may hold, which says that those hold and that everything they leave judged by
nobody meets the rule's schema.  More branches that hold never leave more over, so an alternative need not
say that the others fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from codegen.targets.schema.rewriting import Link, below, unescaped

__all__ = ["MAX_CONDITIONS", "unevaluated"]

MAX_CONDITIONS = 6  # 2 ** 6 alternatives
#: Something that holds or does not: a schema is met (``is``), is not met (``not``), a key is there (``has``).
Condition: TypeAlias = "tuple[str, str]"
At: TypeAlias = "Callable[[str], Any]"


@dataclass(frozen=True, slots=True)
class Row:
    """What is evaluated when all of ``conditions`` hold.  ``everything`` overrides the rest."""

    conditions: tuple[Condition, ...]
    keys: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    places: int = 0
    contained: tuple[str, ...] = ()
    everything: bool = False


def unevaluated(at: At, pointer: str, keyword: str) -> list[Any] | None:
    """The alternatives for the keyword of the schema at a pointer; None when there would be too many."""
    rows = list(_rows(at, pointer, (), keyword, own=True))
    given = list(dict.fromkeys(r.conditions for r in rows if r.conditions))
    if len(given) > MAX_CONDITIONS:
        return None
    rest = {"$ref": Link(below(pointer, keyword))}
    sets = (chosen for size in range(len(given) + 1) for chosen in combinations(given, size))
    return [_alternative(rows, chosen, keyword, rest) for chosen in sets]


def _alternative(
    rows: list[Row], chosen: tuple[tuple[Condition, ...], ...], keyword: str, rest: dict[str, Any]
) -> dict[str, Any]:
    conditions = dict.fromkeys(c for conditions in chosen for c in conditions)
    rows = [r for r in rows if not r.conditions or r.conditions in chosen]
    written: dict[str, Any] = {"allOf": [_stated(c) for c in conditions]} if conditions else {}
    if any(r.everything for r in rows):
        return written
    if keyword == "unevaluatedItems":
        contained = [{"$ref": Link(p)} for r in rows for p in r.contained]
        judge = {"anyOf": [rest, *contained]} if contained else rest
        places = max((r.places for r in rows), default=0)
        return written | (
            {"items": [True] * places, "additionalItems": judge} if places else {"items": judge}
        )
    keys = {k: True for r in rows for k in r.keys}
    patterns = {p: True for r in rows for p in r.patterns}
    written |= {"properties": keys} if keys else {}
    written |= {"patternProperties": patterns} if patterns else {}
    return written | {"additionalProperties": rest}


def _stated(condition: Condition) -> dict[str, Any]:
    what, about = condition
    if what == "has":
        return {"required": [about]}
    met = {"$ref": Link(about)}
    return met if what == "is" else {"not": met}


def _rows(
    at: At, pointer: str, given: tuple[Condition, ...], keyword: str, own: bool = False
) -> Iterator[Row]:
    """What the schema at a pointer evaluates, where ``given`` holds."""
    schema = at(pointer)
    if not isinstance(schema, dict):
        return
    about_objects = keyword == "unevaluatedProperties"
    if not own and keyword in schema:
        yield Row(given, everything=True)
    yield from _of_objects(schema, given) if about_objects else _of_arrays(schema, pointer, given)
    if "$ref" in schema:
        yield from _rows(at, unescaped(schema["$ref"]), given, keyword)
    for number in range(len(schema.get("allOf", ()))):
        yield from _rows(at, below(pointer, "allOf", number), given, keyword)
    for name in ("anyOf", "oneOf"):
        for number in range(len(schema.get(name, ()))):
            branch = below(pointer, name, number)
            yield from _rows(at, branch, (*given, ("is", branch)), keyword)
    for key in schema.get("dependentSchemas", {}) if about_objects else ():
        yield from _rows(at, below(pointer, "dependentSchemas", key), (*given, ("has", key)), keyword)
    if "if" in schema:
        test = below(pointer, "if")
        yield from _rows(at, test, (*given, ("is", test)), keyword)
        for name, holds in (("then", "is"), ("else", "not")):
            if name in schema:
                yield from _rows(at, below(pointer, name), (*given, (holds, test)), keyword)


def _of_objects(schema: dict[str, Any], given: tuple[Condition, ...]) -> Iterator[Row]:
    keys, patterns = tuple(schema.get("properties", ())), tuple(schema.get("patternProperties", ()))
    if "additionalProperties" in schema:
        yield Row(given, everything=True)
    elif keys or patterns:
        yield Row(given, keys=keys, patterns=patterns)


def _of_arrays(schema: dict[str, Any], pointer: str, given: tuple[Condition, ...]) -> Iterator[Row]:
    if "items" in schema:
        yield Row(given, everything=True)
    elif schema.get("prefixItems"):
        yield Row(given, places=len(schema["prefixItems"]))
    if "contains" in schema:
        yield Row(given, contained=(below(pointer, "contains"),))
