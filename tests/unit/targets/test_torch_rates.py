"""Learning rates and algorithms as the printed builder makes them of the canonical schema."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from codegen.ir import Model
from codegen.naming import pascal
from codegen.pipeline import compile_schema
from codegen.plotting import plot_of
from codegen.reading import read

pytest.importorskip("torch")

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def canonical() -> Model:
    return compile_schema(ROOT / "schema/optimizer.schema.json").model


#: Configurations of the reference system with the rates that its own code gives, as hex.
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/golden_learning_rates.json").read_text())
#: Six of them break a rule of the schema.
BREAKING_RULES = 6


def rate(builder: Any, config: dict[str, Any]) -> Any:
    return builder.rate_of(builder.models.LearningRate.model_validate(config))


def valid(builder: Any, case: dict[str, Any]) -> bool:
    try:
        builder.models.LearningRate.model_validate(case["config"])
    except ValueError:
        return False
    return True


def test_some_of_the_reference_s_configurations_are_refused(optimizer_builder: Any) -> None:
    assert sum(not valid(optimizer_builder, case) for case in CASES) == BREAKING_RULES
    assert sum(len(case["rates"]) for case in CASES) == 196


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["name"]))
def test_rates_are_those_of_the_reference_bit_for_bit(case: dict[str, Any], optimizer_builder: Any) -> None:
    if valid(optimizer_builder, case):
        found = rate(optimizer_builder, case["config"])
    else:  # the models refuse it; its formula still does what the reference does
        ((form, fields),) = case["config"].items()
        found = getattr(optimizer_builder, f"_{form}")(SimpleNamespace(**fields), "")
    for step, bits in case["rates"].items():
        if bits.endswith("Error"):
            with pytest.raises(optimizer_builder.ConfigError, match=f"at step {step}: "):
                found.at(int(step))
        else:
            assert found.at(int(step)).hex() == bits


@pytest.mark.parametrize(
    ("config", "rates"),
    [
        (
            {"linear_ramp_to_inverse_sqrt": {"learning_rate": 1, "num_ramp_steps": 4}},
            {0: 0.0, 2: 0.5, 4: 1.0, 16: 0.5, 400: 0.1},
        ),
        (
            {
                "linear_ramp_to_polynomial": {
                    "learning_rate": 1,
                    "final_learning_rate": 0,
                    "num_ramp_steps": 0,
                    "final_num_steps": 8,
                    "power": 2,
                }
            },
            {0: 1.0, 4: 0.25, 8: 0.0, 9: 0.0},
        ),
        (
            {"exponential_decay": {"learning_rate": 8, "decay_rate": 0.25, "num_decay_steps": 2}},
            {0: 8.0, 1: 4.0, 2: 2.0, 4: 0.5},
        ),
        (
            {"step_decay": {"learning_rate": 8, "decay_rate": 0.25, "num_decay_steps": 2}},
            {0: 8.0, 1: 8.0, 2: 2.0, 3: 2.0, 4: 0.5},
        ),
        (
            {
                "one_cycle": {
                    "initial_learning_rate": 1,
                    "max_learning_rate": 3,
                    "final_learning_rate": 0.5,
                    "num_ramp_steps": 2,
                    "final_num_steps": 4,
                }
            },
            {0: 1.0, 1: 2.0, 2: 3.0, 3: 1.75, 4: 0.5, 99: 0.5},
        ),
        (
            {
                "warmup_stable_decay": {
                    "learning_rate": 4,
                    "final_learning_rate": 2,
                    "num_ramp_steps": 2,
                    "decay_start_step": 5,
                    "final_num_steps": 9,
                }
            },
            {0: 0.0, 1: 2.0, 2: 4.0, 5: 4.0, 7: 3.0, 9: 2.0, 10: 2.0},
        ),
        (
            {
                "sequence": {
                    "schedules": [
                        {"constant": 7},
                        {"linear_ramp_to_constant": {"learning_rate": 1, "num_ramp_steps": 2}},
                    ],
                    "boundaries": [3],
                }
            },
            {0: 7.0, 2: 7.0, 3: 0.0, 4: 0.5, 5: 1.0, 100: 1.0},
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(next(iter(value)), str) else "",
)
def test_other_forms_give_the_rates_that_one_computes_by_hand(
    config: dict[str, Any], rates: dict[int, float], optimizer_builder: Any
) -> None:
    found = rate(optimizer_builder, config)
    assert {step: pytest.approx(found.at(step), abs=1e-15) for step in rates} == rates
    assert all(found.at(step) == found.at(float(step)) for step in rates)


def test_equal_schedules_have_equal_keys_however_their_numbers_are_written(optimizer_builder: Any) -> None:
    forms = [
        {"linear_ramp_to_constant": {"learning_rate": one, "num_ramp_steps": ten}}
        for one in (1, 1.0)
        for ten in (10, 10.0)
    ]
    other = {"linear_ramp_to_constant": {"learning_rate": 1, "num_ramp_steps": 11}}
    keys = {rate(optimizer_builder, form).key for form in forms}
    assert len(keys) == 1
    assert rate(optimizer_builder, other).key not in keys
    staircase = {"learning_rate_boundaries": [1], "learning_rate_values": [1, 2]}
    first, second = (rate(optimizer_builder, {"piecewise_constant": staircase}) for _ in range(2))
    assert hash(first.key) == hash(second.key)
    both = {"sequence": {"boundaries": [2], "schedules": [{"constant": 1}, other]}}
    same = {"sequence": {"boundaries": [2.0], "schedules": [{"constant": 1.0}, other]}}
    assert rate(optimizer_builder, both).key == rate(optimizer_builder, same).key


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"constant": 0.01}, "constant 0.01"),
        (
            {"linear_ramp_to_constant": {"learning_rate": 8e-4, "num_ramp_steps": 5000}},
            "ramp to 0.0008 over 5000",
        ),
        (
            {
                "piecewise_constant": {
                    "learning_rate_boundaries": [1, 2, 3, 4, 1234567],
                    "learning_rate_values": [6, 5, 4, 3, 2, 1],
                }
            },
            "staircase 6, 5, 4, 3, ... (6), at 1, 2, 3, 4, ... (5)",
        ),
        (
            {"sequence": {"boundaries": [1234567], "schedules": [{"constant": 1}, {"constant": 2}]}},
            "constant 1 then constant 2; from 1234567",
        ),
    ],
    ids=["constant", "ramp", "staircase", "sequence"],
)
def test_a_rate_says_in_words_what_it_is(config: dict[str, Any], words: str, optimizer_builder: Any) -> None:
    assert rate(optimizer_builder, config).text == words


def test_only_a_constant_rate_is_known_to_be_one(optimizer_builder: Any) -> None:
    assert rate(optimizer_builder, {"constant": 0}).constant == 0.0
    ramp = {"linear_ramp_to_constant": {"learning_rate": 1, "num_ramp_steps": 2}}
    assert rate(optimizer_builder, ramp).constant is None


def test_a_number_that_no_float_holds_is_refused_where_it_stands(optimizer_builder: Any) -> None:
    models, error = optimizer_builder.models, optimizer_builder.ConfigError
    huge = {"linear_ramp_to_constant": {"learning_rate": 10**400, "num_ramp_steps": 1}}
    for config, place in (
        ({"single_task_learning_rate": huge}, "/single_task_learning_rate/linear_ramp_to_constant"),
        (
            {"multi_task_learning_rates": {"tower_learning_rates": {"a/b": huge}}},
            "/multi_task_learning_rates/tower_learning_rates/a~1b/linear_ramp_to_constant",
        ),
        (
            {
                "single_task_learning_rate": {"constant": 1},
                "parameter_groups": [{"names": ["*"], "learning_rate": huge}],
            },
            "/parameter_groups/0/learning_rate/linear_ramp_to_constant",
        ),
    ):
        with pytest.raises(error) as refused:
            optimizer_builder.wanted(models.RecapOptimizerConfig.model_validate({"adam": {}, **config}))
        said = f"{place}/learning_rate: 100000000000000000000000... (401 digits) is larger than any float"
        assert str(refused.value).startswith(said)
    with pytest.raises(error, match=r"^/adam/epsilon: an integer of thousands of digits is larger"):
        optimizer_builder.wanted(
            models.RecapOptimizerConfig.model_validate(
                {"adam": {"epsilon": 10**5000}, "single_task_learning_rate": {"constant": 1}}
            )
        )


def test_a_rate_that_is_none_is_refused_with_its_step(optimizer_builder: Any) -> None:
    error = optimizer_builder.ConfigError
    growing = {"exponential_decay": {"learning_rate": 1, "decay_rate": 1e300, "num_decay_steps": 1}}
    assert rate(optimizer_builder, growing).at(1) == 1e300
    with pytest.raises(error, match=r"^/exponential_decay: there is none at step 2: "):
        rate(optimizer_builder, growing).at(2)
    infinite = {"exponential_decay": {"learning_rate": 1e10, "decay_rate": 1e300, "num_decay_steps": 1}}
    with pytest.raises(error, match=r"^/exponential_decay: there is none at step 1: the formula gives inf$"):
        rate(optimizer_builder, infinite).at(1)
    with pytest.raises(error, match="is larger than any float"):
        optimizer_builder.rate_of(math.nan)
    with pytest.raises(error, match=r"^the learning rate: it is -1, and a rate is never negative$"):
        optimizer_builder.rate_of(-1)
    for not_a_config in (None, {"constant": 1}, "0.1"):
        with pytest.raises(TypeError, match="no learning rate"):
            optimizer_builder.rate_of(not_a_config)


EXAMPLES = sorted((ROOT / "schema/examples/valid").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_printed_code_gives_the_bits_that_the_formula_read_as_it_stands_gives(
    path: Path, optimizer_builder: Any, canonical: Model
) -> None:
    text = path.read_text(encoding="utf-8")
    name = "OptimizerConfig" if "# as: OptimizerConfig" in text else "RecapOptimizerConfig"
    value = read(text.encode(), "yaml", path.name).value
    wanted = optimizer_builder.wanted(getattr(optimizer_builder.models, name).model_validate(value))
    printed = [r for r in (wanted.single, *(wanted.towers or {}).values(), wanted.backbone) if r is not None]
    printed += [rule.rate for rule in wanted.rules if rule.rate is not None]
    definition = next(d for d in canonical.definitions if pascal(d.words) == name)
    lines = plot_of(canonical, definition, value).lines
    assert not lines or sum(len(line.labels) for line in lines) == len(printed)
    drawn = {line.points for line in lines}
    for rate in printed if lines else ():
        assert any(all(rate.at(step).hex() == y.hex() for step, y in points) for points in drawn)


def rules(builder: Any, algorithm: dict[str, Any], *entries: dict[str, Any]) -> Any:
    """The rules of a configuration whose groups are these."""
    config = {
        **algorithm,
        "single_task_learning_rate": {"constant": 1},
        "parameter_groups": [{"names": ["*"], **e} for e in entries],
    }
    return builder.wanted(builder.models.RecapOptimizerConfig.model_validate(config)).rules


def test_a_group_writes_only_what_differs_from_the_same_algorithm(optimizer_builder: Any) -> None:
    whole = {"adam": {"beta_1": 0, "epsilon": 1e-3}}
    same, default, other, none = rules(
        optimizer_builder,
        whole,
        {"adam": {"weight_decay": 0.5}},
        {"adam": {"epsilon": 1e-7}},
        {"adamw": {}},
        {},
    )
    assert same.algorithm.name == "adam"
    assert same.algorithm.arguments["betas"] == (0.0, 0.999)
    assert (same.algorithm.arguments["eps"], same.algorithm.arguments["weight_decay"]) == (1e-3, 0.5)
    assert default.algorithm.arguments["eps"] == 1e-7  # written, though it is the default
    assert other.algorithm.name == "adamw"
    assert other.algorithm.arguments["betas"] == (0.9, 0.999)
    assert none.algorithm is None and none.rate is None


def test_what_a_group_writes_has_to_be_valid_together_with_the_rest(optimizer_builder: Any) -> None:
    with pytest.raises(optimizer_builder.ConfigError) as refused:
        rules(optimizer_builder, {"sgd": {"momentum": 0.9, "nesterov": True}}, {"sgd": {"momentum": 0}})
    assert str(refused.value).startswith("/parameter_groups/0/sgd: laid over the algorithm of the whole")
    assert "momentum" in str(refused.value)


def test_integers_of_a_config_are_floats_where_torch_wants_them(optimizer_builder: Any) -> None:
    models = optimizer_builder.models
    found = optimizer_builder.algorithm_of(
        "muon", models.MuonConfig(ns_steps=2.0, momentum=1, eps=0)
    ).arguments
    assert (found["ns_steps"], type(found["ns_steps"])) == (2, int)
    assert (type(found["momentum"]), type(found["eps"])) == (float, float)
    assert found["ns_coefficients"] == (3.4445, -4.775, 2.0315)
    eps = optimizer_builder.algorithm_of("a", models.AdafactorConfig(eps=[None, 0])).arguments["eps"]
    assert (eps, type(eps[1])) == ((None, 0.0), float)


def test_an_argument_that_an_older_torch_lacks_is_left_out_at_its_default(
    optimizer_builder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    models, error = optimizer_builder.models, optimizer_builder.ConfigError
    monkeypatch.setattr(torch, "__version__", "2.6.0+cpu")
    adam = optimizer_builder.algorithm_of("adam", models.RecapAdamConfig())
    assert "decoupled_weight_decay" not in adam.arguments
    with pytest.raises(
        error, match=r"decoupled_weight_decay needs PyTorch 2\.7 or later; installed is 2\.6\.0"
    ):
        optimizer_builder.algorithm_of("adam", models.RecapAdamConfig(decoupled_weight_decay=True))
    with pytest.raises(error, match=r"torch\.optim\.Muon needs PyTorch 2\.9 or later"):
        optimizer_builder.algorithm_of("muon", models.MuonConfig())
