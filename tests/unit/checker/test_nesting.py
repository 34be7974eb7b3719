"""Schemas that hold themselves, or much, one inside the other."""

from __future__ import annotations

from typing import Any

from tests.unit.checker.printed import told


def test_a_property_that_refines_the_schema_it_stands_in() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/$defs/Node", "minProperties": 1}, "n": {"type": "integer"}},
    }
    schema = {"$defs": {"Node": node}, "$ref": "#/$defs/Node"}
    assert told(schema, {"next": {"next": {"n": 1}}}) == []
    assert told(schema, {"next": {"next": {}}}) == [
        ("/next/next", "next: must have at least 1 property; found 0")
    ]
    assert told(schema, {"next": {"next": {"n": "x"}}}) == [
        ("/next/next/n", 'n: expected an integer; found the string "x"')
    ]


def test_objects_sixty_levels_deep() -> None:
    schema: dict[str, Any] = {"type": "integer"}
    value: Any = 1.5
    for _ in range(60):
        schema = {"type": "object", "properties": {"a": schema}, "required": ["a"]}
        value = {"a": value}
    assert told(schema, value) == [("/a" * 60, "a: expected an integer; found 1.5")]
