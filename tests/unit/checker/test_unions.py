"""Alternatives: the issues of the one that is meant, never those of all."""

from __future__ import annotations

from typing import Any

from tests.unit.checker.printed import checker, told


def shape(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"const": kind}, **properties},
        "required": ["kind", *properties],
        "additionalProperties": False,
    }


SHAPES: dict[str, Any] = {
    "$defs": {
        "Circle": shape("circle", radius={"type": "number"}),
        "Square": shape("square", side={"type": "number", "exclusiveMinimum": 0}),
    },
}
ANY = {"anyOf": [{"$ref": "#/$defs/Circle"}, {"$ref": "#/$defs/Square"}, {"type": "string"}], **SHAPES}
ONE = {"oneOf": [{"$ref": "#/$defs/Circle"}, {"$ref": "#/$defs/Square"}], **SHAPES}


def test_a_constant_picks_the_alternative() -> None:
    expected = [("/side", "side: must be > 0; found 0")]
    assert told(ANY, {"kind": "square", "side": 0}) == expected
    assert told(ONE, {"kind": "square", "side": 0}) == expected


def test_a_constant_picks_the_alternative_though_keys_are_missing() -> None:
    assert told(ANY, {"kind": "circle"}) == [("", "radius: required in Circle")]


def test_without_a_pick_one_issue_names_the_alternatives() -> None:
    assert told(ANY, {}) == [("", "Config: expected Circle or Square; found an object")]


def test_a_value_of_no_alternatives_type_is_told_all_types() -> None:
    assert told(ANY, 5) == [("", "Config: expected an object or a string; found 5")]


def test_the_type_picks_among_alternatives_of_different_types() -> None:
    schema = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "array", "items": {"type": "integer"}}]}
    assert told(schema, 0) == [("", "Config: must be >= 1; found 0")]
    assert told(schema, [1, None]) == [("/1", "Config[1]: expected an integer; found null")]
    assert told(schema, {}) == [("", "Config: expected an integer or an array; found an object")]


def test_scalars_of_one_type_are_described() -> None:
    schema = {"anyOf": [{"type": "number", "minimum": 5}, {"type": "number", "maximum": 1}, {"type": "null"}]}
    assert told(schema, 3) == [("", "Config: expected a number >= 5 or a number <= 1; found 3")]


def test_several_matches_of_one_of_are_named() -> None:
    schema = {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}
    assert told(schema, 3) == [
        ("", "Config: must be only one of an integer, a number >= 2; fits an integer, a number >= 2")
    ]
    assert told(schema, 1.5) == [("", "Config: expected an integer or a number >= 2; found 1.5")]


def test_rules_beside_alternatives_are_met_as_well() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "anyOf": [{"properties": {"a": {"minimum": 1}}}, {"properties": {"b": {"minimum": 1}}}],
        "not": {"required": ["c"]},
    }
    found = told(schema, {"a": 0, "b": 0, "c": 1})
    assert len(found) == 2 and found[1] == ("", "Config: must not have c")


def test_required_keys_pick_the_alternative() -> None:
    schema = {
        "anyOf": [
            {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]},
            {"type": "object", "properties": {"y": {"type": "string"}}, "required": ["y"]},
        ]
    }
    assert told(schema, {"y": 1}) == [("/y", "y: expected a string; found 1")]


def rate(**changes: Any) -> dict[str, Any]:
    """A learning rate that a number could stand for, and what is different about it."""
    box = {"type": "object", "properties": {"steps": {"type": "integer"}}}
    return {
        "type": "object",
        "properties": {"constant": {"type": "number"}, "ramp": box, "word": {"type": ["string", "null"]}},
        "additionalProperties": False,
        "allOf": [{"title": "form", "oneOf": [{"required": [k]} for k in ("constant", "ramp", "word")]}],
        **changes,
    }


def keys_for(rule: dict[str, Any], value: object) -> tuple[str, ...]:
    """The keys of the one issue of a value that stands where such an object should, or null."""
    schema = {
        "type": "object",
        "properties": {"rate": {"anyOf": [{"$ref": "#/$defs/Rate"}, {"type": "null"}]}},
        "$defs": {"Rate": rule},
    }
    (issue,) = checker(schema)["check"]({"rate": value})
    assert (issue.code, issue.pointer) == ("type", "/rate")
    (alone,) = checker({**rule, "title": "Config"})["check"](value)
    assert alone.keys == issue.keys
    found: tuple[str, ...] = issue.keys
    return found


def test_a_bare_value_is_told_with_the_one_key_that_takes_it() -> None:
    assert keys_for(rate(), 0.1) == ("constant",)
    assert keys_for(rate(), 1) == ("constant",)
    assert keys_for(rate(), "cosine") == ("word",)
    assert keys_for(rate(), True) == ()
    assert keys_for(rate(), [0.1]) == ()


def test_a_bare_value_is_told_no_key_that_would_not_be_enough() -> None:
    fields = rate()["properties"]
    two = {**fields, "final": {"type": "number"}}
    some = [{"required": [key]} for key in ("constant", "ramp", "final")]
    assert keys_for(rate(required=["elsewhere"], additionalProperties={"type": "string"}), 0.1) == ()
    assert keys_for(rate(properties=two, allOf=[{"title": "form", "oneOf": some}]), 0.1) == ()
    assert keys_for(rate(properties=two, required=["final"]), 0.1) == ()
    assert keys_for(rate(allOf=[{"title": "form", "anyOf": some[:2]}]), 0.1) == ()
    assert keys_for({k: v for k, v in rate().items() if k != "allOf"}, 0.1) == ()
