"""Verdict and issues of values that are odd: not JSON at all, very deep, very large."""

from __future__ import annotations

import enum
from collections import OrderedDict
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.checker.printed import checker, source, told

ANYTHING: dict[str, Any] = {"type": ["object", "array", "number", "string", "boolean", "null"]}
TREE: dict[str, Any] = {
    "type": "object",
    "properties": {"next": {"$ref": "#"}},
    "additionalProperties": {"type": "integer"},
}


class Colour(enum.IntEnum):
    RED = 1


class Text(str):
    __slots__ = ()


ODD = [
    (1,),
    {1, 2},
    object(),
    b"a",
    Decimal(1),
    Colour.RED,
    Text("a"),
    OrderedDict(),
    float("nan"),
    float("-inf"),
]


@pytest.mark.parametrize("value", ODD, ids=[f"{type(v).__name__} {n}" for n, v in enumerate(ODD)])
@pytest.mark.parametrize("schema", [ANYTHING, {"type": "number"}, {"enum": [1, "a"]}, {}], ids=str)
def test_what_is_not_json_is_refused_and_told(schema: dict[str, Any], value: object) -> None:
    for whole, pointer in ((value, ""), ([value], "/0"), ({"a": {"b": value}}, "/a/b")):
        module = checker(schema)
        assert module["accepts"](whole) is False
        issues = module["check"](whole)
        assert [(i.pointer, i.code) for i in issues] == [(pointer, "not-json")]


def test_keys_that_are_no_strings_are_told() -> None:
    assert told({}, {1: 2}) == [("", "Config: expected keys that are strings; found another key")]
    assert told(TREE, {"next": {None: 2}}) == [
        ("/next", "next: expected keys that are strings; found another key")
    ]


def test_true_is_no_number_and_a_whole_float_is_an_integer() -> None:
    schema = {"type": "array", "items": {"type": "integer", "minimum": 2}}
    assert told(schema, [2.0, 10**400, 1e300]) == []
    assert told(schema, [True]) == [("/0", "Config[0]: expected an integer; found true")]


def test_a_number_beyond_all_floats_is_compared_and_shown() -> None:
    assert told({"type": "number", "maximum": 1.5}, 10**400) == [
        ("", "Config: must be <= 1.5; found a number above 1.7976931348623157e+308")
    ]
    assert told({"type": "number", "multipleOf": 0.01}, 10**400) == []


@pytest.mark.parametrize("end", [1, "x"], ids=["valid", "invalid"])
def test_what_is_nested_too_deeply_gives_one_issue(end: object) -> None:
    value: Any = {"a": end}
    for _ in range(100_000):
        value = {"next": value}
    module = checker(TREE)
    assert module["accepts"](value) is False
    (issue,) = module["check"](value)
    assert (issue.pointer, issue.code, issue.message) == ("", "depth", "Config: nested too deeply")


def test_every_issue_is_told_once_and_in_document_order() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"minimum": 5}}},
        "additionalProperties": False,
        "allOf": [{"properties": {"a": {"type": "integer"}}}],
    }
    assert told(schema, {"z": 1, "b": [9, 1, 0], "y": 1, "a": "x"}) == [
        ("/z", "z: unknown key in Config"),
        ("/b/1", "b[1]: must be >= 5; found 1"),
        ("/b/2", "b[2]: must be >= 5; found 0"),
        ("/y", "y: unknown key in Config"),
        ("/a", 'a: expected an integer; found the string "x"'),
    ]


def test_a_pointer_escapes_tilde_and_slash() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "string"}}
    assert told(schema, {"a/b~c": 1}) == [("/a~1b~0c", "a/b~c: expected a string; found 1")]


@pytest.mark.slow
def test_a_huge_document_of_unknown_keys_is_judged_in_good_time() -> None:
    schema = {
        "type": "object",
        "properties": {f"declared_key_{i}": True for i in range(300)},
        "additionalProperties": False,
    }
    found = told(schema, {f"declared_keys_{i}": 1 for i in range(20_000)})
    assert len(found) == 20_000
    assert found[0][1].endswith("Did you mean declared_key_0?")


def test_issues_compare_by_place_and_words() -> None:
    check = checker({"type": "string"})["check"]
    assert check(1) == check(1) and hash(check(1)[0]) == hash(check(1)[0])
    assert check(1) != check(2)


def test_a_loop_over_objects_keeps_keys_that_read_like_its_code() -> None:
    keys = ["x is dict", "type(x) is not int", "kind", "dict_", "int", '"type("', "is float"]
    properties = {key: {"type": "integer", "minimum": 0} for key in keys}
    item = {"type": "object", "properties": properties, "additionalProperties": False, "required": keys}
    module = checker(
        {"additionalProperties": {"$ref": "#/$defs/Item"}, "type": "object", "$defs": {"Item": item}}
    )
    assert "= type, dict, " in source({"items": {"$ref": "#/$defs/Item"}, "$defs": {"Item": item}})
    valid = {"a": dict.fromkeys(keys, 1)}
    assert module["accepts"](valid)
    for key in keys:
        assert not module["accepts"]({"a": {**valid["a"], key: -1}})
        assert not module["accepts"]({"a": {**valid["a"], key: True}})
        assert not module["accepts"]({"a": {k: 1 for k in keys if k != key}})


@pytest.mark.parametrize("number", [1e308, -1e308, 1.7976931348623157e308, 10**400])
def test_every_finite_number_is_a_number(number: float) -> None:
    assert told({"type": "number"}, number) == []
