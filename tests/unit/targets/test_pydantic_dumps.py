"""Every dump of a valid object validates again, and ``model_json_schema`` is the canonical definition."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from tests.packages import CANONICAL

SCHEMA = json.loads(CANONICAL.read_text("utf-8"))
VALID = sorted((CANONICAL.parent / "examples" / "valid").glob("*.yaml"))
OPTIONS = [
    {
        "mode": mode,
        **dict(zip(("exclude_none", "exclude_unset", "exclude_defaults", "by_alias"), flags, strict=True)),
    }
    for mode in ("python", "json")
    for flags in itertools.product((False, True), repeat=4)
]

#: What makes dumping hard: presence that counts, required nulls, defaults beside groups, renamed keys.
AWKWARD = {
    "type": "object",
    "properties": {
        "class": {"type": "string", "default": "x"},
        "needed": {"type": ["integer", "null"]},
        "left-out": {"type": "integer"},
        "items": {"type": "array", "items": {"$ref": "#/$defs/Point"}},
        "table": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "number"}}},
        "anything": True,
        "a": {"type": "integer", "default": 1},
        "b": {"type": ["integer", "null"]},
    },
    "required": ["needed"],
    "additionalProperties": {"type": "array"},
    "maxProperties": 6,
    "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    "$defs": {
        "Point": {
            "type": "object",
            "properties": {"x": {"type": "number"}, "y": {"default": [0], "type": "array"}},
        }
    },
}
AWKWARD_DOCUMENTS: list[dict[str, Any]] = [
    {"needed": None, "a": 1},
    {"needed": None, "b": None},
    {
        "needed": 2,
        "a": 5,
        "class": "y",
        "left-out": 7,
        "items": [{"x": 1.5}, {"y": [1, [2]], "z": {"w": None}}],
    },
    {"needed": 2, "b": 5, "table": {"t": [1, 2.5], "u": []}, "anything": {"deep": [None, {"x": [True]}]}},
    {"needed": None, "b": None, "more": [], "class": "x", "anything": None, "left-out": 0},
]


def read(path: Path) -> tuple[str, Any]:
    text = path.read_text("utf-8")
    first = text.splitlines()[0]
    name = first.removeprefix("# as: ") if first.startswith("# as: ") else "RecapOptimizerConfig"
    return name, yaml.safe_load(text)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_each_dump_of_an_example_validates_again(path: Path, optimizer_config: Any) -> None:
    name, document = read(path)
    cls = getattr(optimizer_config, name)
    made = cls.model_validate(document)
    judge = Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"})
    for options in OPTIONS:
        dumped = made.model_dump(**options)
        assert judge.is_valid(dumped), options
        again = cls.model_validate(dumped)
        assert again == made, options
        assert (
            json.loads(made.model_dump_json(**{k: v for k, v in options.items() if k != "mode"})) is not None
        )
    assert cls.model_validate(made.model_dump(exclude_unset=True)).model_fields_set == made.model_fields_set


@pytest.mark.parametrize("document", AWKWARD_DOCUMENTS, ids=range(len(AWKWARD_DOCUMENTS)))
def test_each_dump_validates_where_presence_counts(document: Any, package: Callable[[Any], Any]) -> None:
    module = package(AWKWARD)
    judge = Draft202012Validator(AWKWARD)
    assert judge.is_valid(document)
    made = module.validate(document)
    assert made.model_dump(exclude_unset=True) == document
    for options in OPTIONS:
        dumped = made.model_dump(**options)
        assert judge.is_valid(dumped), (options, dumped)
        assert module.validate(dumped).model_dump(exclude_unset=True) == dumped
        text = made.model_dump_json(**{k: v for k, v in options.items() if k != "mode"})
        assert judge.is_valid(json.loads(text)), (options, text)


def test_dumps_are_made_of_plain_lists_and_dicts(package: Callable[[Any], Any]) -> None:
    made = package(AWKWARD).validate(AWKWARD_DOCUMENTS[3])
    dumped = made.model_dump()
    assert type(dumped["table"]) is dict
    assert type(dumped["table"]["t"]) is list
    assert type(dumped["anything"]["deep"]) is list
    dumped["table"]["t"].append(1)
    assert made.table["t"] == [1, 2.5]


def test_a_part_can_be_dumped(optimizer_config: Any) -> None:
    made = optimizer_config.validate({"adam": {}, "single_task_learning_rate": {"constant": 1}})
    assert made.model_dump(include={"adam": {"beta_1"}}) == {"adam": {"beta_1": 0.9}}


def test_a_lone_surrogate_is_dumped_as_an_escape(package: Callable[[Any], Any]) -> None:
    made = package({"type": "object", "properties": {"a": {"type": "string"}}}).validate({"a": "\ud800"})
    assert json.loads(made.model_dump_json()) == {"a": "\ud800"}
    assert '"a": ' in made.model_dump_json(indent=2)


def test_the_json_schema_of_a_class_is_its_canonical_definition(optimizer_config: Any) -> None:
    for name in SCHEMA["$defs"]:
        printed = getattr(optimizer_config, name).model_json_schema()
        Draft202012Validator.check_schema(printed)
        for known, definition in printed["$defs"].items():
            assert definition == SCHEMA["$defs"][known]
        assert printed["$ref"] == f"#/$defs/{name}"


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_the_json_schema_of_a_class_accepts_its_examples(path: Path, optimizer_config: Any) -> None:
    name, document = read(path)
    judge = Draft202012Validator(getattr(optimizer_config, name).model_json_schema())
    assert judge.is_valid(document)
    assert not judge.is_valid({**document, "unknown": 1})


def test_the_json_schema_of_a_nested_object_stands_alone(package: Callable[[Any], Any]) -> None:
    schema = {
        "type": "object",
        "properties": {
            "inner": {
                "type": "object",
                "properties": {"n": {"$ref": "#/properties/size"}},
                "required": ["n"],
            },
            "size": {"type": "integer"},
        },
    }
    inner = type(package(schema).validate({"inner": {"n": 1}}).inner)
    judge = Draft202012Validator(inner.model_json_schema())
    assert judge.is_valid({"n": 1})
    assert not judge.is_valid({"n": "1"})
    assert not judge.is_valid({})


def test_another_models_json_schema_holds_the_definition(optimizer_config: Any) -> None:
    class Job(BaseModel):
        one: optimizer_config.LearningRate  # type: ignore[name-defined]
        other: optimizer_config.RecapAdamConfig | None = None  # type: ignore[name-defined]

    judge = Draft202012Validator(Job.model_json_schema())
    assert judge.is_valid({"one": {"constant": 1}, "other": {"beta_1": 0.5}})
    assert not judge.is_valid({"one": {}})
    assert not judge.is_valid({"one": {"constant": 1}, "other": {"beta_1": 5}})


#: A field whose type is written as a string, since it mentions a type that comes later.
LATE = {
    "type": "object",
    "properties": {"node": {"$ref": "#/$defs/Node"}},
    "$defs": {
        "List": {"type": ["array", "null"], "items": {"$ref": "#/$defs/List"}},
        "Node": {
            "type": "object",
            "properties": {"a list": {"$ref": "#/$defs/List"}},
            "additionalProperties": False,
        },
    },
}


def test_keys_are_known_of_a_class_that_was_built_inside_another(package: Callable[[Any], Any]) -> None:
    made = package(LATE).validate({"node": {"a list": [[]]}})
    assert made.to_yaml() == "node:\n  a list:\n    - []\n"
    assert made.model_copy(update={"node": made.node}) == made


@pytest.mark.parametrize("items", [{}, {"items": {"$ref": "#/$defs/Maybe"}}])
def test_null_that_a_named_type_allows_is_kept(package: Callable[[Any], Any], items: dict[str, Any]) -> None:
    nullable = {"type": ["array", "null"], **items}
    fields = {"type": "object", "properties": {"a": {"$ref": "#/$defs/Maybe"}}}
    made = package({**fields, "$defs": {"Maybe": nullable}}).validate({"a": None})
    assert made.model_dump(exclude_unset=True) == {"a": None}


def test_a_further_key_may_be_called_as_a_field_is_in_python(package: Callable[[Any], Any]) -> None:
    module = package({"type": "object", "properties": {"a b": {"type": ["object", "null"]}, "c": True}})
    for document in ({"a_b": 1}, {"a b": None, "a_b": 1}, {"a b": {}}, {"a_b": None, "c": 2}):
        made = module.validate(document)
        assert made.model_dump(exclude_unset=True) == document
        assert module.validate(made) == made
        assert module.Root.loads(made.to_yaml()) == made
        copy = made.model_copy(update={"c": 3})
        assert copy.model_dump(exclude_unset=True) == {**document, "c": 3}


@pytest.mark.parametrize("name", ["a b", "a%b", "a/b", "a~b", "${x}"])
def test_the_schema_of_a_class_may_stand_at_any_key(package: Callable[[Any], Any], name: str) -> None:
    place = {"type": "object", "properties": {"q": {"type": "object", "required": ["r"]}}}
    module = package({"type": "object", "properties": {name: place}, "$defs": {f"{name} c": place}})
    classes = [getattr(module, key) for key in module.__all__ if key not in ("Root", "InvalidDocument")]
    schemas = [c.model_json_schema() for c in classes if hasattr(c, "model_json_schema")]
    verdicts = [Draft202012Validator(s).is_valid({"q": {}}) for s in schemas]
    assert len(verdicts) == 5 and False in verdicts
