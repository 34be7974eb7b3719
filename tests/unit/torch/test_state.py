"""State goes by the names of parameters: right, or refused with the names."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch.distributed.checkpoint.state_dict import (  # noqa: E402
    StateDictOptions,
    get_optimizer_state_dict,
    set_optimizer_state_dict,
)

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

KEYS = ("backbone", "t0", "t1", "t2")
DISTINCT = {"backbone": ramp(0.1, 9), "t0": ramp(0.2, 9), "t1": ramp(0.3, 9), "t2": ramp(0.4, 9)}
#: Pairs of rates that are the same however they are grouped.
ALIKE = dict.fromkeys(KEYS, ramp(0.1, 9))


def built(
    order: tuple[str, ...] = KEYS,
    rates: dict[str, Any] = ALIKE,
    how: Any = None,
    merge: bool = True,
    wrap: Callable[[Any], Any] = lambda model: model,
) -> tuple[Any, Any, Any]:
    model = towers()
    groups = by_tower(model, rates, how or algorithm(), order)
    return (model, *runtime("building").build(wrap(model), plan(model, groups), merge=merge))


def saved_after(steps: int, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters after five more steps, and everything saved before those."""
    model, optimizer, scheduler = built(**options)
    train(model, optimizer, scheduler, steps)
    saved = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
    }
    saved = copy.deepcopy(saved)
    train(model, optimizer, scheduler, 5, begin=steps)
    return values(model), saved


def resumed(saved: dict[str, Any], steps: int, **options: Any) -> dict[str, Any]:
    model, optimizer, scheduler = built(**options)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    scheduler.load_state_dict(saved["scheduler"])
    train(model, optimizer, scheduler, 5, begin=steps)
    return values(model)


@pytest.mark.parametrize("order", [KEYS, KEYS[::-1], ("t1", "backbone", "t2", "t0")])
def test_towers_in_another_order_go_on_with_the_same_bits(order: tuple[str, ...]) -> None:
    end, saved = saved_after(6, rates=DISTINCT)
    assert resumed(saved, 6, rates=DISTINCT, order=order) == end


@pytest.mark.parametrize("merged_before", [True, False])
def test_groups_merged_or_not_go_on_with_the_same_bits(merged_before: bool) -> None:
    end, saved = saved_after(6, merge=merged_before, order=KEYS[::-1])
    assert resumed(saved, 6, merge=not merged_before) == end


def test_plain_torch_would_have_swapped_the_state_of_two_towers() -> None:
    """What this is for: the same checkpoint, loaded by position."""
    end, saved = saved_after(6, rates=DISTINCT)
    model, optimizer, scheduler = built(rates=DISTINCT, order=("backbone", "t1", "t0", "t2"))
    optimizer._optimizer_load_state_dict_pre_hooks.clear()
    optimizer._optimizer_load_state_dict_post_hooks.clear()
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    scheduler.load_state_dict(saved["scheduler"])
    train(model, optimizer, scheduler, 5, begin=6)
    assert values(model) != end


def test_hyper_parameters_stay_those_of_the_config() -> None:
    _, saved = saved_after(6)
    model, optimizer, _ = built(how=algorithm(betas=(0.5, 0.6), weight_decay=0.25))
    groups = optimizer.param_groups
    optimizer.load_state_dict(saved["optimizer"])
    assert optimizer.param_groups is groups
    assert groups[0]["betas"] == (0.5, 0.6) and groups[0]["weight_decay"] == 0.25
    assert groups[0]["lr"] == 0.0
    assert len(optimizer.state) == len(list(model.parameters()))


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "module._orig_mod."])
def test_names_saved_under_a_wrapper_are_found(prefix: str) -> None:
    end, saved = saved_after(6)
    for each in saved["optimizer"]["param_groups"]:
        each["param_names"] = [prefix + name for name in each["param_names"]]
    assert resumed(saved, 6, order=KEYS[::-1]) == end


@pytest.mark.parametrize("wrap", [torch.compile, lambda model: torch.nn.DataParallel(model, device_ids=[])])
def test_a_wrapped_model_saves_the_names_of_the_bare_one(wrap: Callable[[Any], Any]) -> None:
    _, plain, _ = built()
    _, optimizer, _ = built(wrap=wrap)
    assert [g["param_names"] for g in optimizer.param_groups] == [
        g["param_names"] for g in plain.param_groups
    ]


def without(saved: dict[str, Any], name: str) -> dict[str, Any]:
    """The state of an optimizer without one parameter."""
    for each in saved["param_groups"]:
        if name in each["param_names"]:
            place = each["param_names"].index(name)
            del each["param_names"][place]
            del saved["state"][each["params"].pop(place)]
    return saved


