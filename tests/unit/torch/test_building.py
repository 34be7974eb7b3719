"""From a plan to torch's own optimizer: groups, names, implementations, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.plans import (  # noqa: E402
    algorithm,
    build,
    by_tower,
    constant,
    group,
    plan,
    ramp,
    towers,
    train,
    values,
)

#: Every class of torch.optim that takes dense gradients and any shape, with arguments unlike the defaults.
CLASSES: dict[str, dict[str, Any]] = {
    "ASGD": {"lambd": 1e-3, "t0": 10.0},
    "Adadelta": {"rho": 0.8, "weight_decay": 0.01},
    "Adafactor": {"d": 2.0},
    "Adagrad": {"initial_accumulator_value": 0.1},
    "Adam": {"betas": (0.8, 0.9), "amsgrad": True},
    "AdamW": {"betas": (0.8, 0.9), "weight_decay": 0.1},
    "Adamax": {"betas": (0.8, 0.9)},
    "NAdam": {"momentum_decay": 0.01},
    "RAdam": {"weight_decay": 0.01},
    "RMSprop": {"momentum": 0.9, "centered": True},
    "Rprop": {"etas": (0.4, 1.3)},
    "SGD": {"momentum": 0.9, "nesterov": True},
}


def by_hand(
    model: Any, optimizer: type, rates: dict[str, Any], arguments: dict[str, Any], steps: int
) -> None:
    """The same training as one writes it without this code."""
    groups = [
        {"params": [p for n, p in model.named_parameters() if f".{key}." in f".{n}"], "lr": rate.at(0)}
        for key, rate in rates.items()
    ]
    made = optimizer(groups, **arguments)
    for step in range(steps):
        for each, rate in zip(made.param_groups, rates.values(), strict=True):
            each["lr"] = rate.at(step)
        x = torch.randn(5, 4, generator=torch.Generator().manual_seed(step))
        made.zero_grad()
        model(x).square().mean().backward()
        made.step()


@pytest.mark.parametrize("name", CLASSES)
def test_trajectories_are_those_of_torch_code_by_hand_bit_for_bit(name: str) -> None:
    optimizer = getattr(torch.optim, name)
    rates = {"backbone": ramp(0.1, 7), "t0": constant(0.05), "t1": ramp(0.1, 7), "t2": constant(0.02)}
    model, other = towers(), towers()
    built = build(model, by_tower(model, rates, algorithm(optimizer, **CLASSES[name])))
    train(model, *built, 20)
    by_hand(other, optimizer, rates, CLASSES[name], 20)
    assert len(built[0].param_groups) == 3
    assert values(model) == values(other)


@pytest.mark.parametrize("implementation", ["fused", "foreach", "for-loop"])
def test_merging_equal_groups_changes_no_bit(implementation: str) -> None:
    results = []
    for merge in (True, False):
        model = towers(6)
        rates = {"backbone": constant(0.01), **{f"t{i}": ramp(0.1, 5) for i in range(6)}}
        groups = by_tower(model, rates, algorithm(weight_decay=0.1))
        optimizer, scheduler = build(model, groups, merge=merge, implementation=implementation)
        assert len(optimizer.param_groups) == (2 if merge else 7)
        train(model, optimizer, scheduler, 20)
        results.append(values(model))
    assert results[0] == results[1]


def test_groups_carry_their_names_and_those_of_their_parameters() -> None:
    model = towers()
    rates = {"backbone": constant(0.1), **{f"t{i}": ramp(0.1, 5) for i in range(3)}}
    optimizer, _ = build(model, by_tower(model, rates, algorithm()))
    assert type(optimizer) is torch.optim.Adam
    assert [g["name"] for g in optimizer.param_groups] == ["backbone", "t0 and 2 more"]
    assert optimizer.param_groups[0]["param_names"] == ["backbone.weight", "backbone.bias"]
    assert optimizer.param_groups[1]["param_names"][2:4] == ["towers.t1.weight", "towers.t1.bias"]


def test_arguments_that_differ_keep_groups_apart() -> None:
    model = towers()
    rates = dict.fromkeys(("backbone", "t0", "t1", "t2"), constant(0.1))
    groups = by_tower(model, rates, algorithm())
    groups[1] = (*groups[1][:3], algorithm(weight_decay=0.5))
    groups[2] = (*groups[2][:3], algorithm(weight_decay=0.25))
    optimizer, _ = build(model, groups)
    assert [g["weight_decay"] for g in optimizer.param_groups] == [0, 0.5, 0.25]


def test_state_that_a_constructor_makes_is_made_by_each_groups_own_arguments() -> None:
    model = towers()
    rates = dict.fromkeys(("backbone", "t0", "t1", "t2"), constant(0.1))
    groups = by_tower(model, rates, algorithm(torch.optim.Adagrad))
    groups[1] = (*groups[1][:3], algorithm(torch.optim.Adagrad, initial_accumulator_value=0.5))
    optimizer, _ = build(model, groups)
    assert optimizer.state[model.towers["t0"].bias]["sum"].item() == 0.5
    assert optimizer.state[model.towers["t1"].bias]["sum"].item() == 0.0


def test_a_constructors_ranges_hold_inside_groups() -> None:
    model = towers()
    groups = by_tower(model, dict.fromkeys(("backbone", "t0", "t1", "t2"), constant(0.1)), algorithm())
    groups[2] = (*groups[2][:3], algorithm(betas=(2.0, 2.0)))
    with pytest.raises(ValueError, match="group t1: Adam: Invalid beta parameter at index 0"):
        build(model, groups)


def test_an_argument_that_the_class_does_not_take_is_refused() -> None:
    model = towers()
    groups = [group("model", values(model), constant(0.1), algorithm(weight_decy=0.1))]
    with pytest.raises(ValueError, match="group model: Adam takes no argument weight_decy in torch"):
        build(model, groups)


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -0.1])
def test_a_first_rate_that_no_optimizer_can_use_is_refused(rate: float) -> None:
    model = towers()
    groups = [group("model", values(model), constant(rate), algorithm())]
    with pytest.raises(ValueError, match="group model: the learning rate at step 0 is"):
        build(model, groups)


def test_a_plan_of_another_model_is_refused_naming_parameters() -> None:
    small, large = towers(2), towers(3)
    groups = [group("model", values(small), constant(0.1), algorithm())]
    with pytest.raises(ValueError, match=r"the plan does not have towers\.t2\.weight, towers\.t2\.bias"):
        runtime("building").build(large, plan(small, groups))
    groups = [group("model", values(large), constant(0.1), algorithm())]
    with pytest.raises(ValueError, match=r"the model has no towers\.t2\.weight, towers\.t2\.bias"):
        runtime("building").build(small, plan(large, groups))


def test_a_model_whose_shapes_changed_is_refused() -> None:
    small, large = towers(1, 4), towers(1, 8)
    groups = [group("model", values(small), constant(0.1), algorithm())]
    with pytest.raises(ValueError, match="another shape than planned: backbone"):
        runtime("building").build(large, plan(small, groups))


def test_parameters_that_a_plan_freezes_are_frozen_once_all_is_well() -> None:
    model = towers(1)
    names = list(values(model))
    rest = {"frozen": names[2:], "to_freeze": frozenset(names[2:])}
    bad = plan(model, [group("a", names[:2], constant(-1.0), algorithm())], **rest)
    with pytest.raises(ValueError, match="learning rate"):
        runtime("building").build(model, bad)
    assert all(p.requires_grad for p in model.parameters())
    rest = {"frozen": names[2:], "to_freeze": frozenset(names[2:])}
    runtime("building").build(model, plan(model, [group("a", names[:2], constant(0.1), algorithm())], **rest))
    assert [p.requires_grad for p in model.parameters()] == [True, True, False, False]


def test_a_plan_without_parameters_is_refused() -> None:
    with pytest.raises(ValueError, match="no parameter to train"):
        build(torch.nn.Module(), [])


def test_the_implementation_is_reported() -> None:
    model = towers(1)
    groups = by_tower(model, {"backbone": constant(0.1), "t0": constant(0.2)}, algorithm())
    report = runtime("implementation").implementation_of
    assert [str(r) for r in report(build(model, groups)[0])] == [
        "backbone: Adam, for-loop (torch's choice on cpu)",
        "t0: Adam, for-loop (torch's choice on cpu)",
    ]
    for name in ("fused", "foreach", "for-loop"):
        optimizer, _ = build(model, groups, implementation=name)
        assert {(r.implementation, r.why) for r in report(optimizer)} == {(name, "asked for")}


@pytest.mark.parametrize(
    ("name", "wanted", "message"),
    [
        (
            "RMSprop",
            "fused",
            "RMSprop has no fused implementation in torch .*\n.*RMSprop has foreach, for-loop",
        ),
        ("SparseAdam", "foreach", "SparseAdam has no foreach .*\n.*SparseAdam has for-loop"),
        ("LBFGS", "fused", "LBFGS has no fused .*\n.*LBFGS has for-loop"),
    ],
)
def test_an_implementation_that_a_class_lacks_is_refused_with_those_it_has(
    name: str, wanted: Any, message: str
) -> None:
    model = towers(1)
    groups = [group("model", values(model), constant(0.1), algorithm(getattr(torch.optim, name)))]
    with pytest.raises(ValueError, match=message):
        build(model, groups, implementation=wanted)


def test_fused_takes_floating_point_parameters_only() -> None:
    model = torch.nn.ParameterDict({"a": torch.nn.Parameter(torch.zeros(2, dtype=torch.complex64))})
    groups = [group("model", ["a"], constant(0.1), algorithm())]
    with pytest.raises(ValueError, match="the fused Adam takes floating point parameters only, not torch"):
        build(model, groups, implementation="fused")


@pytest.mark.parametrize("name", [*CLASSES, "LBFGS"])
def test_rates_as_tensors_make_the_steps_of_rates_as_numbers(name: str) -> None:
    """Tensors hold single precision, so the rate is one that single precision holds."""
    results = []
    for capturable in (False, True):
        model = towers()
        how = algorithm(getattr(torch.optim, name), **CLASSES.get(name, {}))
        optimizer, _ = build(model, [group("m", values(model), constant(0.125), how)], capturable=capturable)
        assert isinstance(optimizer.param_groups[0]["lr"], torch.Tensor) is capturable

        def closure(model: Any = model, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = model(torch.ones(5, 4)).square().mean()
            loss.backward()
            return loss

        optimizer.step(closure)
        results.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    torch.testing.assert_close(results[0], results[1])


def test_tensor_rates_with_foreach_are_refused_where_torch_would_fail_in_the_first_step() -> None:
    model = towers(1)
    groups = [group("m", values(model), constant(0.125), algorithm())]
    with pytest.raises(ValueError, match="leave it to 'auto'"):
        build(model, groups, capturable=True, implementation="foreach")


def test_a_ramp_from_zero_is_fine_for_a_class_that_refuses_zero_as_a_default() -> None:
    model = torch.nn.Embedding(4, 2, sparse=True)
    how = algorithm(torch.optim.SparseAdam)
    optimizer, scheduler = build(model, [group("table", ["weight"], ramp(0.1, 5), how)])
    before = model.weight.detach().clone()
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.tensor([1])).sum().backward()
        optimizer.step()
        scheduler.step()
        moved = (model.weight != before).any(1).tolist()
        assert moved == [False, scheduler.last_epoch == 2, False, False]


def test_lbfgs_takes_one_group() -> None:
    model = towers(1)
    how = algorithm(torch.optim.LBFGS)
    optimizer, _ = build(model, by_tower(model, {"backbone": constant(0.1), "t0": constant(0.1)}, how))
    assert len(optimizer.param_groups) == 1
    with pytest.raises(ValueError, match="LBFGS takes one parameter group, and there are 2: backbone, t0"):
        build(model, by_tower(model, {"backbone": constant(0.1), "t0": constant(0.2)}, how))


@pytest.mark.parametrize("name", sorted(n for n in dir(torch.optim) if n[0].isupper() and n != "Optimizer"))
def test_facts_tell_what_each_class_keeps_of_a_parameter(name: str) -> None:
    """Against the class itself, with and without what asks for more."""
    facts = runtime("facts")
    optimizer = getattr(torch.optim, name)
    extra = {"Adam": {"amsgrad": True}, "AdamW": {"amsgrad": True}, "RMSprop": CLASSES["RMSprop"]}
    for arguments in ({}, extra.get(name, {})):
        parameter = torch.nn.Parameter(torch.ones(3, 2))
        made = optimizer([parameter], **arguments)
        parameter.grad = torch.ones(3, 2).to_sparse() if name == "SparseAdam" else torch.ones(3, 2)
        made.step(lambda p=parameter: p.sum()) if name == "LBFGS" else made.step()
        kept = made.state[parameter]
        known = facts.state_keys(optimizer, made.param_groups[0])
        more = {"SGD": {"momentum_buffer"}, "Adafactor": {"row_var", "col_var"}}.get(name, set())
        if name not in ("LBFGS", "SGD"):
            assert set(kept) - more == set(known)
            shaped = {k for k, v in kept.items() if isinstance(v, torch.Tensor) and v.shape == (3, 2)}
            assert shaped == {k for k in kept if facts.per_element(k)}
