"""Targets ``schema`` and ``draft-07``: the canonical schema for other validators.

``<package>.schema.json`` is the whole schema in one file, draft 2020-12, without annotations of ours or of
other tools, in words that a strict validator loads.  ``<package>.editor.schema.json`` gives the same
verdicts, with messages for language servers.  ``<package>.draft-07.schema.json`` is the same in draft-07;
what that draft cannot say is refused.  They are two targets, so that a schema that the old draft
cannot say still has everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from codegen.errors import Origin
from codegen.header import header
from codegen.ir import Model, Record
from codegen.jsontext import pretty
from codegen.keywords import ASSERTING, DIALECT
from codegen.target import Executor, Support, Target, python_executor
from codegen.targets.schema.draft07 import DIALECT as DRAFT_07
from codegen.targets.schema.draft07 import Draft07
from codegen.targets.schema.editor import for_editors
from codegen.targets.schema.places import bundle_places, origin_of
from codegen.targets.schema.strict import Strict

__all__ = ["DRAFT_07_TARGET", "TARGET"]


def _render(model: Model, package: str) -> Mapping[str, str]:
    strict = Strict(model.schema).rewritten()
    return {
        f"schema/{package}.schema.json": pretty(_whole(strict, DIALECT, model)),
        f"schema/{package}.editor.schema.json": pretty(_whole(for_editors(strict), DIALECT, model)),
    }


def _render_draft07(model: Model, package: str) -> Mapping[str, str]:
    draft07 = Draft07(model.schema, origin=partial(origin_of, model)).rewritten()
    return {f"schema/{package}.draft-07.schema.json": pretty(_whole(draft07, DRAFT_07, model))}


def _whole(schema: Any, dialect: str, model: Model) -> dict[str, Any]:
    """A schema as a file: an object even when it is ``true`` or ``false``, that names its dialect."""
    said = {"not": {}} if schema is False else {} if schema is True else schema
    comment = header(model)
    if "$comment" in said:
        comment = f"{comment} {said['$comment']}"
    return {"$schema": dialect, **{k: v for k, v in said.items() if k == "$id"}, "$comment": comment} | {
        k: v for k, v in said.items() if k not in ("$schema", "$id", "$comment")
    }


def _names(model: Model, package: str) -> Mapping[Origin, str]:
    """The place in the bundle of each definition and of each field."""
    strict = Strict(model.schema)
    strict.rewritten()
    origins = [d.source for d in model.definitions]
    for definition in model.definitions:
        if isinstance(definition.node, Record):
            origins += [f.node.origin for f in definition.node.fields]
    found: dict[Origin, str] = {}
    for origin, pointer in bundle_places(model, origins):
        if pointer in strict.moved:
            found[origin] = f"schema/{package}.schema.json#{strict.moved[pointer]}"
    return found


def _executors(out: str, model: Model, package: str) -> tuple[Executor, ...]:
    """The file, through a stock validator."""
    return (python_executor("schema", "schema", f"{out}/schema/{package}.schema.json"),)


def _executors_draft07(out: str, model: Model, package: str) -> tuple[Executor, ...]:
    return (python_executor("draft-07", "schema", f"{out}/schema/{package}.draft-07.schema.json"),)


_SUPPORT: dict[str, Support] = {**dict.fromkeys(sorted(ASSERTING), "verbatim"), "x-rules": "note"}
_SUPPORT_07: dict[str, Support] = {**_SUPPORT, "minContains": "refused", "maxContains": "refused"}

TARGET = Target(
    name="schema",
    summary="one JSON Schema file for other validators, in draft 2020-12",
    render=_render,
    support=_SUPPORT,
    names=_names,
    executors=_executors,
)

DRAFT_07_TARGET = Target(
    name="draft-07",
    summary="one JSON Schema file for validators that know draft-07 and nothing later",
    render=_render_draft07,
    support=_SUPPORT_07,
    executors=_executors_draft07,
)
