"""A model is valid when made and stays so: there is no way to an invalid object."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

RATE = {"constant": 0.001}
CONFIG = {"adam": {"beta_1": 0.95}, "single_task_learning_rate": RATE}
TOWERS = {"sgd": {}, "multi_task_learning_rates": {"tower_learning_rates": {"click": RATE}}}
BOTH = {**CONFIG, "sgd": {}}
LR = (
    "lr: set exactly one of constant, linear_ramp_to_cosine, linear_ramp_to_constant, piecewise_constant, "
    "linear_ramp_to_inverse_sqrt, linear_ramp_to_polynomial, exponential_decay, step_decay, one_cycle, "
    "warmup_stable_decay, sequence"
)


def refused(action: Callable[[], object]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        action()
    return [error["msg"] for error in caught.value.errors()]


@pytest.fixture
def module(optimizer_config: Any) -> Any:
    return optimizer_config


@pytest.fixture
def config(module: Any) -> Any:
    return module.validate(CONFIG)


def test_every_way_in_gives_the_same_words(module: Any) -> None:
    root = module.Root
    ways: list[Callable[[], object]] = [
        lambda: module.validate(BOTH),
        lambda: module.validate_json(json.dumps(BOTH)),
        lambda: root(**BOTH),
        lambda: root.model_validate(BOTH),
        lambda: root.model_validate(BOTH, strict=False),
        lambda: root.model_validate(BOTH, extra="allow"),
        lambda: root.model_validate_json(json.dumps(BOTH)),
        lambda: root.model_construct(**BOTH),
        lambda: TypeAdapter(root).validate_python(BOTH),
        lambda: TypeAdapter(root).validate_json(json.dumps(BOTH)),
        lambda: TypeAdapter(list[root]).validate_python([BOTH]),
        lambda: module.validate(CONFIG).model_copy(update={"sgd": {}}),
    ]
    found = {tuple(refused(way)) for way in ways}
    assert len(found) == 1
    (words,) = found
    assert len(words) == 1
    assert words[0].startswith("optimizer: set exactly one of adam, sgd,")
    assert words[0].endswith("; found adam, sgd")


def test_a_rule_between_fields_is_enforced_on_every_way(module: Any) -> None:
    steps = {"learning_rate": 0.1, "final_learning_rate": 0, "num_ramp_steps": 9, "final_num_steps": 9}
    model = module.LinearRampToCosine
    good = model(**{**steps, "final_num_steps": 10})
    words = "final_num_steps: must be above num_ramp_steps; found final_num_steps 9, num_ramp_steps 9"
    ways: list[Callable[[], object]] = [
        lambda: model(**steps),
        lambda: model.model_validate(steps),
        lambda: model.model_validate_json(json.dumps(steps)),
        lambda: good.model_copy(update={"final_num_steps": 9}),
        lambda: module.LearningRate(linear_ramp_to_cosine=steps),
        lambda: module.validate({"adam": {}, "single_task_learning_rate": {"linear_ramp_to_cosine": steps}}),
    ]
    assert [refused(way) for way in ways] == [[words]] * len(ways)
    assert "Rule: final_num_steps > num_ramp_steps." in " ".join(model.__doc__.split())


def test_errors_come_all_at_once_in_document_order_with_their_places(module: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        module.validate({"adam": {"beta_1": 1, "beta2": 0}, "single_task_learning_rate": {}})
    assert [(e["loc"], e["msg"]) for e in caught.value.errors()] == [
        (("adam", "beta_1"), "beta_1: must be < 1; found 1"),
        (("adam", "beta2"), "beta2: unknown key in RecapAdamConfig. Did you mean beta_2?"),
        (("single_task_learning_rate",), f"{LR}; found none"),
    ]


def test_a_field_of_another_model_is_judged_too(module: Any) -> None:
    class Job(BaseModel):
        name: str
        optimizer: module.RecapOptimizerConfig  # type: ignore[name-defined]
        other: module.LearningRate | None = None  # type: ignore[name-defined]

    job = Job.model_validate({"name": "a", "optimizer": CONFIG, "other": RATE})
    assert job.optimizer == module.validate(CONFIG)
    assert job.model_dump(exclude_unset=True) == {"name": "a", "optimizer": CONFIG, "other": RATE}
    with pytest.raises(ValidationError) as caught:
        Job.model_validate({"name": "a", "optimizer": BOTH, "other": {}})
    assert [e["loc"] for e in caught.value.errors()] == [("optimizer",), ("other",)]


def test_nested_instances_are_kept_and_count_as_what_they_stand_for(module: Any) -> None:
    rate = module.LearningRate(constant=0.001)
    made = module.Root(adam=module.RecapAdamConfig(beta_1=0.95), single_task_learning_rate=rate)
    assert made == module.validate(CONFIG)
    assert made.single_task_learning_rate is rate
    assert "found adam, sgd" in refused(lambda: module.Root(adam={}, sgd=module.RecapSgdConfig()))[0]
    assert refused(lambda: module.Root(adam=module.RecapSgdConfig(), single_task_learning_rate=rate))


def test_no_field_is_assigned_or_deleted(config: Any) -> None:
    before = config.model_dump()
    assert refused(lambda: setattr(config, "sgd", {})) == ["Instance is frozen"]
    assert refused(lambda: setattr(config, "unknown", 1)) == ["Instance is frozen"]
    assert refused(lambda: delattr(config, "adam")) == ["Instance is frozen"]
    assert config.model_dump() == before


def test_no_container_is_changed(module: Any) -> None:
    towers = module.validate(TOWERS).multi_task_learning_rates.tower_learning_rates
    steps = module.PiecewiseConstant(learning_rate_boundaries=[1, 2], learning_rate_values=[1, 2, 3])
    changes: list[Callable[[], object]] = [
        lambda: towers.__setitem__("a", None),
        lambda: towers.__delitem__("click"),
        lambda: towers.update(a=1),
        lambda: towers.__ior__({"a": 1}),
        towers.clear,
        towers.popitem,
        lambda: towers.pop("click"),
        lambda: towers.setdefault("a", 1),
        lambda: steps.learning_rate_boundaries.append(1),
        lambda: steps.learning_rate_boundaries.__setitem__(0, "x"),
        lambda: steps.learning_rate_boundaries.__delitem__(0),
        lambda: steps.learning_rate_boundaries.extend([1]),
        lambda: steps.learning_rate_boundaries.__iadd__([1]),
        lambda: steps.learning_rate_boundaries.__imul__(2),
        lambda: steps.learning_rate_boundaries.insert(0, 1),
        lambda: steps.learning_rate_boundaries.remove(1),
        steps.learning_rate_boundaries.pop,
        steps.learning_rate_boundaries.clear,
        steps.learning_rate_boundaries.reverse,
        steps.learning_rate_boundaries.sort,
    ]
    for change in changes:
        with pytest.raises(TypeError, match="does not change"):
            change()
    assert list(towers) == ["click"]
    assert steps.learning_rate_boundaries == [1, 2]
    assert type(towers.copy()) is dict
    assert type(steps.learning_rate_boundaries.copy()) is list


def test_a_copy_with_updates_is_checked_as_a_whole(module: Any, config: Any) -> None:
    swapped = config.model_copy(update={"adam": None, "sgd": module.RecapSgdConfig(momentum=0.9)})
    assert (swapped.optimizer_kind, swapped.optimizer.momentum) == ("sgd", 0.9)
    assert config.optimizer_kind == "adam"
    assert config.model_copy() == config
    assert "unknown key" in refused(lambda: config.model_copy(update={"adamm": {}}))[0]
    assert refused(lambda: config.adam.model_copy(update={"beta_1": 2})) == ["beta_1: must be < 1; found 2"]


def test_deprecated_doors_are_closed_as_well(module: Any, config: Any) -> None:
    with pytest.warns(DeprecationWarning):
        assert "found adam, sgd" in refused(lambda: module.Root.parse_obj(BOTH))[0]
    with pytest.warns(DeprecationWarning):
        assert "found adam, sgd" in refused(lambda: module.Root.construct(**BOTH))[0]
    assert "found adam, sgd" in refused(lambda: config.copy(update={"sgd": {}}))[0]
    with pytest.raises(TypeError, match="may be invalid"):
        config.copy(exclude={"adam"})


@pytest.mark.parametrize("document", [CONFIG, TOWERS], ids=["single", "towers"])
def test_pickle_and_copies_give_equal_objects(module: Any, document: Any) -> None:
    made = module.validate(document)
    twins = [
        pickle.loads(pickle.dumps(made)),
        copy.copy(made),
        copy.deepcopy(made),
        made.model_copy(deep=True),
    ]
    for twin in twins:
        assert twin == made
        assert hash(twin) == hash(made)
        assert twin.model_fields_set == made.model_fields_set
        assert twin.model_dump(exclude_unset=True) == document


def test_equality_and_hash_follow_the_values(module: Any, config: Any) -> None:
    assert config == module.validate(copy.deepcopy(CONFIG))
    assert len({config, module.validate(CONFIG), module.validate(TOWERS)}) == 2
    assert config != module.validate({**CONFIG, "adam": {}})
    assert config != CONFIG


def test_a_subclass_of_yours_is_judged_like_its_parent(module: Any) -> None:
    class Mine(module.RecapOptimizerConfig):  # type: ignore[name-defined, misc]
        def size(self) -> int:
            return len(self.model_fields_set)

    assert Mine.model_validate(CONFIG).size() == 2
    assert "found adam, sgd" in refused(lambda: Mine(**BOTH))[0]


def test_json_text_is_read_strictly(module: Any) -> None:
    assert refused(lambda: module.validate_json('{"adam": NaN}'))[0].startswith(
        "RecapOptimizerConfig: is no JSON"
    )
    assert refused(lambda: module.validate_json("{"))[0].startswith("RecapOptimizerConfig: is no JSON")
    assert module.validate_json(json.dumps(CONFIG).encode()) == module.validate(CONFIG)


def test_values_that_are_not_json_are_refused_in_words(module: Any) -> None:
    words = refused(
        lambda: module.validate({"adam": {"beta_1": object()}, "single_task_learning_rate": RATE})
    )
    assert words == ["beta_1: expected a JSON value; found a value that is not JSON"]
    infinite = {"adam": {"epsilon": float("inf")}, "single_task_learning_rate": RATE}
    assert refused(lambda: module.validate(infinite)) != []


def test_numbers_keep_what_they_were(module: Any) -> None:
    ramp = {"learning_rate": 1, "num_ramp_steps": 2.0}
    made = module.LinearRampToConstant.model_validate(ramp)
    assert (made.learning_rate, type(made.learning_rate)) == (1, int)
    assert (made.num_ramp_steps, type(made.num_ramp_steps)) == (2, int)
    assert module.LinearRampToConstant(learning_rate=1.0, num_ramp_steps=10**40).num_ramp_steps == 10**40
    assert refused(lambda: module.LinearRampToConstant(learning_rate=True, num_ramp_steps=1)) == [
        "learning_rate: expected a number; found true"
    ]
