"""Each rule finds its fault, at its place, and leaves alone what only looks like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import Diagnostic
from codegen.linting import RULES, lint
from codegen.linting.keyword_rules import VOCABULARY
from codegen.linting.mending import mendable
from codegen.pipeline import compile_schema

ROOT = Path(__file__).parents[3]
WITH_NULL = {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "A way."}


def found(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and pointer of each finding."""
    return [(d.code, d.pointer) for d in lint(compile_schema(schema))]


def config(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def number(**more: Any) -> dict[str, Any]:
    return {"type": "number", "description": "How much.", **more}


def string(**more: Any) -> dict[str, Any]:
    return {"type": "string", "description": "What.", **more}


def there(*names: str) -> list[dict[str, Any]]:
    return [{"required": [n], "properties": {n: {"not": {"type": "null"}}}} for n in names]


def group(*names: str, **more: Any) -> dict[str, Any]:
    return {**config(a=WITH_NULL, b=WITH_NULL), "allOf": [{**more, "oneOf": there(*names)}]}


A = "/properties/a"
FAULTY = [
    ("unknown-keyword", config(a=number(minimun=1)), f"{A}/minimun"),
    ("unknown-keyword", {**config(a=number()), "aditionalProperties": False}, "/aditionalProperties"),
    (
        "unknown-keyword",
        config(a={"anyOf": [number(maxmum=1)], "description": "How."}),
        f"{A}/anyOf/0/maxmum",
    ),
    ("old-keyword", {**config(a=number()), "dependencies": {"a": ["b"]}}, "/dependencies"),
    ("old-keyword", config(a=number(nullable=True)), f"{A}/nullable"),
    ("unknown-annotation", config(a=number(**{"x-units": "s"})), f"{A}/x-units"),
    ("keyword-without-effect", config(a=string(minimum=1)), f"{A}/minimum"),
    ("keyword-without-effect", config(a=number(minLength=1)), f"{A}/minLength"),
    ("keyword-without-effect", config(a=string(then={"minLength": 2})), f"{A}/then"),
    ("format-not-checked", config(a=string(format="date")), f"{A}/format"),
    ("unanchored-pattern", config(a=string(pattern="[a-z]+")), f"{A}/pattern"),
    ("unanchored-pattern", config(a=string(pattern="[^a-z]{2,3}")), f"{A}/pattern"),
    ("group-without-title", group("a", "b"), "/allOf/0"),
    ("group-member-order", group("b", "a", title="way"), "/allOf/0"),
    ("property-without-description", config(a={"type": "number"}), A),
    (
        "property-without-description",
        config(b=config(c={"type": "number"}) | {"description": "B."}),
        "/properties/b/properties/c",
    ),
    (
        "required-undeclared",
        {**config(a=number()), "additionalProperties": True, "required": ["a", "b"]},
        "/required/1",
    ),
    (
        "required-undeclared",
        {**config(a=number(), b=number()), "anyOf": [{"required": ["a"]}, {"required": ["bb"]}]},
        "/anyOf/1/required/0",
    ),
    (
        "required-undeclared",
        {**config(a=WITH_NULL, b=WITH_NULL), "oneOf": [there("a")[0], there("b")[0] | {"required": ["bb"]}]},
        "/oneOf/1/required/0",
    ),
    (
        "required-undeclared",
        {**config(a=number()), "then": {"properties": {"aa": {"maximum": 1}}}, "if": {"required": ["a"]}},
        "/then/properties/aa",
    ),
    (
        "required-undeclared",
        {**config(a=number()), "allOf": [config(a=number()) | {"required": ["b"]}]},
        "/allOf/0/required/0",
    ),
    ("default-of-required", {**config(a=number(default=1)), "required": ["a"]}, f"{A}/default"),
    (
        "open-object",
        config(a={"type": "object", "description": "Open.", "properties": {"b": number()}}),
        A,
    ),
    ("unused-definition", {**config(a=number()), "$defs": {"B": number()}}, "/$defs/B"),
    (
        "unused-definition",
        {**config(a=number()), "$defs": {"B": {"items": {"$ref": "#/$defs/B"}, "type": "array"}}},
        "/$defs/B",
    ),
    ("duplicate-in-enum", config(a={"enum": [1, True, "1", 1.0], "description": "Which."}), f"{A}/enum/3"),
    ("description-without-full-stop", config(a=number(description="How much of it")), f"{A}/description"),
]


@pytest.mark.parametrize(("rule", "schema", "pointer"), FAULTY, ids=[f"{r}-{p}" for r, _, p in FAULTY])
def test_a_fault_is_found_at_its_place_and_by_its_rule_alone(
    rule: str, schema: dict[str, Any], pointer: str
) -> None:
    assert found(schema) == [(rule, pointer)]


def test_every_rule_has_a_fault_above() -> None:
    assert {rule for rule, _, _ in FAULTY} == {rule.id for rule in RULES}


CLEAN = {
    "a titled group in order": group("a", "b", title="way"),
    "a schema that is referred to": {**config(a={"$ref": "#/$defs/B"}), "$defs": {"B": number()}},
    "a definition that is a root": {**config(a=number()), "$defs": {"B": number(examples=[1])}},
    "a library of definitions": {"$defs": {"B": number(), "C": number()}},
    "an object that is open on purpose": config(
        a={"type": "object", "description": "Open.", "properties": {}, "additionalProperties": True}
    ),
    "schemas at a place of their own": {
        **config(a={"$ref": "#/components/B"}),
        "components": {"B": number()},
    },
    "a pattern that looks for a part": config(a=string(pattern="\\S")),
    "an anchored pattern": config(a=string(pattern="^[a-z]+$")),
    "a format with a pattern": config(a=string(format="date", pattern="^[0-9-]{10}$")),
    "a unit": config(a=number(**{"x-unit": "steps"})),
    "a type among several": config(a={"type": ["string", "null"], "minLength": 1, "description": "Text."}),
    "a branch that only narrows": {
        **config(a=number()),
        "if": {"required": ["a"], "properties": {"a": {"minimum": 1}}},
        "then": {"minProperties": 1},
    },
    "data that looks like a schema": config(a={"description": "Any.", "const": {"minimun": 1, "x-y": 2}}),
    "an address at the end": config(a=number(description="See https://example.org/a")),
    "equal text of other types": config(a={"enum": [1, True, "1", "true"], "description": "Which."}),
    "a base that another object extends": {
        "$ref": "#/$defs/C",
        "$defs": {
            "B": {"type": "object", "properties": {"a": number()}},
            "C": {
                "allOf": [{"$ref": "#/$defs/B"}],
                "properties": {"c": number()},
                "unevaluatedProperties": False,
            },
        },
    },
}


@pytest.mark.parametrize("schema", CLEAN.values(), ids=CLEAN)
def test_what_is_meant_is_left_alone(schema: dict[str, Any]) -> None:
    assert found(schema) == []


def test_the_canonical_schema_is_clean() -> None:
    assert lint(compile_schema(ROOT / "schema" / "optimizer.schema.json")) == []


def test_a_misspelt_keyword_is_answered_with_the_right_one() -> None:
    (diagnostic,) = lint(compile_schema(config(a=number(minimun=1))))
    assert diagnostic.hint == "did you mean minimum?"


def test_a_misspelt_name_is_answered_with_the_right_one() -> None:
    branches = [{"required": ["first"]}, {"required": ["secnd"]}]
    (diagnostic,) = lint(compile_schema({**config(first=number(), second=number()), "anyOf": branches}))
    assert diagnostic.hint == "write 'second', or declare it in properties"


def test_the_vocabulary_is_the_one_of_the_meta_schema() -> None:
    text = (ROOT / "schema" / "vocabulary" / "codegen.schema.json").read_text(encoding="utf-8")
    assert set(json.loads(text)["properties"]) == set(VOCABULARY)


def test_the_documentation_has_every_rule_as_it_is() -> None:
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row.startswith("| `")]
    assert rows == [f"| `{r.id}` | {r.reason} | {r.fix} | {'yes' if r.mends else ''} |" for r in RULES]


def test_what_a_rule_says_of_mending_is_what_mending_does() -> None:
    mended = {r.id for r in RULES if mendable(Diagnostic(r.id, "", file="my.schema.json"))}
    assert mended == {r.id for r in RULES if r.mends}