def test_a_parameter_that_was_not_saved_is_named_and_nothing_is_loaded() -> None:
    _, saved = saved_after(6)
    _, optimizer, _ = built()
    with pytest.raises(ValueError, match=r"nothing was loaded\n  it does not have towers\.t1\.bias: .*fresh"):
        optimizer.load_state_dict(without(saved["optimizer"], "towers.t1.bias"))
    assert not optimizer.state


def test_a_parameter_that_was_not_saved_begins_afresh_if_one_says_so() -> None:
    _, saved = saved_after(6)
    model, optimizer, _ = built()
    state = without(saved["optimizer"], "towers.t1.bias")
    runtime("state").load_state(optimizer, state, missing="fresh")
    assert model.towers["t1"].bias not in optimizer.state
    assert model.towers["t1"].weight in optimizer.state


def test_a_parameter_that_is_gone_is_named_or_dropped_if_one_says_so() -> None:
    _, saved = saved_after(6)
    model = towers(2)
    groups = by_tower(model, {k: ALIKE[k] for k in KEYS[:3]}, algorithm())
    optimizer, _ = build(model, groups)
    message = r"the optimizer has no towers\.t2\.weight, towers\.t2\.bias: .*drop"
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(saved["optimizer"])
    runtime("state").load_state(optimizer, saved["optimizer"], unexpected="drop")
    assert len(optimizer.state) == 6


def test_a_parameter_that_was_never_updated_has_no_state_and_is_not_missing() -> None:
    model, optimizer, _ = built()
    model.backbone.bias.grad = torch.ones(4)
    optimizer.step()
    other_model, other, _ = built(order=KEYS[::-1])
    other.load_state_dict(optimizer.state_dict())
    assert set(other.state) == {other_model.backbone.bias}


def positional(saved: dict[str, Any]) -> dict[str, Any]:
    """As plain torch code saves it, with numbers for names."""
    for each in saved["param_groups"]:
        del each["param_names"]
    return saved


def test_a_state_without_names_is_refused_unless_its_order_is_vouched_for() -> None:
    _, saved = saved_after(6)
    state = positional(saved["optimizer"])
    model, optimizer, _ = built()
    with pytest.raises(ValueError, match=r"no names of parameters .*\n.*positions='accept'"):
        optimizer.load_state_dict(state)
    assert not optimizer.state
    runtime("state").load_state(optimizer, state, positions="accept")
    assert set(optimizer.state) == set(model.parameters())


def test_a_state_without_names_and_with_other_groups_is_refused_always() -> None:
    _, saved = saved_after(6)
    _, optimizer, _ = built(merge=False)
    with pytest.raises(ValueError, match="groups of 8 parameters; the optimizer has 2, 2, 2, 2"):
        runtime("state").load_state(optimizer, positional(saved["optimizer"]), positions="accept")


def test_state_of_another_algorithm_is_refused() -> None:
    _, saved = saved_after(6, how=algorithm(torch.optim.SGD, momentum=0.9))
    _, optimizer, _ = built()
    with pytest.raises(ValueError, match=r"backbone\.weight was updated by SGD and is now by Adam"):
        optimizer.load_state_dict(saved["optimizer"])


def test_adamw_goes_on_where_adam_stopped() -> None:
    _, saved = saved_after(6)
    _, optimizer, _ = built(how=algorithm(torch.optim.AdamW))
    optimizer.load_state_dict(saved["optimizer"])
    assert len(optimizer.state) == 8


@pytest.mark.parametrize(
    ("optimizer", "argument", "key"),
    [("Adam", {"amsgrad": True}, "max_exp_avg_sq"), ("RMSprop", {"centered": True}, "grad_avg")],
)
def test_an_argument_that_needs_more_state_than_was_saved_is_told_of(
    optimizer: str, argument: dict[str, Any], key: str
) -> None:
    kind = getattr(torch.optim, optimizer)
    _, saved = saved_after(6, how=algorithm(kind))
    _, other, _ = built(how=algorithm(kind, **argument))
    with pytest.raises(
        ValueError, match=rf"backbone\.weight has no {key}, which {next(iter(argument))} needs"
    ):
        other.load_state_dict(saved["optimizer"])


def test_state_of_another_shape_is_refused() -> None:
    _, saved = saved_after(6)
    model = towers(3, 5)
    optimizer, _ = build(model, by_tower(model, ALIKE, algorithm()))
    with pytest.raises(ValueError, match=r"backbone\.weight is 5x5 and its exp_avg is 4x4"):
        optimizer.load_state_dict(saved["optimizer"])


