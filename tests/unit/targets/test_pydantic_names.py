"""Python names for keys, definitions and groups of any kind."""

from __future__ import annotations

import keyword
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from codegen.python_names import PYDANTIC

KEYS = [
    *(
        "class",
        "None",
        "def",
        "match",
        "type",
        "str",
        "int",
        "bool",
        "list",
        "property",
        "Number",
        "Literal",
        "Field",
    ),
    *(
        "model_dump",
        "copy",
        "json",
        "schema",
        "validate",
        "model_fields",
        "model_name",
        "_private",
        "__dunder__",
    ),
    *("with space", "1st", "a-b", "a_b", "ключ", "🙂", "", "$ref", "x.y", "T", "Root", "self", "cls", "data"),
]


def closed(keys: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "integer", "description": key} for key in keys},
        "additionalProperties": False,
    }


def test_no_public_attribute_of_a_base_model_is_hidden() -> None:
    public = {name for name in dir(BaseModel) if not name.startswith("_")}
    assert public <= PYDANTIC


def test_every_key_has_an_attribute_and_comes_back(package: Callable[[Any], Any]) -> None:
    module = package(closed(KEYS))
    document = {key: number for number, key in enumerate(KEYS)}
    made = module.validate(document)
    assert made.model_dump() == document
    fields = type(made).model_fields
    assert len(fields) == len(KEYS)
    for name, field in fields.items():
        assert name.isidentifier() and not keyword.iskeyword(name)
        assert getattr(made, name) == document[name if field.alias is None else field.alias]
    assert (made.class_, made.copy_, made.type_) == (document["class"], document["copy"], document["type"])
    assert (made.model_name, made.a_b) == (document["model_name"], document["a_b"])


def test_a_renamed_field_is_set_by_its_python_name_and_told_by_its_key(package: Callable[[Any], Any]) -> None:
    module = package(closed(["class", "plain"]))
    assert module.Root(class_=1).model_dump(exclude_unset=True) == {"class": 1}
    assert module.Root(**{"class": 1}).class_ == 1
    assert module.Root(class_=1).model_copy(update={"class_": 2}).class_ == 2
    with pytest.raises(ValidationError, match="class: expected an integer; found"):
        module.Root(class_="1")
    with pytest.raises(ValidationError, match="class_: unknown key in"):
        module.validate({"class_": 1})


def test_a_safe_name_and_its_key_are_both_documented(package: Callable[[Any], Any]) -> None:
    module = package(closed(["class"]))
    source = Path(module.models.__file__).read_text(encoding="utf-8")
    assert 'class_: Annotated[Maybe[Integer], Field(alias="class")] = None' in source
    assert "Key: class." in source


def test_definitions_named_like_the_packages_own_names_step_aside(package: Callable[[Any], Any]) -> None:
    names = ["Model", "Number", "Array", "Root", "Map", "None", "True", "Literal", "Maybe", "Annotated"]
    below = {
        name: {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]} for name in names
    }
    schema = {
        "type": "object",
        "properties": {f"f{i}": {"$ref": f"#/$defs/{name}"} for i, name in enumerate(names)},
        "$defs": below,
    }
    module = package(schema)
    document = {f"f{i}": {"n": i} for i in range(len(names))}
    made = module.validate(document)
    assert made.model_dump() == document
    assert type(made.f0).__name__ == "Model_"
    with pytest.raises(ValidationError, match="n: required in Model"):
        module.Model_()


def test_a_groups_accessors_step_aside_for_fields(package: Callable[[Any], Any]) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "pick_kind": {"type": "integer"}},
        "allOf": [{"title": "pick", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}],
    }
    made = package(schema).validate({"b": 5, "pick_kind": 1})
    assert (made.pick_, made.pick__kind, made.pick_kind) == (5, "b", 1)
