"""The canonical schema is a schema, says what PyTorch says, and holds to the project's own spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / "schema"
TEXT = (FOLDER / "optimizer.schema.json").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(TEXT)
DEFS: dict[str, dict[str, Any]] = SCHEMA["$defs"]
VOCABULARY: dict[str, Any] = json.loads(
    (FOLDER / "vocabulary/codegen.schema.json").read_text(encoding="utf-8")
)

#: Every class of torch.optim 2.13: its arguments, the values its constructor takes, its defaults.  Left out
#: are the four that choose how an update is computed: foreach, fused, capturable, differentiable.
TORCH: dict[str, dict[str, dict[str, Any]]] = json.loads((HERE / "torch_optim_2_13.json").read_text())

MEMBERS = {
    "adam": "Adam",
    "sgd": "SGD",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
    "adafactor": "Adafactor",
    "adamw": "AdamW",
    "adamax": "Adamax",
    "asgd": "ASGD",
    "lbfgs": "LBFGS",
    "muon": "Muon",
    "nadam": "NAdam",
    "radam": "RAdam",
    "rmsprop": "RMSprop",
    "rprop": "Rprop",
    "sparse_adam": "SparseAdam",
}
ROOTS = ("RecapOptimizerConfig", "OptimizerConfig")
#: Defaults that are the reference systems', not PyTorch's: existing configurations rely on them.
REFERENCE_DEFAULTS = {
    ("RecapAdamConfig", "epsilon"): 1e-7,
    ("AdamConfig", "eps"): 1e-7,
    ("AdagradConfig", "eps"): 0,
}
#: Classes whose learning rate is their own and required, as in the reference.
OWN_RATE = {"AdamConfig", "SgdConfig", "AdagradConfig"}
NOTES = {"description", "examples", "x-unit"}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"})


def subschemas(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema object that states a type, a reference or alternatives, with its pointer."""
    if isinstance(value, dict):
        if {"type", "anyOf", "$ref", "enum"} & value.keys():
            yield pointer, value
        for key, inner in value.items():
            if key not in ("default", "examples", "const", "enum"):
                yield from subschemas(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from subschemas(inner, f"{pointer}/{index}")


def properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, definition in DEFS.items():
        for key, schema in definition["properties"].items():
            yield name, key, schema


def class_of(root: str, member: str) -> str:
    """The definition a member of group ``optimizer`` refers to."""
    reference, null = DEFS[root]["properties"][member]["anyOf"]
    assert null == {"type": "null"}
    return str(reference["$ref"]).removeprefix("#/$defs/")


def facts(schema: dict[str, Any]) -> dict[str, Any]:
    """What a hyper-parameter accepts and defaults to, in the words of the table."""
    plain = {k: v for k, v in schema.items() if k not in NOTES}
    if plain.get("type") == "array":
        assert plain["items"] is False and plain["minItems"] == len(plain["prefixItems"])
        return {"tuple": plain["prefixItems"], "default": plain["default"]}
    return plain


def test_it_is_valid_under_the_standard_meta_schema() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)
    assert jsonschema_rs.meta.is_valid(SCHEMA)


def test_its_annotations_are_those_of_the_vocabulary() -> None:
    Draft202012Validator.check_schema(VOCABULARY)
    resource = Resource.from_contents(VOCABULARY)
    under = Draft202012Validator(VOCABULARY, registry=Registry().with_resource(VOCABULARY["$id"], resource))
    assert list(under.iter_errors(SCHEMA)) == []
    assert under.is_valid({"properties": {"x": {"x-unit": "steps"}}})
    assert not under.is_valid({"properties": {"x": {"x-unit": 1}}})
    assert not under.is_valid({"properties": {"x": {"x-units": "steps"}}})
    assert not under.is_valid({"properties": {"x": {"type": "strin"}}})


def test_a_stock_validator_needs_nothing_of_ours() -> None:
    keywords = {key for _, s in subschemas(SCHEMA) for key in s if key.startswith("x-")}
    assert keywords <= {"x-unit", "x-schedule", "x-rules", "x-torch"}
    assert "https://schema-codegen.dev/vocabulary" not in TEXT


def test_the_roots_come_first_and_the_first_of_them_is_the_root() -> None:
    assert tuple(DEFS)[:2] == ROOTS
    assert SCHEMA["$ref"] == "#/$defs/RecapOptimizerConfig"


