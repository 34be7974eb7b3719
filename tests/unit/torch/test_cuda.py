"""On a GPU: implementations, rates in tensors, captured graphs.  Without one these are skipped."""

from __future__ import annotations

import copy
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.plans import algorithm, build, by_tower, ramp, towers  # noqa: E402

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
RATES = {"backbone": ramp(0.1, 8), "t0": ramp(0.2, 8), "t1": ramp(0.1, 8), "t2": ramp(0.4, 8)}


def built(**options: Any) -> tuple[Any, Any, Any]:
    model = towers().to("cuda")
    return (model, *build(model, by_tower(model, RATES, algorithm()), **options))


def gradients(model: Any, step: int) -> None:
    """A function of the step, into the same tensors each time."""
    generator = torch.Generator().manual_seed(step)
    for parameter in model.parameters():
        values = torch.randn(parameter.shape, generator=generator).to("cuda")
        if parameter.grad is None:
            parameter.grad = values
        else:
            parameter.grad.copy_(values)


def parameters(model: Any) -> Any:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).cpu()


@pytest.mark.parametrize(
    ("wanted", "runs"), [("auto", "foreach"), ("fused", "fused"), ("for-loop", "for-loop")]
)
def test_an_implementation_has_the_bits_of_code_by_hand(wanted: Any, runs: str) -> None:
    model, optimizer, scheduler = built(implementation=wanted)
    assert {r.implementation for r in runtime("implementation").implementation_of(optimizer)} == {runs}
    other = towers().to("cuda")
    names = [group["param_names"] for group in optimizer.param_groups]
    own = dict(other.named_parameters())
    flags = {"auto": {}, "fused": {"fused": True}, "for-loop": {"foreach": False}}[wanted]
    by_hand = torch.optim.Adam([{"params": [own[n] for n in group]} for group in names], **flags)
    for step in range(10):
        rates = scheduler.get_last_lr()
        for group, rate in zip(by_hand.param_groups, rates, strict=True):
            group["lr"] = rate
        gradients(model, step)
        gradients(other, step)
        optimizer.step()
        by_hand.step()
        scheduler.step()
    assert torch.equal(parameters(model), parameters(other))


def test_a_captured_step_follows_the_schedule_also_after_loading() -> None:
    model, optimizer, scheduler = built(capturable=True)
    gradients(model, 0)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        optimizer.step()  # makes the state
    torch.cuda.current_stream().wait_stream(stream)
    saved = copy.deepcopy((model.state_dict(), optimizer.state_dict()))
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        optimizer.step()
    model.load_state_dict(saved[0])

    other, eager, clock = built(capturable=True)
    other.load_state_dict(saved[0])
    eager.load_state_dict(saved[1])
    for parameter in model.parameters():  # the graph holds these tensors: values go back in place
        name = next(n for n, p in model.named_parameters() if p is parameter)
        twin = eager.state[dict(other.named_parameters())[name]]
        for key, value in optimizer.state[parameter].items():
            value.copy_(twin[key])
    for step in range(1, 10):
        for one, schedule, run in ((model, scheduler, graph.replay), (other, clock, eager.step)):
            schedule.step()
            gradients(one, step)
            run()
    torch.testing.assert_close(parameters(model), parameters(other))


def test_a_scaler_leaves_out_updates_of_the_fused_implementation() -> None:
    model, optimizer, scheduler = built(implementation="fused")
    scaler = torch.amp.GradScaler("cuda", init_scale=8.0)
    scaler.scale(torch.ones(1, device="cuda"))  # as a loss would, so that the scaler has a scale
    for infinite in (False, True, False):
        gradients(model, 0)
        if infinite:
            next(model.parameters()).grad.fill_(float("inf"))
        if runtime("scheduler").scaled_step(scaler, optimizer):
            scheduler.step()
    assert scheduler.last_epoch == 2
