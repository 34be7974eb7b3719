"""Patterns are checked when generating, wherever they stand in a schema."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.errors import UnsupportedPattern
from tests.support import model_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def refused(schema: dict[str, Any]) -> tuple[str, str, str]:
    """Pointer, message and hint of the refusal."""
    with pytest.raises(UnsupportedPattern) as caught:
        model_of({"$schema": DIALECT, **schema})
    (found,) = caught.value.diagnostics
    assert found.origin is not None
    return found.origin.pointer, found.message, found.hint


def test_a_bad_pattern_is_refused_at_its_keyword_with_the_character() -> None:
    assert refused({"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a"}}}) == (
        "/properties/a/pattern",
        'pattern "^(a": a group without end (at character 2)',
        r"write ) at its end, or \(",
    )


def test_a_bad_key_of_pattern_properties_is_refused_at_the_key() -> None:
    pointer, message, _ = refused({"type": "object", "patternProperties": {"a/b~*+": {}}})
    assert pointer == "/patternProperties/a~1b~0*+"
    assert "(at character 6)" in message


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"type": "integer", "pattern": "*"}, "/pattern"),
        ({"type": "object", "propertyNames": {"pattern": "*"}}, "/propertyNames/pattern"),
        ({"not": {"pattern": "*"}}, "/not/pattern"),
        ({"type": "array", "items": {"pattern": "*"}}, "/items/pattern"),
        ({"$ref": "#/$defs/X", "$defs": {"X": {"pattern": "*"}}}, "/$defs/X/pattern"),
        (
            {
                "type": "object",
                "properties": {"a": True},
                "allOf": [{"if": {"properties": {"a": {"pattern": "*"}}}, "then": {"required": ["b"]}}],
            },
            "/allOf/0/if/properties/a/pattern",
        ),
        (
            {
                "type": "object",
                "allOf": [{"type": "object", "patternProperties": {"*": {}}}],
            },
            "/allOf/0/patternProperties/*",
        ),
    ],
)
def test_no_place_of_a_schema_hides_a_bad_pattern(schema: dict[str, Any], pointer: str) -> None:
    assert refused(schema)[0] == pointer


def test_a_hostile_pattern_stays_printable_in_the_message() -> None:
    _, message, hint = refused({"type": "string", "pattern": "\u202e\x1b[31m\n(" + "x" * 500})
    assert (message + hint).isascii()
    assert (message + hint).isprintable()
    assert len(message) < 300


def test_a_good_pattern_stays_as_it_was_written() -> None:
    model = model_of({"$schema": DIALECT, "type": "string", "pattern": r"^\p{Lu}\d+$"})
    assert getattr(model.definitions[0].node, "pattern", None) == r"^\p{Lu}\d+$"
