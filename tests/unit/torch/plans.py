"""Hand-made plans and small models for tests of what is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import nn

from tests.torch_runtime import runtime

DIGEST = "ab" * 32


def constant(value: float) -> Any:
    return runtime("wanted").Rate(lambda _: value, ("constant", value), f"{value:g}", value)


def ramp(value: float, steps: int) -> Any:
    """As the reference has it: from 0 to ``value`` over so many steps."""
    at = lambda step: min(value, (value / steps) * step)  # noqa: E731
    return runtime("wanted").Rate(at, ("ramp", value, steps), f"ramp to {value:g} over {steps}")


def algorithm(optimizer: type[torch.optim.Optimizer] = torch.optim.Adam, **arguments: Any) -> Any:
    return runtime("wanted").Algorithm(optimizer.__name__.lower(), optimizer, arguments)


def group(name: str, names: Iterable[str], rate: Any, how: Any) -> tuple[str, list[str], Any, Any]:
    return name, list(names), rate, how


def plan(model: nn.Module, groups: Iterable[tuple[str, list[str], Any, Any]], **others: Any) -> Any:
    """A plan of groups of parameters; the names are those of ``named_parameters`` of the bare model."""
    wanted = runtime("wanted")
    tensors = runtime("names").parameters_by_name(model)
    frozen = others.pop("frozen", ())

    def planned(name: str) -> Any:
        return wanted.PlannedParameter(name, tuple(tensors[name].shape), tensors[name].numel(), "")

    made = tuple(
        wanted.PlannedGroup(name, "", how, rate, tuple(planned(p) for p in names))
        for name, names, rate, how in groups
    )
    return wanted.Plan(DIGEST, made, tuple(planned(p) for p in frozen), **others)


def build(model: nn.Module, groups: Iterable[tuple[str, list[str], Any, Any]], **options: Any) -> Any:
    return runtime("building").build(model, plan(model, groups), **options)


def towers(count: int = 3, width: int = 4, seed: int = 0) -> nn.Module:
    """A backbone and so many towers on it."""
    torch.manual_seed(seed)
    model = Towers(count, width)
    return model


class Towers(nn.Module):
    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.backbone = nn.Linear(width, width)
        self.towers = nn.ModuleDict({f"t{i}": nn.Linear(width, 1) for i in range(count)})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = torch.tanh(self.backbone(x))
        return torch.cat([tower(hidden) for tower in self.towers.values()], 1)


def by_tower(
    model: nn.Module, rates: Mapping[str, Any], how: Any, order: Iterable[str] | None = None
) -> list[tuple[str, list[str], Any, Any]]:
    """A group for each key of ``rates``: the parameters whose names have it as a segment."""
    names = [name for name, _ in model.named_parameters()]
    groups = []
    for key in order or rates:
        own = [n for n in names if f".{key}." in f".{n}"]
        groups.append(group(key, own, rates[key], how))
    return groups


def train(
    model: nn.Module, optimizer: Any, scheduler: Any, steps: int, begin: int = 0, width: int = 4
) -> None:
    """Steps on data that is a function of the step's number."""
    for step in range(begin, begin + steps):
        x = torch.randn(5, width, generator=torch.Generator().manual_seed(step))
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()
        scheduler.step()


def values(model: nn.Module) -> dict[str, list[float]]:
    """All parameters, exactly."""
    return {name: p.detach().flatten().tolist() for name, p in model.named_parameters()}


def counted(function: Callable[..., float]) -> tuple[Callable[..., float], list[int]]:
    """A function that notes how it is called."""
    calls: list[int] = []

    def noting(step: int) -> float:
        calls.append(step)
        return function(step)

    return noting, calls
