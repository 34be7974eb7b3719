"""The canonical schema, as it came with the package."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast
from urllib.parse import unquote

__all__ = ["embedded_schema", "schema_of"]

_DEFS = "#/$defs/"
_NAMED = ("$defs", "properties", "patternProperties", "dependentSchemas")  # hold schemas by name
_DATA = ("const", "enum", "default", "examples", "dependentRequired")


def schema_of(name: str) -> dict[str, Any]:
    """The definition of that name as a schema of its own, with the definitions it refers to."""
    whole = _document()
    schema, ref = whole["schema"], whole["refs"][name]
    if ref == "#" and isinstance(schema, dict):
        return dict(schema)
    needed = _reachable(schema, ref)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if all(r.startswith(_DEFS) and "/" not in r.removeprefix(_DEFS) for r in needed):
        names = {_steps(r)[1] for r in needed}
        return {**head, "$ref": ref, "$defs": {k: v for k, v in schema["$defs"].items() if k in names}}
    here = f"https://schema.invalid/{whole['digest']}"
    return {**head, "$ref": here + ref, "$defs": {"document": {**schema, "$id": here}}}


def embedded_schema(name: str) -> dict[str, Any]:
    """The same, to stand inside another schema: a resource of its own, with absolute references."""
    here = f"https://schema.invalid/{_document()['digest']}/{name}"
    schema = _rebased(schema_of(name), here)
    rules = {k: v for k, v in schema.items() if k not in ("$schema", "$id", "$defs")}
    return {"$id": here, "$defs": schema.get("$defs", {}), "allOf": [rules]}


@cache
def _document() -> dict[str, Any]:
    text = (files(__package__ or "") / "schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def _reachable(schema: Any, ref: str) -> set[str]:
    found: set[str] = set()
    waiting = [ref]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting.extend(_refs(_resolved(schema, at)))
    return found


def _resolved(value: Any, ref: str) -> Any:
    for step in _steps(ref):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _steps(ref: str) -> list[str]:
    """The keys and indices that a local reference leads through (RFC 6901 section 6)."""
    return [s.replace("~1", "/").replace("~0", "~") for s in unquote(ref).split("/")[1:]]


def _refs(value: Any) -> Iterator[str]:
    """The local references of a schema."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref" and isinstance(item, str) and item.startswith("#"):
                yield item
            elif key in _NAMED and isinstance(item, dict):
                yield from (ref for below in item.values() for ref in _refs(below))
            elif key not in _DATA:
                yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)


def _rebased(value: Any, here: str) -> Any:
    """A copy in which local references are absolute."""
    if isinstance(value, list):
        return [_rebased(item, here) for item in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key == "$ref" and isinstance(item, str):
            found[key] = here + item if item.startswith("#") else item
        elif key in _NAMED and isinstance(item, dict):
            found[key] = {name: _rebased(below, here) for name, below in item.items()}
        else:
            found[key] = item if key in _DATA else _rebased(item, here)
    return found
