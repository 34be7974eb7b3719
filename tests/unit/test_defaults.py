"""Filling in defaults ends, or the schema is refused."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.defaults import check_defaults
from codegen.errors import ExampleInvalid
from codegen.pipeline import compile_schema
from tests.support import model_of


def chain(default: Any) -> dict[str, Any]:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node", "default": default}}}
    return {"type": "object", "properties": {"first": {"$ref": "#/$defs/Node"}}, "$defs": {"Node": node}}


@pytest.mark.parametrize("default", [{}, {"other": 1}, {"next": {"next": {}}}])
def test_a_default_that_lacks_itself_never_ends(default: Any) -> None:
    with pytest.raises(ExampleInvalid, match="never ends") as caught:
        check_defaults(model_of(chain(default)))
    assert caught.value.diagnostics[0].origin.pointer == "/$defs/Node/properties/next/default"


def test_defaults_through_maps_arrays_and_alternatives_count() -> None:
    inner = {
        "type": "object",
        "properties": {
            "map": {"type": "object", "additionalProperties": {"$ref": "#/$defs/A"}, "default": {"k": {}}},
        },
    }
    outer = {
        "type": "object",
        "properties": {
            "list": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]},
                "default": [None, {}],
            }
        },
    }
    with pytest.raises(ExampleInvalid, match="never ends"):
        check_defaults(model_of({"$ref": "#/$defs/A", "$defs": {"A": outer, "B": inner}}))


def test_defaults_that_end_are_fine() -> None:
    schema = chain({"next": None})
    schema["$defs"]["Node"]["properties"]["next"] = {
        "anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}],
        "default": {"next": None},
    }
    check_defaults(model_of(schema))


REACHED: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "then": ({"if": True, "then": {"$ref": "#/$defs/Short"}}, "long", "ab"),
    "not": ({"not": {"not": {"$ref": "#/$defs/Short"}}}, "long", "ab"),
    "values": ({"additionalProperties": {"$ref": "#/$defs/Short"}}, {"a": "long"}, {"a": "ab"}),
    "names": ({"propertyNames": {"$ref": "#/$defs/Short"}}, {"long": 1}, {"ab": 1}),
}


@pytest.mark.parametrize("through", REACHED)
def test_a_default_is_judged_by_definitions_that_only_a_rule_leads_to(through: str) -> None:
    """The judge holds no more definitions than the values need, and none less."""
    rule, wrong, right = REACHED[through]

    def schema(value: Any) -> dict[str, Any]:
        definitions = {"Short": {"type": "string", "maxLength": 2}, "Other": {"type": "null"}}
        return {"properties": {"here": {**rule, "default": value}}, "$defs": definitions}

    with pytest.raises(ExampleInvalid) as caught:
        compile_schema(schema(wrong))
    assert [d.pointer for d in caught.value.diagnostics] == ["/properties/here/default"]
    compile_schema(schema(right))