def test_two_saved_parameters_of_one_name_are_refused() -> None:
    _, saved = saved_after(6)
    names = saved["optimizer"]["param_groups"][0]["param_names"]
    names[1] = names[0]
    _, optimizer, _ = built()
    with pytest.raises(ValueError, match=r"two parameters backbone\.weight"):
        optimizer.load_state_dict(saved["optimizer"])


def test_a_tied_parameter_is_found_by_any_of_its_names() -> None:
    wanted = runtime("wanted")
    optimizers = []
    for first, second in (("a", "b"), ("b", "a")):
        model = torch.nn.Module()
        model.register_parameter(first, torch.nn.Parameter(torch.ones(2)))
        model.register_parameter(second, getattr(model, first))
        one = wanted.PlannedParameter(first, (2,), 2, "", (second,))
        planned = wanted.PlannedGroup("model", "", algorithm(), constant(0.1), (one,))
        optimizer, _ = runtime("building").build(model, wanted.Plan("ab" * 32, (planned,)))
        optimizers.append((optimizer, getattr(model, first)))
    (old, parameter), (new, other) = optimizers
    parameter.grad = torch.ones(2)
    old.step()
    new.load_state_dict(old.state_dict())
    assert new.state[other]["step"] == 1
    runtime("state").load_state(new, old.state_dict(), missing="fresh")
    assert new.state[other]["step"] == 1


def test_what_is_no_state_of_an_optimizer_is_refused() -> None:
    _, optimizer, scheduler = built()
    with pytest.raises(ValueError, match="needs 'state' and 'param_groups'"):
        optimizer.load_state_dict(scheduler.state_dict())


def lbfgs(order: int) -> tuple[Any, Any, Any]:
    model = towers(1)
    names = list(values(model))[::order]
    how = algorithm(torch.optim.LBFGS, max_iter=3)
    return (model, *build(model, [group("model", names, constant(0.1), how)]))


def lbfgs_step(model: Any, optimizer: Any) -> None:
    def closure() -> Any:
        optimizer.zero_grad()
        loss = model(torch.ones(2, 4)).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)


def test_lbfgs_goes_on_and_refuses_another_order() -> None:
    model, optimizer, _ = lbfgs(1)
    lbfgs_step(model, optimizer)
    saved = copy.deepcopy((model.state_dict(), optimizer.state_dict()))
    lbfgs_step(model, optimizer)
    other, again, _ = lbfgs(1)
    other.load_state_dict(saved[0])
    again.load_state_dict(saved[1])
    lbfgs_step(other, again)
    assert values(other) == values(model)
    _, reordered, _ = lbfgs(-1)
    with pytest.raises(ValueError, match="LBFGS needs the parameters in the saved order"):
        reordered.load_state_dict(saved[1])


def test_a_copy_gets_the_loading_by_name_back() -> None:
    _, saved = saved_after(6)
    _, optimizer, _ = built(order=KEYS[::-1])
    other = copy.deepcopy(optimizer)
    runtime("state").load_by_name(other, {})
    other.load_state_dict(saved["optimizer"])
    first = other.param_groups[0]["params"][0]
    place = saved["optimizer"]["param_groups"][0]["param_names"].index("towers.t2.weight")
    expected = saved["optimizer"]["state"][place]
    assert torch.equal(other.state[first]["exp_avg"], expected["exp_avg"])


@pytest.mark.parametrize("form", [{}, {"flatten_optimizer_state_dict": True}, {"full_state_dict": True}])
@pytest.mark.parametrize("rates", [ALIKE, DISTINCT], ids=["alike", "distinct"])
def test_state_by_torchs_distributed_tools_goes_by_name_too(form: dict[str, bool], rates: Any) -> None:
    """Saved from merged groups, loaded into unmerged ones in another order, with these tools' own names."""
    options = StateDictOptions(**form)
    model, optimizer, scheduler = built(rates=rates)
    train(model, optimizer, scheduler, 6)
    state = get_optimizer_state_dict(model, optimizer, options=options)
    saved = copy.deepcopy((model.state_dict(), state))
    train(model, optimizer, scheduler, 5, begin=6)
    other, again, clock = built(rates=rates, order=("t1", "backbone", "t2", "t0"), merge=False)
    other.load_state_dict(saved[0])
    if form == {"full_state_dict": True} and rates is ALIKE:
        # torch itself fails where groups with names have other sizes than saved; nothing is swapped
        with pytest.raises(KeyError):
            set_optimizer_state_dict(other, again, saved[1], options=options)
        return
    set_optimizer_state_dict(other, again, saved[1], options=options)
    clock.jump_to(6)
    train(other, again, clock, 5, begin=6)
    assert values(other) == values(model)
