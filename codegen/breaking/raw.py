"""The schema as written, where the IR alone cannot tell whether two rules are the same.

What ``unevaluatedProperties`` leaves over depends on every keyword beside it, also on those that forbid
nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from codegen.errors import Origin
from codegen.ir import Model
from codegen.keywords import ANNOTATIONS, MANY_SCHEMAS, NAMED_SCHEMAS, ONE_SCHEMA
from codegen.load import json_text

__all__ = ["fingerprint"]


def fingerprint(model: Model, origin: Origin) -> str:
    """Equal only where the schema that holds a keyword is the same, and so is all that it refers to.

    A schema of another file is the same only where the whole bundle is.
    """
    if origin.document != model.file_name:
        return json_text(_asserted(model.schema, []))
    found: list[str] = []
    _follow(model.schema, origin.pointer.rpartition("/")[0], found, set())
    return " ".join(found)


def _follow(schema: Any, pointer: str, found: list[str], seen: set[str]) -> None:
    if pointer in seen:
        return
    seen.add(pointer)
    refs: list[str] = []
    written = json_text(_asserted(_at(schema, pointer), refs))
    found.append(written if len(seen) == 1 else f"{pointer} {written}")
    for ref in refs:
        _follow(schema, unquote(ref.removeprefix("#")), found, seen)


def _at(value: Any, pointer: str) -> Any:
    for raw in pointer.split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _asserted(schema: Any, refs: list[str]) -> Any:
    """A schema without what never changes a verdict; notes the references in it."""
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for key in sorted(schema):
        value = schema[key]
        if key in ANNOTATIONS or key.startswith("x-"):
            continue
        if key in ONE_SCHEMA:
            kept[key] = _asserted(value, refs)
        elif key in MANY_SCHEMAS:
            kept[key] = [_asserted(v, refs) for v in value]
        elif key in NAMED_SCHEMAS:
            kept[key] = {k: _asserted(value[k], refs) for k in sorted(value)}
        else:
            kept[key] = value
            if key == "$ref":
                refs.append(value)
    return kept
