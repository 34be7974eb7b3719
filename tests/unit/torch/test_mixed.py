"""Several algorithms behind one optimizer."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch.optim.optimizer import register_optimizer_step_post_hook  # noqa: E402

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.plans import (  # noqa: E402
    algorithm,
    build,
    constant,
    group,
    ramp,
    towers,
    train,
    values,
)

#: A class for matrices: Muon where torch has it (2.9 and later).
MATRICES = getattr(torch.optim, "Muon", torch.optim.RMSprop)


def mixed(model: Any, **options: Any) -> tuple[Any, Any]:
    """Matrices by one class, the rest by another, with two rates."""
    weights = [n for n in values(model) if n.endswith("weight")]
    biases = [n for n in values(model) if n.endswith("bias")]
    matrices, others = algorithm(MATRICES, weight_decay=0.0), algorithm(torch.optim.AdamW)
    return build(
        model,
        [
            group("weights", weights[:2], ramp(0.1, 5), matrices),
            group("biases", biases, constant(0.05), others),
            group("more", weights[2:], constant(0.02), matrices),
        ],
        **options,
    )


def test_it_is_one_optimizer_with_all_groups_and_all_state() -> None:
    model = towers()
    optimizer, scheduler = mixed(model)
    assert isinstance(optimizer, torch.optim.Optimizer)
    assert isinstance(optimizer, runtime("mixed").Mixed)
    assert [g["name"] for g in optimizer.param_groups] == ["weights", "more", "biases"]
    train(model, optimizer, scheduler, 2)
    assert set(optimizer.state) == set(model.parameters())
    assert "momentum: " in repr(optimizer) and "betas: " in repr(optimizer)


def test_trajectories_are_those_of_the_classes_apart() -> None:
    model, other = towers(), towers()
    optimizer, scheduler = mixed(model)
    weights = [p for n, p in other.named_parameters() if n.endswith("weight")]
    biases = [p for n, p in other.named_parameters() if n.endswith("bias")]
    apart = [
        MATRICES([{"params": weights[:2]}, {"params": weights[2:], "lr": 0.02}], weight_decay=0.0),
        torch.optim.AdamW(biases, lr=0.05),
    ]
    train(model, optimizer, scheduler, 15)
    for step in range(15):
        apart[0].param_groups[0]["lr"] = min(0.1, (0.1 / 5) * step)
        x = torch.randn(5, 4, generator=torch.Generator().manual_seed(step))
        other.zero_grad()
        other(x).square().mean().backward()
        for each in apart:
            each.step()
    assert values(model) == values(other)


def test_a_closure_is_called_once_with_gradients_and_its_loss_returned() -> None:
    model = towers()
    optimizer, _ = mixed(model)
    calls = []

    def closure() -> Any:
        calls.append(torch.is_grad_enabled())
        optimizer.zero_grad()
        loss = model(torch.ones(2, 4)).square().mean()
        loss.backward()
        return loss

    with torch.no_grad():
        loss = optimizer.step(closure)
    assert calls == [True]
    assert loss.item() > 0


def test_hooks_see_one_optimizer() -> None:
    model = towers()
    optimizer, scheduler = mixed(model)
    seen: list[Any] = []
    handles = [
        optimizer.register_step_pre_hook(lambda o, a, k: seen.append(("pre", o))),
        optimizer.register_step_post_hook(lambda o, a, k: seen.append(("post", o))),
        register_optimizer_step_post_hook(lambda o, a, k: seen.append(("all", o))),
    ]
    train(model, optimizer, scheduler, 1)
    for handle in handles:
        handle.remove()
    assert seen == [("pre", optimizer), ("post", optimizer), ("all", optimizer)]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda both: pickle.loads(pickle.dumps(both))])
def test_a_copy_trains_on_as_the_original(copied: Any) -> None:
    model = towers()
    optimizer, scheduler = mixed(model)
    train(model, optimizer, scheduler, 5)
    other_model, other = copied((model, optimizer))
    for part in other.parts:
        assert part.state is other.state
    for each_model, each in ((model, optimizer), (other_model, other)):
        each.zero_grad()
        each_model(torch.ones(2, 4)).square().mean().backward()
        each.step()
    assert values(model) == values(other_model)


def test_a_scaler_leaves_out_the_update_of_all_or_of_none() -> None:
    model = towers()
    optimizer, _ = mixed(model, implementation="foreach")
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    before = values(model)
    for infinite in (True, False):
        optimizer.zero_grad()
        scaler.scale(model(torch.ones(2, 4)).square().mean()).backward()
        if infinite:
            model.backbone.bias.grad[0] = float("inf")
        assert runtime("scheduler").scaled_step(scaler, optimizer) is not infinite
        assert (values(model) == before) is infinite


def test_a_scaled_step_makes_the_update_of_a_plain_one_with_fused_parts_too() -> None:
    results = []
    for scaled in (False, True):
        model = towers()
        optimizer, _ = mixed(model, implementation="fused")
        scaler = torch.amp.GradScaler("cpu", init_scale=4.0, enabled=scaled)
        scaler.scale(model(torch.ones(2, 4)).square().mean()).backward()
        assert runtime("scheduler").scaled_step(scaler, optimizer)
        results.append(values(model))
    assert results[0] == results[1]


def test_an_implementation_goes_to_the_classes_that_have_it() -> None:
    optimizer, _ = mixed(towers(), implementation="fused")
    report = runtime("implementation").implementation_of(optimizer)
    assert [(r.optimizer, r.implementation) for r in report] == [
        (MATRICES.__name__, "for-loop"),
        (MATRICES.__name__, "for-loop"),
        ("AdamW", "fused"),
    ]


def test_a_group_cannot_be_added_later() -> None:
    optimizer, _ = mixed(towers())
    late = torch.nn.Parameter(torch.zeros(2))
    with pytest.raises(NotImplementedError, match="write it into the config and build again"):
        optimizer.add_param_group({"params": [late]})


def test_saved_and_loaded_it_trains_on_with_the_same_bits() -> None:
    model = towers()
    optimizer, scheduler = mixed(model)
    train(model, optimizer, scheduler, 5)
    saved = copy.deepcopy((model.state_dict(), optimizer.state_dict(), scheduler.state_dict()))
    train(model, optimizer, scheduler, 5, begin=5)
    other = towers(seed=1)
    others = mixed(other)
    for each, state in zip((other, *others), saved, strict=True):
        each.load_state_dict(state)
    train(other, *others, 5, begin=5)
    assert values(other) == values(model)
    assert all(part.state is others[0].state for part in others[0].parts)


def test_rates_as_tensors_are_those_of_the_parts_too() -> None:
    model = towers()
    optimizer, scheduler = mixed(model, capturable=True)
    optimizer.load_state_dict(optimizer.state_dict())
    scheduler.jump_to(5)
    inside = [g["lr"] for part in optimizer.parts for g in part.param_groups]
    assert all(a is g["lr"] for a, g in zip(inside, optimizer.param_groups, strict=True))
    assert [round(float(rate), 6) for rate in inside] == [0.1, 0.02, 0.05]


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="torch has Muon from 2.9 on")
def test_muon_for_what_is_no_matrix_is_refused() -> None:
    model = towers(1)
    groups = [group("model", values(model), constant(0.1), algorithm(torch.optim.Muon))]
    with pytest.raises(ValueError, match=r"group model: Muon: .*2D"):
        build(model, groups)
