"""From schema to IR: typed nodes for what is recognised, residuals for all the rest."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.errors import CodegenError, NameCollision
from codegen.ir import AnyValue, Array, Const, Enum, Map, Never, Node, Record, Ref, Scalar, Tuple, Union
from codegen.naming import pascal
from tests.support import model_of


def root(schema: Any) -> Node:
    model = model_of(schema)
    return model.definition(model.root).node


def names(schema: Any) -> list[str]:
    return [pascal(d.words) for d in model_of(schema).definitions]


def residuals(node: Node) -> list[str]:
    return [r.keyword for r in node.residuals]


def test_a_closed_object_is_a_record_and_an_open_dictionary_a_map() -> None:
    record = root({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False})
    assert isinstance(record, Record)
    assert isinstance(record.additional, Never)
    mapping = root({"type": "object", "additionalProperties": {"type": "number"}})
    assert isinstance(mapping, Map)
    assert isinstance(mapping.values, Scalar)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (True, AnyValue),
        ({}, AnyValue),
        (False, Never),
        ({"type": "string"}, Scalar),
        ({"const": 1}, Const),
        ({"enum": [1, "a"]}, Enum),
        ({"type": "array", "items": {"type": "string"}}, Array),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, Tuple),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, Union),
        ({"type": ["string", "null"]}, Union),
        ({"minimum": 0}, Union),
    ],
)
def test_a_schema_gets_the_node_of_its_shape(schema: Any, kind: type[Node]) -> None:
    assert isinstance(root(schema), kind)


def test_a_keyword_without_a_type_lets_other_types_through() -> None:
    node = root({"minimum": 0})
    assert isinstance(node, Union)
    assert node.kind == "types"
    assert sorted(type(m).__name__ for m in node.members) == ["Array", "Map"] + ["Scalar"] * 4


def test_what_is_not_recognised_stays_as_a_residual_with_its_pointer() -> None:
    node = root(
        {
            "type": "object",
            "properties": {"a": {"type": "number"}},
            "if": {"properties": {"a": {"minimum": 5}}},
            "then": {"required": ["b"]},
            "propertyNames": {"maxLength": 3},
        }
    )
    assert residuals(node) == ["if", "propertyNames"]
    assert [r.origin.pointer for r in node.residuals] == ["/if", "/propertyNames"]


def test_numbers_keep_their_text_in_bounds_and_defaults() -> None:
    from codegen.load import parse
    from codegen.lower import lower
    from codegen.resolve import resolve

    document = parse(b'{"type": "number", "minimum": 1e-7, "default": 0.10}', "s.json", "s.json")
    model = lower(resolve(document), document.digest, "s.json")
    node = model.definition(model.root).node
    assert isinstance(node, Scalar)
    assert node.minimum is not None
    assert node.minimum.text == "1e-7"
    assert node.default is not None
    assert node.default.text == "0.10"


def test_a_root_that_only_refers_is_the_definition_it_refers_to() -> None:
    assert names({"$ref": "#/$defs/A", "$defs": {"A": {"type": "object"}}}) == ["A"]


def test_objects_in_passing_become_definitions_named_from_their_place() -> None:
    schema = {
        "title": "Job",
        "type": "object",
        "properties": {"retry_policy": {"type": "object", "properties": {"times": {"type": "integer"}}}},
    }
    assert names(schema) == ["Job", "JobRetryPolicy"]
    record = root(schema)
    assert isinstance(record, Record)
    assert isinstance(record.fields[0].node, Ref)


def test_inheritance_through_all_of_merges_fields_when_that_changes_no_verdict() -> None:
    schema = {
        "allOf": [{"$ref": "#/$defs/Base"}],
        "type": "object",
        "properties": {"b": {"type": "string"}},
        "required": ["b"],
        "$defs": {"Base": {"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]}},
    }
    record = root(schema)
    assert isinstance(record, Record)
    assert [(f.key, f.required) for f in record.fields] == [("a", True), ("b", True)]
    assert residuals(record) == []


def test_inheritance_from_a_closed_object_stays_a_residual() -> None:
    schema = {
        "allOf": [{"$ref": "#/$defs/Base"}],
        "type": "object",
        "properties": {"b": {"type": "string"}},
        "$defs": {
            "Base": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        },
    }
    record = root(schema)
    assert isinstance(record, Record)
    assert residuals(record) == ["allOf"]


def test_the_inside_of_a_rule_is_no_type_for_users() -> None:
    model = model_of(
        {
            "title": "Job",
            "type": "object",
            "properties": {"a": {"type": "number"}},
            "if": {"type": "object", "properties": {"a": {"const": 1}}},
            "then": {"type": "object", "required": ["b"]},
        }
    )
    assert [pascal(d.words) for d in model.definitions if not d.internal] == ["Job"]
    assert any(d.internal for d in model.definitions)


def test_names_that_differ_only_in_case_or_punctuation_are_refused() -> None:
    with pytest.raises(NameCollision, match="LinearRamp"):
        names({"$defs": {"LinearRamp": {"type": "object"}, "linear_ramp": {"type": "object"}}})


def test_recursion_through_a_definition_ends() -> None:
    schema = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }
    assert names(schema) == ["Node"]


def test_a_dynamic_reference_with_two_candidates_is_refused() -> None:
    schema = {
        "$defs": {"A": {"$dynamicAnchor": "x"}, "B": {"$id": "b.json", "$dynamicAnchor": "x"}},
        "properties": {"a": {"$dynamicRef": "#x"}},
    }
    with pytest.raises(CodegenError, match="more than one"):
        names(schema)
