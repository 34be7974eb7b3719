"""What each shape of the IR becomes in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

Package = Callable[[Any], Any]
INTEGERS = {"a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": "integer"}}


def grouped(rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": INTEGERS, "allOf": [{"title": "pick", **rule}], **more}


def test_a_choice_is_a_value_and_a_name(optimizer_config: Any) -> None:
    made = optimizer_config.validate(
        {"adam": {"beta_1": 0.5}, "single_task_learning_rate": {"constant": 0.1}}
    )
    match made.optimizer:
        case optimizer_config.RecapAdamConfig(beta_1=beta):
            assert beta == 0.5
        case _:
            raise AssertionError
    assert (made.optimizer_kind, made.lr_kind) == ("adam", "single_task_learning_rate")
    assert (made.lr.lr, made.lr.lr_kind) == (0.1, "constant")


def test_at_most_one_may_be_none(package: Package) -> None:
    rule = {"not": {"anyOf": [{"required": ["a", "b"]}, {"required": ["a", "c"]}, {"required": ["b", "c"]}]}}
    module = package(grouped(rule))
    assert (module.validate({}).pick, module.validate({}).pick_kind) == (None, None)
    assert (module.validate({"c": 0}).pick, module.validate({"c": 0}).pick_kind) == (0, "c")


def test_at_least_one_gives_all(package: Package) -> None:
    module = package(grouped({"anyOf": [{"required": [key]} for key in "abc"]}))
    made = module.validate({"a": 1, "c": 3})
    assert (made.pick, made.pick_kinds) == ((1, 3), ("a", "c"))
    assert type(made).pick.__doc__ == "The members of group `pick` that are set (at least one is)."


def test_a_member_of_several_keys_is_a_tuple(package: Package) -> None:
    module = package(grouped({"oneOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}))
    made = module.validate({"a": 1, "b": 2})
    assert (made.pick, made.pick_kind) == ((1, 2), "a and b")
    assert module.validate({"c": 3}).pick == 3


def test_null_counts_where_the_group_says_so(package: Package) -> None:
    nullable = {key: {"type": ["integer", "null"]} for key in "ab"}
    module = package(
        {**grouped({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}), "properties": nullable}
    )
    made = module.validate({"b": None})
    assert (made.pick, made.pick_kind) == (None, "b")


def test_a_default_is_no_choice(package: Package) -> None:
    properties = {**INTEGERS, "a": {"type": "integer", "default": 7}}
    module = package({**grouped({"oneOf": [{"required": [k]} for k in "abc"]}), "properties": properties})
    made = module.validate({"b": 1})
    assert (made.a, made.pick, made.pick_kind) == (7, 1, "b")


def test_an_open_object_keeps_what_it_does_not_know_frozen(package: Package) -> None:
    made = package({"type": "object", "properties": INTEGERS}).validate(
        {"a": 1, "more": {"x": [1, {"y": 2}]}}
    )
    assert made.model_extra == {"more": {"x": [1, {"y": 2}]}}
    with pytest.raises(TypeError, match="does not change"):
        made.model_extra["b"] = "no integer"
    with pytest.raises(TypeError, match="does not change"):
        made.more["x"][1]["y"] = 3
    assert hash(made.more) == hash(made.more)


def test_further_keys_of_a_known_type_become_objects(package: Package) -> None:
    point = {"type": "object", "properties": {"x": {"type": "integer"}}, "title": "Point"}
    module = package({"type": "object", "properties": INTEGERS, "additionalProperties": point})
    made = module.validate({"a": 1, "p": {"x": 3}})
    assert made.p.x == 3
    assert made.model_dump(exclude_unset=True) == {"a": 1, "p": {"x": 3}}


def test_keys_of_a_pattern_become_objects_and_are_resolved(package: Package) -> None:
    service = {"type": "object", "properties": {"size": {"type": "integer", "default": 2}}}
    schema = {
        "type": "object",
        "properties": INTEGERS,
        "patternProperties": {"^x-": {"$ref": "#/$defs/Service"}},
        "additionalProperties": False,
        "$defs": {"Service": service},
    }
    module = package(schema)
    made = module.validate({"a": 1, "x-web": {}})
    assert made.model_extra == {"x-web": module.Service()}
    assert made.resolved() == {"a": 1, "x-web": {"size": 2}}
    assert made.model_dump(exclude_unset=True) == {"a": 1, "x-web": {}}


def test_keys_of_several_patterns_stay_as_they_are(package: Package) -> None:
    patterns = {f"^{letter}": {"type": "object", "properties": {letter: True}} for letter in "xy"}
    schema = {"type": "object", "patternProperties": patterns, "additionalProperties": False}
    assert package(schema).validate({"y": {"y": 1}}).model_extra == {"y": {"y": 1}}


def test_objects_of_several_classes_are_told_apart_by_their_rules(package: Package) -> None:
    def shape(kind: str) -> dict[str, Any]:
        properties = {"kind": {"const": kind}, "size": {"type": "number"}}
        return {
            "type": "object",
            "properties": properties,
            "required": ["kind"],
            "additionalProperties": False,
        }

    schema = {
        "type": "object",
        "properties": {
            "one": {"oneOf": [{"$ref": "#/$defs/Circle"}, {"$ref": "#/$defs/Square"}, {"type": "null"}]},
            "many": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/$defs/Square"}, {"$ref": "#/$defs/Circle"}]},
            },
        },
        "$defs": {"Circle": shape("circle"), "Square": shape("square")},
    }
    module = package(schema)
    made = module.validate(
        {"one": {"kind": "square"}, "many": [{"kind": "circle"}, {"kind": "square", "size": 2}]}
    )
    assert [type(x).__name__ for x in (made.one, *made.many)] == ["Square", "Circle", "Square"]
    assert module.validate({"one": None}).one is None
    again = module.Root(one=made.many[0], many=[made.one])
    assert type(again.one) is module.Circle
    assert again.model_dump(exclude_unset=True) == {"one": {"kind": "circle"}, "many": [{"kind": "square"}]}


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer", "minimum": 1}, [1, 2.0, 10**30], [0, 1.5, True, "1", None]),
        ({"type": "array", "items": {"type": "string"}}, [[], ["a"]], [["a", 1], {}, "a"]),
        ({"type": ["string", "number", "null"]}, ["a", 1, 1.5, None], [True, [], {}]),
        ({"enum": [1, "a", None, [1], {"b": 2}]}, [1, 1.0, "a", None, [1.0], {"b": 2}], [True, 2, [2], {}]),
        ({"const": {"a": [1]}}, [{"a": [1.0]}], [{"a": [True]}, {}]),
        (True, [None, {"a": []}, [1], "x", 1e300], [float("nan")]),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#"}}]},
            ["a", [["b"], []]],
            [[1], {}],
        ),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, [{}, {"a": 1.0}], [{"a": "1"}, []]),
    ],
    ids=["integer", "array", "several", "enum", "const", "anything", "recursive", "map"],
)
def test_a_root_need_not_be_an_object(schema: Any, good: list[Any], bad: list[Any], package: Package) -> None:
    module = package(schema)
    for value in good:
        assert module.validate(value) == value
    for value in bad:
        with pytest.raises(ValidationError):
            module.validate(value)
    with pytest.raises(ValidationError):
        module.validate_json("[")


def test_recursion_through_objects_maps_and_arrays(package: Package) -> None:
    schema = {
        "type": "object",
        "properties": {
            "next": {"$ref": "#"},
            "children": {"$ref": "#/$defs/Nodes"},
            "named": {"type": "object", "additionalProperties": {"$ref": "#"}},
        },
        "additionalProperties": False,
        "$defs": {"Nodes": {"type": "array", "items": {"$ref": "#"}}},
    }
    module = package(schema)
    document = {"next": {"next": {}}, "children": [{}, {"children": [{}]}], "named": {"a": {"named": {}}}}
    made = module.validate(document)
    assert type(made.children[1].children[0]) is module.Root
    assert type(made.named["a"]) is module.Root
    assert made.model_dump(exclude_unset=True) == document


def test_a_property_that_is_never_allowed_is_no_field(package: Package) -> None:
    module = package({"type": "object", "properties": {"a": {"type": "integer"}, "gone": False}})
    assert list(module.Root.model_fields) == ["a"]
    with pytest.raises(ValidationError, match="gone"):
        module.validate({"gone": 1})


def test_defaults_of_every_kind(package: Package) -> None:
    schema = {
        "type": "object",
        "properties": {
            "number": {"type": "number", "default": 1e-7},
            "whole": {"type": "integer", "default": 2.0},
            "text": {"type": "string", "default": 'a"\\\n'},
            "null": {"type": ["integer", "null"], "default": None},
            "list": {"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
            "object": {"$ref": "#/$defs/Inner", "default": {"n": 5}},
            "map": {
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/Inner"},
                "default": {"k": {}},
            },
        },
        "$defs": {"Inner": {"type": "object", "properties": {"n": {"type": "integer", "default": 3}}}},
    }
    module = package(schema)
    made = module.validate({})
    assert (made.number, made.whole, made.text, made.null) == (1e-7, 2, 'a"\\\n', None)
    assert type(made.whole) is int
    assert (made.list_, made.object_, made.map) == ([1, 2], module.Inner(n=5), {"k": module.Inner()})
    assert made.map["k"].n == 3
    assert module.validate({}).list_ is not None


def test_none_for_a_field_that_is_never_null_is_its_absence(package: Package) -> None:
    module = package(
        {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}
    )
    assert module.Root(a=None) == module.Root()
    assert module.Root(a=1).model_copy(update={"a": None}).model_dump() == {}
    with pytest.raises(ValidationError, match="a: expected an integer; found null"):
        module.validate({"a": None})


def test_lists_of_numbers_are_copied_and_frozen(package: Package) -> None:
    lists = {
        "whole": {"type": "array", "items": {"type": "integer"}},
        "real": {"type": "array", "items": {"type": "number"}},
        "words": {"type": "array", "items": {"type": "string"}},
        "either": {"type": ["number", "array"], "items": {"type": "number"}},
    }
    module = package({"type": "object", "properties": lists})
    document = {"whole": [1.0, 2, 1e300], "real": [1, 2.5], "words": ["a"], "either": [1]}
    made = module.validate(document)
    assert [type(n) for n in made.whole] == [int, int, int]
    assert [type(n) for n in made.real] == [int, float]
    for key in lists:
        document[key].append(0)
        with pytest.raises(TypeError):
            getattr(made, key).append(0)
    assert made.model_dump() == {"whole": [1, 2, int(1e300)], "real": [1, 2.5], "words": ["a"], "either": [1]}
    assert module.validate_json(made.model_dump_json()) == made
    with pytest.raises(ValidationError):
        module.validate({"real": [True]})


def test_the_root_may_be_another_name_for_a_class(package: Package) -> None:
    module = package({"oneOf": [{"type": "object", "properties": {"a": {"type": "integer"}}}]})
    assert module.validate({"a": 1}).a == module.validate_json('{"a": 1}').a == 1
    with pytest.raises(ValidationError):
        module.validate({"a": "1"})


def test_members_of_a_group_may_be_the_class_itself(package: Package) -> None:
    fields = {"type": "object", "properties": {"next": {"$ref": "#"}, "last": {"type": "null"}}}
    module = package({**fields, "additionalProperties": False, "minProperties": 1})
    assert module.validate({"next": {"last": None}}).next_or_last[0].next_or_last_kinds == ("last",)


def test_an_alternative_that_accepts_nothing_is_never_chosen(package: Package) -> None:
    never = {"type": "object", "properties": {"b": True}, "enum": []}
    module = package({"anyOf": [never, {"additionalProperties": False}]})
    assert not hasattr(module.validate({}), "b")


@pytest.mark.parametrize("items", ["string", "number", "integer"])
def test_an_array_beside_other_types_takes_arrays_alone(package: Package, items: str) -> None:
    module = package({"type": "object", "properties": {"a": {"items": {"type": items}}}})
    for value in ("ab", 1.5, {"k": 1}, [], None, True):
        assert module.validate({"a": value}).model_dump() == {"a": value}


def test_a_fraction_is_no_integer_where_both_are_allowed(package: Package) -> None:
    both = {"anyOf": [{"type": "integer"}, {"type": "number"}]}
    module = package({"type": "object", "properties": {"a": both}})
    for value in (1.5, -3.8, 2.0, 2):
        assert module.validate({"a": value}).a == value