def test_every_schedule_has_its_formula() -> None:
    members = [s["anyOf"][0]["$ref"] for s in DEFS["LearningRate"]["properties"].values() if "anyOf" in s]
    assert len(members) == 10
    for reference in (*members, "#/$defs/LearningRate"):
        assert "x-schedule" in DEFS[reference.removeprefix("#/$defs/")]


def test_every_definition_is_used() -> None:
    for name in DEFS:
        assert name == "OptimizerConfig" or f'"#/$defs/{name}"' in TEXT


@pytest.mark.parametrize("name", DEFS)
def test_every_definition_is_a_closed_described_object(name: str) -> None:
    assert DEFS[name]["type"] == "object"
    assert DEFS[name]["additionalProperties"] is False
    assert DEFS[name]["description"].endswith(".")


def test_every_property_is_described_in_a_sentence() -> None:
    for name, key, schema in properties():
        assert re.fullmatch(r"[A-Z`].{10,}\.", schema["description"]), (name, key)


def test_every_number_has_an_example_and_every_optional_one_a_default() -> None:
    for name, key, schema in properties():
        if schema.get("type") in ("number", "integer"):
            assert schema["examples"], (name, key)
            assert ("default" in schema) != (key in DEFS[name].get("required", ())), (name, key)


def test_counts_of_steps_have_their_unit() -> None:
    for name, key, schema in properties():
        if (re.search("_steps?$", key) and key != "ns_steps") or key in (
            "t0",
            "learning_rate_boundaries",
            "boundaries",
        ):
            assert schema["x-unit"] == "steps", (name, key)


def test_every_default_and_every_example_validates() -> None:
    seen = 0
    for pointer, schema in subschemas(SCHEMA):
        here = Draft202012Validator({**SCHEMA, "$ref": f"#{pointer}"})
        for value in [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else ())]:
            assert here.is_valid(value), (pointer, value)
            seen += 1
    assert seen > 150


@pytest.mark.parametrize("root", ROOTS)
def test_an_algorithm_with_its_defaults_written_out_validates(root: str) -> None:
    for member in MEMBERS:
        name = class_of(root, member)
        written = {k: s["default"] for k, s in DEFS[name]["properties"].items() if "default" in s}
        rate = {"lr": 0.01} if name in OWN_RATE else {}
        assert validator(name).is_valid({**rate, **written}), name


def test_every_class_of_torch_optim_is_a_member_of_both_roots() -> None:
    assert sorted(MEMBERS.values()) == sorted(TORCH)
    for root in ROOTS:
        groups = {g["title"]: g for g in DEFS[root]["allOf"]}
        assert [b["required"] for b in groups["optimizer"]["oneOf"]] == [[m] for m in MEMBERS]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("member", MEMBERS)
def test_an_algorithm_takes_what_the_constructor_takes(root: str, member: str) -> None:
    name = class_of(root, member)
    expected = {k: dict(v) for k, v in TORCH[MEMBERS[member]].items() if k != "lr" or name in OWN_RATE}
    if name == "RecapAdamConfig":
        first, second = expected.pop("betas")["tuple"]
        renamed = {"beta_1": {**first, "default": 0.9}, "beta_2": {**second, "default": 0.999}}
        expected = {**renamed, "epsilon": expected.pop("eps"), **expected}
    if name in OWN_RATE:
        del expected["lr"]["default"]
    for key in expected:
        if (name, key) in REFERENCE_DEFAULTS:
            expected[key]["default"] = REFERENCE_DEFAULTS[name, key]
    actual = {k: facts(s) for k, s in DEFS[name]["properties"].items()}
    assert actual == expected
    assert DEFS[name].get("required", []) == (["lr"] if name in OWN_RATE else [])


@pytest.mark.parametrize(
    ("name", "group", "members"),
    [
        ("RecapOptimizerConfig", "optimizer", list(MEMBERS)),
        ("RecapOptimizerConfig", "lr", ["multi_task_learning_rates", "single_task_learning_rate"]),
        ("OptimizerConfig", "optimizer", list(MEMBERS)),
        (
            "LearningRate",
            "lr",
            [
                "constant",
                "linear_ramp_to_cosine",
                "linear_ramp_to_constant",
                "piecewise_constant",
                "linear_ramp_to_inverse_sqrt",
                "linear_ramp_to_polynomial",
                "exponential_decay",
                "step_decay",
                "one_cycle",
                "warmup_stable_decay",
                "sequence",
            ],
        ),
    ],
)
def test_a_group_has_the_canonical_spelling(name: str, group: str, members: list[str]) -> None:
    found = {g["title"]: g for g in DEFS[name]["allOf"]}[group]
    assert found.keys() == {"title", "description", "oneOf"}
    assert found["oneOf"] == [
        {"required": [m], "properties": {m: {"not": {"type": "null"}}}} for m in members
    ]
    open_keys = {**dict.fromkeys(DEFS[name]["properties"])}
    assert set(members) <= open_keys.keys()
    assert not set(members) & set(DEFS[name].get("required", ()))


