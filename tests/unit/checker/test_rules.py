"""Rules between fields: when they are judged, what is said, and where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.checker.printed import checker, source, told

STEPS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "ramp": {"type": "integer", "minimum": 1},
        "final": {"type": "integer", "minimum": 1},
    },
    "required": ["ramp", "final"],
    "additionalProperties": False,
    "x-rules": [{"rule": "final > ramp", "message": "must be above ramp"}],
}


def ruled(rule: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "x-rules": [{"rule": rule, "message": "is wrong"}]}


INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
NUMBERS = {"type": "array", "items": {"type": "number"}}


def test_a_broken_rule_is_told_at_its_field_with_the_values_it_read() -> None:
    assert told(STEPS, {"ramp": 200, "final": 100}) == [
        ("/final", "final: must be above ramp; found final 100, ramp 200")
    ]
    assert told(STEPS, {"ramp": 200, "final": 201}) == []


@pytest.mark.parametrize("value", [{"ramp": 0, "final": 0}, {"ramp": 5}, {"ramp": "9", "final": 3}, {}])
def test_a_rule_is_silent_where_a_field_that_it_reads_has_faults_of_its_own(value: object) -> None:
    issues = checker(STEPS)["check"](value)
    assert issues and all(issue.code != "rule" for issue in issues)


def test_an_unknown_key_does_not_silence_a_rule() -> None:
    codes = [i.code for i in checker(STEPS)["check"]({"ramp": 2, "final": 1, "finel": 3})]
    assert codes == ["rule", "unknown-key"]


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ({}, True),
        ({"a": 1}, True),
        ({"a": 1, "b": None}, True),
        ({"a": None, "b": 1}, True),
        ({"a": 1, "b": 2}, True),
        ({"a": 2, "b": 2}, False),
    ],
)
def test_a_rule_holds_where_a_field_is_absent_or_null(value: object, valid: bool) -> None:
    nullable = {"anyOf": [INTEGER, {"type": "null"}]}
    schema = ruled("b > a", a=nullable, b={"type": ["integer", "null"]})
    assert (told(schema, value) == []) is valid


def test_a_default_stands_in_for_what_is_absent() -> None:
    schema = ruled("b > a", a={**INTEGER, "default": 5}, b=INTEGER)
    assert told(schema, {"b": 6}) == []
    assert told(schema, {"b": 5}) == [("/b", "b: is wrong; found b 5, a 5 by default")]


def test_a_rule_that_is_told_at_an_absent_field_is_told_at_the_object() -> None:
    schema = ruled("a > b", a={**INTEGER, "default": 0}, b=INTEGER)
    assert told(schema, {"b": 5}) == [("", "a: is wrong; found a 0 by default, b 5")]


def test_lists_are_shown_when_they_are_short_and_counted_when_not() -> None:
    schema = ruled("size(a) == size(b)", a=NUMBERS, b=NUMBERS)
    assert told(schema, {"a": [1, 0.5], "b": [3]}) == [("/a", "a: is wrong; found a [1, 0.5], b [3]")]
    assert told(schema, {"a": [1] * 50, "b": []}) == [("/a", "a: is wrong; found a 50 items, b []")]


@pytest.mark.parametrize(
    ("values", "ascends"),
    [([], True), ([1], True), ([1, 2, 2.5], True), ([1, 1], False), ([1, 1.0], False), ([2, 1], False)],
)
def test_ascending_is_strict(values: list[float], ascends: bool) -> None:
    assert (told(ruled("ascending(a)", a=NUMBERS), {"a": values}) == []) is ascends


@pytest.mark.parametrize(
    ("rule", "a", "b", "holds"),
    [
        ("a > b", 2**80 + 1, 2**80, True),
        ("a > b", 2**80, 2**80, False),
        ("a == b + 1", 2**80 + 1, 2**80, True),
        ("a == b + 1", 3, 2.0, True),
        ("a * a > b", 10**200, 1.0, True),
        ("a % 3 == 2", -1, 0, True),
        ("a / b > 1", 10**400, 1, False),  # no double: such a rule is broken
        ("a / b > 1", 1, 0, False),
        ("sqrt(a) == b", 4, 2, True),
        ("sqrt(a) == b", -4, 2, False),
        ("a > b || b > a", 1, 1, False),
        ("!(a > b) && b < 10", 1, 1, True),
        ("a > b ? a < 9 : true", 8, 1, True),
        ("a > b ? a < 9 : true", 9, 1, False),
        ("a < pi && b > pi", 3, 4, True),
    ],
)
def test_integers_are_exact_and_a_rule_without_a_value_is_broken(
    rule: str, a: Any, b: Any, holds: bool
) -> None:
    assert (told(ruled(rule, a=INTEGER, b=INTEGER), {"a": a, "b": b}) == []) is holds


def test_a_rule_of_a_merged_schema_is_a_rule_of_the_whole() -> None:
    schema = {
        "$defs": {"Base": {k: v for k, v in STEPS.items() if k != "additionalProperties"}},
        "allOf": [{"$ref": "#/$defs/Base"}],
        "type": "object",
        "properties": {"more": NUMBER},
    }
    assert [p for p, _ in told(schema, {"ramp": 2, "final": 1, "more": 1})] == ["/final"]


def test_rules_of_the_values_of_a_map_are_told_at_each_in_the_order_of_the_document() -> None:
    schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/S"}, "$defs": {"S": STEPS}}
    value = {"z": {"ramp": 2, "final": 1}, "a": {"final": 1, "ramp": 1}, "m": {"ramp": 1, "final": 2}}
    assert [p for p, _ in told(schema, value)] == ["/z/final", "/a/final"]


def test_under_not_a_broken_rule_makes_a_document_valid() -> None:
    schema = {"type": "object", "not": {"$ref": "#/$defs/S"}, "$defs": {"S": STEPS}}
    assert checker(schema)["accepts"]({"ramp": 2, "final": 1})
    assert not checker(schema)["accepts"]({"ramp": 1, "final": 2})


def test_the_message_of_a_rule_passes_the_escaper() -> None:
    hostile = 'x"); import os; ("\u202e{value}\x1b[31m' + "y" * 500
    schema = {**STEPS, "x-rules": [{"rule": "final > ramp", "message": hostile}]}
    assert "\u202e" not in source(schema) and "\x1b" not in source(schema)
    ((_, message),) = told(schema, {"ramp": 2, "final": 1})
    assert message.startswith('final: x"); import os; ("\\u202e{value}\\u001b[31my')
    assert len(message) < 400
