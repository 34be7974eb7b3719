"""Formulas in the IR: where they come from, what their names are, and where they may not stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.errors import CodegenError
from codegen.ir import Model, Record
from codegen.naming import pascal
from codegen.pipeline import compile_schema
from tests.support import model_of

NUMBER = {"type": "number"}
RULE = {"rule": "b > a", "message": "must be above a"}


def record(model: Model, name: str) -> Record:
    found = next(d.node for d in model.definitions if pascal(d.words) == name)
    assert isinstance(found, Record)
    return found


def config(**more: Any) -> dict[str, Any]:
    return {
        "title": "Config",
        "type": "object",
        "properties": {"a": NUMBER, "b": {"type": "integer"}},
        "required": ["a", "b"],
        **more,
    }


def test_a_rule_knows_its_place_its_field_and_the_kinds_of_its_names() -> None:
    (rule,) = record(model_of(config(**{"x-rules": [RULE]})), "Config").rules
    assert (rule.text, rule.message, rule.at) == ("b > a", "must be above a", "b")
    assert rule.kinds == (("b", "integer"), ("a", "number"))
    assert rule.origin.pointer == "/x-rules/0"


def test_a_group_and_a_field_that_is_a_schedule_are_schedules() -> None:
    member = {"required": ["one"], "properties": {"one": {"not": {"type": "null"}}}}
    other = {"required": ["two"], "properties": {"two": {"not": {"type": "null"}}}}
    ramp = config(**{"x-schedule": "a * step"})
    schema = {
        "title": "Rate",
        "type": "object",
        "properties": {
            "one": {"type": ["number", "null"]},
            "two": {"anyOf": [{"$ref": "#/$defs/Ramp"}, {"type": "null"}]},
            "base": {"$ref": "#/$defs/Ramp"},
            "more": {"type": "array", "items": {"$ref": "#/$defs/Ramp"}},
        },
        "required": ["base", "more"],
        "allOf": [{"title": "way", "oneOf": [member, other]}],
        "x-schedule": "way + base + (step < 5 ? sequence(step, piecewise(1, more, more), more) : 0)",
        "$defs": {"Ramp": ramp},
    }
    with pytest.raises(CodegenError, match="piecewise needs a list of numbers"):
        model_of(schema)
    schedule = record(model_of({**schema, "x-schedule": "way + base"}), "Rate").schedule
    assert schedule is not None
    assert schedule.kinds == (("way", "schedule"), ("base", "schedule"))


def test_formulas_of_a_schema_that_is_taken_in_are_inherited() -> None:
    base = config(**{"x-rules": [RULE], "x-schedule": "a * step"})
    own = {"rule": "c > b", "message": "must be above b"}
    schema = {
        "title": "Whole",
        "type": "object",
        "allOf": [{"$ref": "#/$defs/Base"}],
        "properties": {"c": NUMBER},
        "x-rules": [own],
        "$defs": {"Base": base},
    }
    whole = record(model_of(schema), "Whole")
    assert [r.text for r in whole.rules] == ["b > a", "c > b"]
    assert whole.schedule is not None and whole.schedule.text == "a * step"
    again = record(model_of({**schema, "x-schedule": "b * step"}), "Whole").schedule
    assert again is not None and again.text == "b * step"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": NUMBER, "x-rules": [RULE]},
        {"type": "object", "properties": {"a": {**NUMBER, "x-schedule": "step"}}},
        {"$defs": {"A": config()}, "properties": {"a": {"$ref": "#/$defs/A", "x-rules": [RULE]}}},
        {"anyOf": [config(), {"type": "null"}], "x-rules": [RULE]},
    ],
)
def test_a_formula_that_nothing_would_read_is_refused(schema: Any) -> None:
    with pytest.raises(CodegenError, match="has no effect here"):
        model_of(schema)


@pytest.mark.parametrize("name", ["\\u0078-rules", "\\x78-rules", "x-\\u0072ules"])
def test_a_formula_whose_keyword_is_written_with_an_escape_is_read_as_any_other(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f'type: object\nadditionalProperties: true\n"{name}": [{{rule: a > 0, message: m}}]\n')
    with pytest.raises(CodegenError, match="has no effect here"):
        compile_schema(path)


@pytest.mark.parametrize(
    "text", ["a\u00e4 > b", "07 > b", "a > 1.e5", "a > 1e999", "a >> b", "(a > b", "min(a) > b"]
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(CodegenError, match=r"formula|number"):
        model_of(config(**{"x-rules": [{"rule": text, "message": "m"}]}))


def test_at_most_one_of_many_members_is_a_group() -> None:
    keys = [f"k{n}" for n in range(12)]
    there = [{"required": [k], "properties": {k: {"not": {"type": "null"}}}} for k in keys]
    schema = {
        "title": "Config",
        "type": "object",
        "properties": {k: {"type": ["integer", "null"]} for k in keys},
        "allOf": [{"title": "way", "oneOf": [*there, {"not": {"anyOf": there}}]}],
    }
    found = record(model_of(schema), "Config")
    (choice,) = found.choices
    assert (choice.kind, len(choice.members), found.residuals) == ("at most one", 12, ())
