"""Property groups: which members were found, and what null means."""

from __future__ import annotations

from typing import Any

from tests.unit.checker.printed import checker, told


def group(kind: str, members: list[Any], null_counts: bool = False) -> dict[str, Any]:
    keys = list(dict.fromkeys(k for m in members for k in m))
    absent = {"not": {"type": "null"}}
    branches = [
        {"required": m} if null_counts else {"required": m, "properties": dict.fromkeys(m, absent)}
        for m in members
    ]
    whole: dict[str, Any] = {
        "exactly": {"oneOf": branches},
        "least": {"anyOf": branches},
        "most": {"not": {"allOf": branches}},
    }[kind]
    return {
        "type": "object",
        "properties": {k: {"type": ["integer", "null"]} for k in keys},
        "additionalProperties": False,
        "allOf": [{"title": "optimizer", **whole}],
    }


def words(schema: dict[str, Any], value: object) -> str:
    ((pointer, message),) = told(schema, value)
    assert pointer == ""
    return message


def test_a_group_says_which_members_were_found() -> None:
    schema = group("exactly", [["adam"], ["sgd"], ["lion"]])
    start = "optimizer: set exactly one of adam, sgd, lion; found "
    assert words(schema, {"sgd": 1, "adam": 2}) == start + "adam, sgd"
    assert words(schema, {}) == start + "none"
    assert words(schema, {"adam": None}) == start + "none (adam is null; null means not set)"
    assert words(schema, {"sgd": None, "adam": None}) == (
        start + "none (adam, sgd are null; null means not set)"
    )
    assert told(schema, {"adam": None, "sgd": 1}) == []


def test_a_group_knows_its_name_and_its_members() -> None:
    check = checker(group("exactly", [["adam"], ["sgd"]]))["check"]
    (several,) = check({"adam": 1, "sgd": 2})
    (none,) = check({})
    assert (several.code, several.group, several.keys) == (
        "group-exactly-one-several",
        "optimizer",
        ("adam", "sgd"),
    )
    assert (none.code, none.group, none.keys) == ("group-exactly-one-none", "optimizer", ())


def test_null_counts_where_the_schema_only_asks_for_the_key() -> None:
    schema = group("exactly", [["adam"], ["sgd"]], null_counts=True)
    assert told(schema, {"adam": None}) == []
    assert (
        words(schema, {"adam": None, "sgd": 1}) == "optimizer: set exactly one of adam, sgd; found adam, sgd"
    )


def test_at_least_and_at_most_one() -> None:
    assert words(group("least", [["a"], ["b"]]), {"a": None}) == (
        "optimizer: set at least one of a, b; found none (a is null; null means not set)"
    )
    assert words(group("most", [["a"], ["b"]]), {"a": 1, "b": 2}) == (
        "optimizer: set at most one of a, b; found a, b"
    )


def test_a_member_of_several_keys_is_set_when_all_of_them_are() -> None:
    schema = group("exactly", [["host", "port"], ["socket"]])
    assert told(schema, {"host": 1, "port": 2}) == []
    assert words(schema, {"host": 1}) == "optimizer: set exactly one of host and port, socket; found none"
    assert words(schema, {"host": 1, "port": 2, "socket": 3}) == (
        "optimizer: set exactly one of host and port, socket; found host and port, socket"
    )


def test_missing_keys_come_before_groups_and_both_before_members() -> None:
    schema = group("exactly", [["a"], ["b"]])
    schema["properties"]["name"] = {"type": "string"}
    schema["required"] = ["name"]
    assert told(schema, {"b": "x", "a": "y"}) == [
        ("", "name: required in Config"),
        ("", "optimizer: set exactly one of a, b; found a, b"),
        ("/b", 'b: expected an integer or null; found the string "x"'),
        ("/a", 'a: expected an integer or null; found the string "y"'),
    ]


def test_a_group_of_many_members_is_cut_at_forty() -> None:
    schema = group("exactly", [[f"m{i}"] for i in range(60)])
    message = words(schema, {})
    assert ", m39, and 20 more; found none" in message
    assert "m40" not in message


def test_a_member_may_have_the_empty_name() -> None:
    schema = {
        "type": "object",
        "properties": {"": True, "x": True, "y": True},
        "allOf": [{"not": {"required": ["x", ""]}}, {"not": {"required": ["y", ""]}}],
    }
    assert told(schema, {"": 1}) == []
    assert [message for _, message in told(schema, {"": 1, "y": 2})] == [
        'y_or_: set at most one of y, ""; found y, ""'
    ]