def test_a_parameter_group_has_at_least_one_condition_and_at_most_one_algorithm() -> None:
    match, algorithm = DEFS["ParameterGroup"]["allOf"]
    conditions = ["names", "pattern", "module_types", "dimensions"]
    branches = {
        m: {"required": [m], "properties": {m: {"not": {"type": "null"}}}} for m in (*conditions, *MEMBERS)
    }
    assert (match["title"], match["anyOf"]) == ("match", [branches[m] for m in conditions])
    one = [branches[m] for m in MEMBERS]
    assert (algorithm["title"], algorithm["oneOf"]) == ("optimizer", [*one, {"not": {"anyOf": one}}])
    root, group = DEFS["RecapOptimizerConfig"]["properties"], DEFS["ParameterGroup"]["properties"]
    assert {m: group[m] for m in MEMBERS} == {m: root[m] for m in MEMBERS}


def test_no_other_definition_has_a_group() -> None:
    grouped = {name: [g["title"] for g in d["allOf"]] for name, d in DEFS.items() if "allOf" in d}
    assert grouped == {
        "RecapOptimizerConfig": ["optimizer", "lr"],
        "OptimizerConfig": ["optimizer"],
        "ParameterGroup": ["match", "optimizer"],
        "LearningRate": ["lr"],
    }


@pytest.mark.parametrize(
    "config",
    [
        {"constant": 0.01},
        {"constant": 0},
        {"constant": None, "linear_ramp_to_constant": {"learning_rate": 0.0008, "num_ramp_steps": 5000}},
        {"linear_ramp_to_constant": {"learning_rate": 0.1, "num_ramp_steps": 1}},
        {
            "linear_ramp_to_cosine": {
                "learning_rate": 0.1,
                "final_learning_rate": 0.0,
                "num_ramp_steps": 10,
                "final_num_steps": 20,
            }
        },
        # rules between fields are not the plain schema's: these validate
        {
            "linear_ramp_to_cosine": {
                "learning_rate": 0.001,
                "final_learning_rate": 1e-5,
                "num_ramp_steps": 100,
                "final_num_steps": 50,
            }
        },
        {"piecewise_constant": {"learning_rate_boundaries": [], "learning_rate_values": [1.0]}},
        {"piecewise_constant": {"learning_rate_boundaries": [20, 10], "learning_rate_values": [1.0, 0.5]}},
    ],
)
def test_a_schedule_of_the_reference_validates(config: dict[str, Any]) -> None:
    assert validator("LearningRate").is_valid(config)


def test_the_per_table_config_of_the_reference_validates() -> None:
    config = {"sgd": {"lr": 0.01}, "learning_rate": {"constant": 0.01}}
    assert validator("OptimizerConfig").is_valid(config)


@pytest.mark.parametrize(
    ("config", "valid"),
    [
        ({}, True),
        ({"nesterov": False, "dampening": 0.5}, True),
        ({"nesterov": True}, False),
        ({"nesterov": True, "momentum": 0}, False),
        ({"nesterov": True, "momentum": 0.9}, True),
        ({"nesterov": True, "momentum": 0.9, "dampening": 0}, True),
        ({"nesterov": True, "momentum": 0.9, "dampening": 0.1}, False),
    ],
)
def test_nesterov_needs_momentum_and_no_dampening(config: dict[str, Any], valid: bool) -> None:
    assert validator("RecapSgdConfig").is_valid(config) is valid
    assert validator("SgdConfig").is_valid({"lr": 0.1, **config}) is valid


def test_numbers_are_written_as_people_write_them() -> None:
    assert not re.search(r"[0-9]e-0[0-9]|[0-9]e\+|[0-9]E|\.[0-9]*[1-9]0+[,\]}\s]", TEXT)
    assert '"default": 1e-7' in TEXT


def test_it_is_laid_out_for_reading() -> None:
    assert TEXT.endswith("}\n") and "\t" not in TEXT
    assert all((len(row) - len(row.lstrip())) % 2 == 0 for row in TEXT.splitlines())
    prose = ('"description"', '"required"', '"x-schedule"', '"schedule"')
    long = [r for r in TEXT.splitlines() if len(r) > 120 and not any(word in r for word in prose)]
    assert long == []
