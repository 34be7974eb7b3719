"""The scheduler: rates are a function of the number of updates, and nothing else is kept."""

from __future__ import annotations

import io
import warnings
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.plans import (  # noqa: E402
    DIGEST,
    algorithm,
    build,
    by_tower,
    constant,
    counted,
    ramp,
    towers,
    train,
)

RATES = {"backbone": 0.1, "t0": 0.2, "t1": 0.3, "t2": 0.4}


def ramped(merge: bool = True, **options: Any) -> tuple[Any, Any, Any]:
    model = towers()
    rates = {name: ramp(value, 10) for name, value in RATES.items()}
    optimizer, scheduler = build(model, by_tower(model, rates, algorithm()), merge=merge, **options)
    return model, optimizer, scheduler


def lrs(optimizer: Any) -> list[float]:
    return [float(group["lr"]) for group in optimizer.param_groups]


def expected(step: int) -> list[float]:
    return [min(value, (value / 10) * step) for value in RATES.values()]


def test_it_is_a_scheduler_of_torch() -> None:
    _, optimizer, scheduler = ramped()
    assert isinstance(scheduler, torch.optim.lr_scheduler.LRScheduler)
    assert scheduler.optimizer is optimizer


def test_update_k_uses_the_rate_at_k() -> None:
    _, optimizer, scheduler = ramped()
    for step in range(15):
        assert lrs(optimizer) == expected(step)
        assert scheduler.get_last_lr() == expected(step)
        assert scheduler.last_epoch == step
        assert scheduler.rates() == dict(zip(RATES, expected(step), strict=True))
        scheduler.step()


def test_a_schedule_that_groups_share_is_evaluated_once_a_step() -> None:
    model = towers()
    at, calls = counted(lambda step: 0.5 / (step + 1))
    shared = runtime("wanted").Rate(at, "shared", "")
    groups = by_tower(model, dict.fromkeys(RATES, shared), algorithm())
    _, scheduler = build(model, groups, merge=False)
    calls.clear()
    scheduler.step()
    assert calls == [1]


def test_a_constant_schedule_is_not_evaluated_again() -> None:
    model = towers()
    at, calls = counted(lambda step: 0.5)
    same = runtime("wanted").Rate(at, "same", "", 0.5)
    _, scheduler = build(model, by_tower(model, dict.fromkeys(RATES, same), algorithm()))
    calls.clear()
    scheduler.step()
    assert calls == []


def test_the_state_is_a_step_a_digest_and_a_version() -> None:
    _, _, scheduler = ramped()
    scheduler.step()
    assert scheduler.state_dict() == {"step": 1, "schema": DIGEST, "version": 1}


