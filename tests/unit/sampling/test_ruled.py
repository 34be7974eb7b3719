"""Objects near their rules."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.ir import Record
from codegen.sampling.ruled import all_hold, mended, met, near
from tests.support import model_of

INTEGERS = {"type": "array", "items": {"type": "integer"}}


def record(*rules: str, **properties: Any) -> Record:
    schema = {
        "type": "object",
        "properties": properties,
        "x-rules": [{"rule": rule, "message": "is wrong"} for rule in rules],
    }
    node = model_of(schema).definitions[0].node
    assert isinstance(node, Record)
    return node


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        (("b > a",), {"a": 5, "b": 1}),
        (("b > a", "c > b"), {"a": 5, "b": 1, "c": 0}),
        (("a >= b", "a >= c"), {"a": 0, "b": 4, "c": 9}),
    ],
)
def test_a_broken_object_is_mended(rules: tuple[str, ...], value: dict[str, Any]) -> None:
    node = record(*rules, **{k: {"type": "integer", "minimum": 0, "maximum": 20} for k in "abc"})
    found = mended(node, value)
    assert all_hold(node, found)
    assert all(0 <= v <= 20 for v in found.values())


def test_lists_are_sorted_and_made_as_long_as_they_must_be() -> None:
    node = record("size(v) == size(s) + 1", "ascending(s)", v=INTEGERS, s=INTEGERS)
    found = mended(node, {"v": [1], "s": [9, 4, 4]})
    assert all_hold(node, found)
    assert len(found["v"]) == len(found["s"]) + 1


def test_near_a_rule_it_just_holds_and_is_just_broken() -> None:
    node = record("b > a", a={"type": "integer"}, b={"type": "integer"})
    found = list(near(node, node.rules[0], {"a": 5, "b": 6}))
    assert ("b", {"a": 5, "b": 5}, False) in found
    assert ("a", {"a": 6, "b": 6}, False) in found
    assert any(holds for _, _, holds in found)
    assert all(v["b"] > v["a"] for v in met(node, node.rules[0], {"a": 5, "b": 6}))
