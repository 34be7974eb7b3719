"""Every spelling of a property group, with each member absent, null, set or wrong: one verdict everywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.agree.dispute import disputes
from codegen.agree.protocol import Answer, Document
from codegen.agree.reference import FAST, SLOW, References
from codegen.agree.report import disagreement_lines
from codegen.agree.runners import python as runner

PROPERTIES: dict[str, Any] = {
    "a": {"type": ["integer", "null"]},
    "b": {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]},
    "c": {"type": "integer"},
}
DEFS: dict[str, Any] = {
    "B": {"type": "object", "properties": {"x": {"type": "integer"}}, "additionalProperties": False},
    "HasA": {"required": ["a"]},
    "HasB": {"required": ["b"]},
    "OneOfAB": {"title": "referred", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "Base": {
        "type": "object",
        "properties": PROPERTIES,
        "allOf": [{"title": "inherited", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}],
    },
    "OpenBase": {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["c"]}]},
}
ABSENT = object()
VALUES: dict[str, tuple[object, ...]] = {
    "a": (ABSENT, None, 1, "wrong"),
    "b": (ABSENT, None, {}, {"x": True}),
    "c": (ABSENT, None, 2.0, True),
    "z": (ABSENT, 1),
}


def has(*keys: str) -> dict[str, Any]:
    return {"required": list(keys)}


def set_to_a_value(key: str) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def group(kind: str, *branches: Any, title: str = "way") -> dict[str, Any]:
    return {"allOf": [{"title": title, kind: list(branches)}]}


ALL = [set_to_a_value("a"), set_to_a_value("b"), set_to_a_value("c")]
SPELLINGS: dict[str, dict[str, Any]] = {
    "exactly one, null-aware": group("oneOf", *ALL),
    "at least one, null-aware": group("anyOf", *ALL),
    "at most one, null-aware": group("oneOf", *ALL, {"not": {"anyOf": ALL}}),
    "null-aware through const": group(
        "oneOf",
        *({"required": [k], "properties": {k: {"not": {"const": None}}}} for k in "ab"),
    ),
    "null-aware through types": group(
        "oneOf",
        {"required": ["a"], "properties": {"a": {"type": "integer"}}},
        {"required": ["b"], "properties": {"b": {"type": "object"}}},
    ),
    "plain required": group("oneOf", has("a"), has("b"), has("c")),
    "plain required, at least one": group("anyOf", has("a"), has("b")),
    "plain required beside the properties": {"oneOf": [has("a"), has("b")]},
    "plain and null-aware mixed": group("oneOf", has("a"), set_to_a_value("b"), has("c")),
    "group by reference": {"allOf": [{"$ref": "#/$defs/OneOfAB"}]},
    "group by reference beside the properties": {"$ref": "#/$defs/OneOfAB"},
    "branches by reference": group("oneOf", {"$ref": "#/$defs/HasA"}, {"$ref": "#/$defs/HasB"}, has("c")),
    "inherited with its properties": {"allOf": [{"$ref": "#/$defs/Base"}]},
    "inherited without properties": {"allOf": [{"$ref": "#/$defs/OpenBase"}]},
    "inherited twice": {"allOf": [{"$ref": "#/$defs/Base"}, {"$ref": "#/$defs/OpenBase"}]},
    "branches of several keys": group("oneOf", has("a", "b"), has("c")),
    "branches that share a key": group("oneOf", has("a", "b"), has("a", "c")),
    "not both": {"not": has("a", "b")},
    "not both, in allOf": {"allOf": [{"not": has("a", "b")}, {"not": has("b", "c")}]},
    "neither": {"not": {"anyOf": [has("a"), has("b")]}},
    "dependentRequired": {"dependentRequired": {"a": ["b"], "b": ["c"]}},
    "dependentSchemas": {"dependentSchemas": {"a": {"not": has("b")}, "c": {"properties": {"b": False}}}},
    "if then": {"if": has("a"), "then": {"not": has("b")}},
    "if then else": {"if": set_to_a_value("a"), "then": {"properties": {"c": False}}, "else": has("c")},
    "if const": {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": has("b")},
    "minProperties 1": {"minProperties": 1},
    "maxProperties 1": {"maxProperties": 1},
    "exactly one property": {"minProperties": 1, "maxProperties": 1},
    "false properties": group(
        "oneOf",
        {"required": ["a"], "properties": {"b": False}},
        {"required": ["b"], "properties": {"a": False}},
    ),
    "false properties, at least one": {"anyOf": [{"properties": {"a": False}}, {"properties": {"b": False}}]},
    "not required branches": group("oneOf", has("a"), {"not": has("a"), **has("b")}),
    "two groups": {
        "allOf": [
            {"title": "one", "oneOf": [has("a"), has("b")]},
            {"title": "two", "oneOf": [set_to_a_value("b"), set_to_a_value("c")]},
        ]
    },
    "one of one": group("oneOf", has("a")),
    "exclusive through anyOf of one": {"anyOf": [{"oneOf": [has("a"), has("b")]}]},
    "xor by not": {"anyOf": [has("a"), has("b")], "not": has("a", "b")},
}
CLOSINGS: dict[str, dict[str, Any]] = {
    "open": {},
    "closed": {"additionalProperties": False},
    "unevaluated": {"unevaluatedProperties": False},
    "map": {"additionalProperties": {"type": "integer"}},
}
Judge = Callable[[str], "tuple[bool, list[dict[str, str]]]"]


def schema_of(spelling: str, closing: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Config",
        "type": "object",
        "properties": PROPERTIES,
        **SPELLINGS[spelling],
        **CLOSINGS[closing],
        "$defs": DEFS,
    }


def documents() -> Iterator[str]:
    """Every state of every member, with and without a key that is not declared; and what is no object."""
    for states in product(*VALUES.values()):
        value = {k: v for k, v in zip(VALUES, states, strict=True) if v is not ABSENT}
        yield json.dumps(value)
    yield from ("null", "[]", '"a"', "1", "true")


def judges_of(schema: dict[str, Any], folder: Path, package: str) -> dict[str, Judge]:
    for path, text in codegen.render(schema, targets=["pydantic"], package=package).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    hello = {"root": "Config", "definitions": {"Config": "#"}}
    python = folder / "python"
    checker, _ = runner.checker(hello, str(python / package / "checker.py"))
    values, _ = runner.validate(hello, str(python), package)
    texts, _ = runner.validate_json(hello, str(python), package)
    return {"checker": checker["Config"], "validate": values["Config"], "validate_json": texts["Config"]}


def answer(judge: Judge, text: str) -> Answer:
    valid, errors = judge(text)
    return Answer(valid, tuple((e["pointer"], e["message"]) for e in errors))


@pytest.mark.slow
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_subset_has_one_verdict_and_one_set_of_words(
    spelling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    number = list(SPELLINGS).index(spelling)
    wrong = []
    for closing in CLOSINGS:
        schema = schema_of(spelling, closing)
        judges = judges_of(schema, tmp_path / closing, f"spelling_{number}_{closing}")
        references = References(schema, {"Config": "#"})
        verdicts = set()
        for text in documents():
            document = Document("Config", text)
            said = {FAST: references.fast(document), SLOW: references.slow(document)}
            verdicts.add(said[FAST])
            found = disputes(document, said, {n: answer(j, text) for n, j in judges.items()})
            if found is not None:
                wrong.append("\n".join([closing, *disagreement_lines(found)]))
        assert verdicts == {True, False}
    assert wrong == [], "\n".join(wrong[:5])