def test_the_state_loads_with_weights_only() -> None:
    _, optimizer, scheduler = ramped()
    file = io.BytesIO()
    torch.save({"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}, file)
    file.seek(0)
    assert torch.load(file, weights_only=True)["scheduler"]["step"] == 0


def test_loading_sets_the_rates_at_once() -> None:
    _, optimizer, scheduler = ramped()
    scheduler.load_state_dict({"step": 7, "schema": DIGEST, "version": 1})
    assert lrs(optimizer) == expected(7)
    assert scheduler.last_epoch == 7


@pytest.mark.parametrize("first", ["optimizer", "scheduler"])
def test_loading_in_either_order_gives_the_rates_of_the_step(first: str) -> None:
    model, optimizer, scheduler = ramped()
    train(model, optimizer, scheduler, 4)
    saved = {"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    _, optimizer, scheduler = ramped()
    parts = {"optimizer": optimizer, "scheduler": scheduler}
    for name in sorted(parts, key=lambda n: n != first):
        parts[name].load_state_dict(saved[name])
    assert lrs(optimizer) == expected(4)
    scheduler.step()
    assert lrs(optimizer) == expected(5)


def test_group_dicts_that_were_replaced_get_their_rates() -> None:
    _, optimizer, scheduler = ramped()
    optimizer.param_groups = [dict(group) for group in optimizer.param_groups]
    scheduler.step()
    assert lrs(optimizer) == expected(1)


def test_another_schema_is_refused_unless_it_is_accepted() -> None:
    _, optimizer, scheduler = ramped()
    state = {"step": 7, "schema": "cd" * 32, "version": 1}
    with pytest.raises(ValueError, match=r"saved with another schema \(cdcdcdcdcdcd, now abababababab\)"):
        scheduler.load_state_dict(state)
    assert lrs(optimizer) == expected(0)
    scheduler.on_other_schema = "accept"
    scheduler.load_state_dict(state)
    assert lrs(optimizer) == expected(7)


def test_a_state_of_another_scheduler_is_refused_saying_how_to_go_on() -> None:
    _, optimizer, scheduler = ramped()
    other = torch.optim.lr_scheduler.LambdaLR(optimizer, [lambda _: 1.0] * 4)
    with pytest.raises(ValueError, match=r"no 'step'\n  .*jump_to\(0\)"):
        scheduler.load_state_dict(other.state_dict())


@pytest.mark.parametrize("step", [-1, 1.0, True, "3", None])
def test_a_step_that_is_no_number_of_updates_is_refused(step: object) -> None:
    _, _, scheduler = ramped()
    with pytest.raises(ValueError, match="an integer from 0"):
        scheduler.load_state_dict({"step": step, "schema": DIGEST, "version": 1})


def test_a_later_layout_is_refused() -> None:
    _, _, scheduler = ramped()
    with pytest.raises(ValueError, match="layout 2"):
        scheduler.load_state_dict({"step": 1, "schema": DIGEST, "version": 2})


def test_preview_gives_the_curves_of_the_plans_groups_and_changes_nothing() -> None:
    model = towers()
    rates = {**{name: ramp(0.1, 4) for name in RATES}, "t2": constant(0.5)}
    _, scheduler = build(model, by_tower(model, rates, algorithm()))
    curves = scheduler.preview(6)
    assert list(curves) == list(RATES)
    assert curves["t0"] == [0.0, 0.025, 0.05, 0.07500000000000001, 0.1, 0.1]
    assert curves["t2"] == [0.5] * 6
    assert scheduler.preview([0, 100])["t1"] == [0.0, 0.1]
    assert scheduler.last_epoch == 0


def test_step_with_an_epoch_warns_and_goes_there() -> None:
    _, optimizer, scheduler = ramped()
    with pytest.warns(UserWarning, match="jump_to"):
        scheduler.step(3)
    assert lrs(optimizer) == expected(3)


def test_stepping_warns_of_nothing() -> None:
    model, optimizer, scheduler = ramped()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(model, optimizer, scheduler, 2)


def test_a_group_that_was_added_is_told_of() -> None:
    _, optimizer, scheduler = ramped()
    late = torch.nn.Parameter(torch.zeros(2))
    optimizer.add_param_group({"params": [("late", late)], "name": "late"})
    with pytest.raises(ValueError, match="has 5 parameter groups and the config gives rates for 4"):
        scheduler.step()


def test_initial_rates_are_those_of_step_0() -> None:
    _, optimizer, scheduler = ramped()
    scheduler.step()
    assert [group["initial_lr"] for group in optimizer.param_groups] == [0.0] * 4
    assert scheduler.base_lrs == [0.0] * 4


def test_tensor_rates_stay_the_same_objects_one_for_each_group() -> None:
    model, optimizer, scheduler = ramped(capturable=True)
    tensors = [group["lr"] for group in optimizer.param_groups]
    assert all(isinstance(t, torch.Tensor) for t in tensors)
    assert len({id(t) for t in tensors}) == 4
    train(model, optimizer, scheduler, 3)
    saved = optimizer.state_dict()
    optimizer.load_state_dict(saved)
    scheduler.load_state_dict({"step": 7, "schema": DIGEST, "version": 1})
    scheduler.step()
    assert all(a["lr"] is b for a, b in zip(optimizer.param_groups, tensors, strict=True))
    assert lrs(optimizer) == [torch.tensor(value).item() for value in expected(8)]


@pytest.mark.parametrize("infinite", [False, True])
def test_an_update_that_a_scaler_leaves_out_does_not_count(infinite: bool) -> None:
    model, optimizer, scheduler = ramped()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    for _ in range(2):
        optimizer.zero_grad()
        scaler.scale(model(torch.randn(5, 4)).sum()).backward()
        if infinite:
            next(model.parameters()).grad[0] = float("inf")
        if runtime("scheduler").scaled_step(scaler, optimizer):
            scheduler.step()
    assert scheduler.last_epoch == (0 if infinite else 2)


@pytest.mark.slow
def test_a_compiled_step_follows_rates_in_tensors_without_being_compiled_again() -> None:
    results = []
    for compiled in (False, True):
        model, optimizer, scheduler = ramped(capturable=True)
        torch._dynamo.reset()
        torch._dynamo.utils.counters.clear()
        step = torch.compile(optimizer.step, backend="eager") if compiled else optimizer.step
        for number in range(6):
            x = torch.randn(5, 4, generator=torch.Generator().manual_seed(number))
            optimizer.zero_grad()
            model(x).square().mean().backward()
            step()
            scheduler.step()
        results.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == 1
    torch.testing.assert_close(*results, rtol=1e-4, atol=1e-5)
