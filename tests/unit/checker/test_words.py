"""What the checker says, keyword by keyword."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.checker.printed import checker, told

CASES: list[tuple[dict[str, Any], object, str, str]] = [
    ({"type": "integer"}, 1.5, "type", "expected an integer; found 1.5"),
    ({"type": "integer"}, "7", "type", 'expected an integer; found the string "7"'),
    ({"type": "number"}, True, "type", "expected a number; found true"),
    (
        {"type": ["string", "integer", "null"]},
        [],
        "type",
        "expected a string, an integer or null; found an array",
    ),
    ({"type": "number", "minimum": 1e-7}, 0, "minimum", "must be >= 1e-07; found 0"),
    ({"type": "number", "exclusiveMinimum": 0}, -0.0, "exclusive-minimum", "must be > 0; found 0"),
    ({"type": "number", "maximum": 2}, 2.5, "maximum", "must be <= 2; found 2.5"),
    ({"type": "number", "exclusiveMaximum": 1}, 10**21, "exclusive-maximum", "must be < 1; found 1e+21"),
    ({"type": "number", "multipleOf": 0.1}, 0.25, "multiple-of", "must be a multiple of 0.1; found 0.25"),
    ({"type": "string", "minLength": 2}, "é", "min-length", "must have at least 2 characters; found 1"),
    ({"type": "string", "maxLength": 1}, "ab", "max-length", "must have at most 1 character; found 2"),
    ({"type": "string", "pattern": "^a"}, "b", "pattern", 'must match the pattern ^a; found the string "b"'),
    ({"const": "x"}, None, "const", 'must be "x"; found null'),
    ({"enum": ["a", 1, None]}, "c", "enum", 'must be "a", 1 or null; found the string "c"'),
    ({"type": "array", "minItems": 1}, [], "min-items", "must have at least 1 item; found 0"),
    ({"type": "array", "maxItems": 1}, [1, 2], "max-items", "must have at most 1 item; found 2"),
    (
        {"type": "array", "uniqueItems": True},
        [1, True, 1.0],
        "unique",
        "items must differ; 0 and 2 are equal",
    ),
    ({"contains": {"const": 1}}, [2], "contains", "must contain at least 1 item that is 1; found 0"),
    (
        {"contains": {"type": "string"}, "minContains": 0, "maxContains": 2},
        ["a", "b", "c"],
        "contains",
        "must contain at most 2 items that are a string; found 3",
    ),
    (
        {"type": "object", "minProperties": 2},
        {"a": 1},
        "min-properties",
        "must have at least 2 properties; found 1",
    ),
    ({"not": {"type": "string"}}, "a", "not", 'must not be a string; found the string "a"'),
    ({"not": {"const": 0}}, 0.0, "not", "must not be 0; found 0"),
    (
        {"not": {"required": ["a", "b"]}},
        {"a": 1, "b": 2},
        "not-keys-together",
        "must not have a and b together",
    ),
    ({"not": {"required": ["a"]}}, {"a": 1}, "not-keys", "must not have a"),
]


@pytest.mark.parametrize(("schema", "value", "code", "words"), CASES, ids=[str(c[2]) for c in CASES])
def test_an_issue_says_what_is_wrong_and_what_was_found(
    schema: dict[str, Any], value: object, code: str, words: str
) -> None:
    (issue,) = checker(schema)["check"](value)
    assert (issue.pointer, issue.code, issue.message) == ("", code, f"Config: {words}")


OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {"rate": {"type": "number"}, "steps": {"type": "array", "items": {"type": "integer"}}},
    "required": ["rate"],
    "additionalProperties": False,
}


def test_a_message_is_about_the_last_key_with_its_indices() -> None:
    assert told(OBJECT, {"rate": 1, "steps": [1, "2"]}) == [
        ("/steps/1", 'steps[1]: expected an integer; found the string "2"')
    ]


def test_a_missing_key_is_told_at_the_object_and_named() -> None:
    (issue,) = checker(OBJECT)["check"]({})
    assert (issue.pointer, issue.message, issue.keys) == ("", "rate: required in Config", ("rate",))


def test_an_unknown_key_is_told_with_the_nearest_one_that_is_not_used() -> None:
    assert told(OBJECT, {"rate": 1, "stesp": []}) == [
        ("/stesp", "stesp: unknown key in Config. Did you mean steps?")
    ]
    assert told(OBJECT, {"rate": 1, "ratee": 1}) == [("/ratee", "ratee: unknown key in Config")]


def test_a_forbidden_key_is_not_allowed() -> None:
    schema = {"type": "object", "properties": {"old": False}}
    assert told(schema, {"old": 1}) == [("/old", "old: not allowed here")]


def test_a_key_with_the_wrong_form_is_told_as_a_key() -> None:
    schema = {"type": "object", "propertyNames": {"maxLength": 2}}
    assert told(schema, {"ok": 1, "long": 2}) == [
        ("/long", "long: the key must have at most 2 characters; found 4")
    ]


def test_a_rule_names_the_condition_it_holds_under() -> None:
    schema = {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "n": {"type": "integer"}},
        "if": {"required": ["kind"], "properties": {"kind": {"const": "ramp"}}},
        "then": {"required": ["n"], "properties": {"n": {"minimum": 1}}},
        "else": {"properties": {"n": {"maximum": 0}}},
    }
    assert told(schema, {"kind": "ramp"}) == [("", 'n: required in Config when kind is "ramp"')]
    assert told(schema, {"kind": "ramp", "n": 0}) == [("/n", 'n: must be >= 1; found 0 when kind is "ramp"')]
    assert told(schema, {"n": 4}) == [("/n", 'n: must be <= 0; found 4 unless kind is "ramp"')]


def test_dependent_keys_name_the_key_that_wants_them() -> None:
    schema = {"type": "object", "dependentRequired": {"a": ["b", "c"]}}
    assert told(schema, {"a": None, "c": 1}) == [("", "b: required in Config when a is present")]
    schema = {"type": "object", "dependentSchemas": {"a": {"properties": {"b": {"type": "string"}}}}}
    assert told(schema, {"a": 1, "b": 1}) == [("/b", "b: expected a string; found 1 when a is present")]


def test_what_nothing_evaluated_is_an_unknown_key_or_has_no_place() -> None:
    schema: dict[str, Any] = {"anyOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}
    assert told(schema, {"a": 1, "b": 2}) == [("/b", "b: unknown key in Config")]
    schema = {"anyOf": [{"prefixItems": [True]}], "unevaluatedItems": False}
    assert told(schema, [1, 2]) == [("/1", "Config[1]: not allowed here")]


def test_patterns_of_keys_and_declared_keys_are_both_met() -> None:
    schema = {
        "type": "object",
        "properties": {"ab": {"type": "integer"}},
        "patternProperties": {"^a": {"minimum": 2}},
        "additionalProperties": {"type": "string"},
    }
    assert told(schema, {"ab": 1, "ac": 1, "z": 1}) == [
        ("/ab", "ab: must be >= 2; found 1"),
        ("/ac", "ac: must be >= 2; found 1"),
        ("/z", "z: expected a string; found 1"),
    ]


def test_a_place_behind_the_last_of_a_tuple_is_not_allowed() -> None:
    schema = {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "items": False}
    assert told(schema, ["a", "b", 3, 4]) == [
        ("/0", 'Config[0]: expected a number; found the string "a"'),
        ("/2", "Config[2]: not allowed here"),
        ("/3", "Config[3]: not allowed here"),
    ]
