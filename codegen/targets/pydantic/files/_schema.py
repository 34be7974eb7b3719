"""The canonical schema, as it came with the package."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast

__all__ = ["embedded_schema", "schema_of"]

_DEFS = "#/$defs/"


def schema_of(name: str) -> dict[str, Any]:
    """The definition of that name as a schema of its own, with the definitions it refers to."""
    whole = _document()
    schema, ref = whole["schema"], whole["refs"][name]
    if ref == "#" and isinstance(schema, dict):
        return dict(schema)
    needed = _reachable(schema, ref)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if all(r.startswith(_DEFS) and "/" not in r.removeprefix(_DEFS) for r in needed):
        names = {r.removeprefix(_DEFS).replace("~1", "/").replace("~0", "~") for r in needed}
        return {**head, "$ref": ref, "$defs": {k: v for k, v in schema["$defs"].items() if k in names}}
    urn = f"urn:codegen:{whole['digest']}"
    return {**head, "$ref": urn + ref, "$defs": {"document": {**schema, "$id": urn}}}


def embedded_schema(name: str) -> dict[str, Any]:
    """The same, to stand inside another schema: its own references stay its own."""
    return {"$id": f"urn:codegen:{_document()['digest']}:{name}", **schema_of(name)}


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
    for step in ref.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _refs(value: Any) -> Iterator[str]:
    """What looks like a reference; one too many (inside an example) does no harm."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("$ref", "$dynamicRef") and isinstance(item, str) and item.startswith("#"):
                yield item
            elif key not in ("const", "enum", "default", "examples"):
                yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)
