"""Small models and hand-made wishes for tests of the torch runtime."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import nn

from tests.torch_runtime import runtime

SPELLING: Mapping[str, str] = {
    "towers": "/rates/towers",
    "backbone": "/rates/backbone_rate",
    "rules": "/parameter_groups",
    "names": "names",
    "dimensions": "dimensions",
    "fallback": "adamw",
}


def rate(value: float) -> Any:
    """A learning rate that is the same at every step."""
    return runtime("wanted").Rate(lambda _: value, ("constant", value), f"{value:g}", value)


def algorithm(optimizer: type[torch.optim.Optimizer] = torch.optim.Adam, **arguments: Any) -> Any:
    return runtime("wanted").Algorithm(optimizer.__name__.lower(), optimizer, arguments)


def rule(place: int = 0, **conditions: Any) -> Any:
    return runtime("wanted").GroupRule(pointer=f"/parameter_groups/{place}", **conditions)


def wanted(towers: Iterable[str] | None = None, backbone: float | None = None, **others: Any) -> Any:
    """A wish: a single rate without towers, else tower number k with the rate k."""
    made = runtime("wanted")
    named = None if towers is None else {name: rate(k + 1.0) for k, name in enumerate(towers)}
    given = {"algorithm": algorithm(), "spelling": made.Spelling(**SPELLING), **others}
    return made.Wanted(
        digest="0" * 64,
        single=rate(0.5) if named is None else None,
        towers=named,
        backbone=None if backbone is None else rate(backbone),
        **given,
    )


def plan(model: nn.Module, wish: Any, **options: Any) -> Any:
    return runtime("grouping").make_plan(model, wish, **options)


def names(planned: Any) -> dict[str, list[str]]:
    """Names of parameters by group."""
    return {g.name: [p.name for p in g.parameters] for g in planned.groups}


def tree(*paths: str, shape: tuple[int, ...] = (2, 2)) -> nn.Module:
    """A model with a parameter at each dotted path."""
    root = nn.Module()
    for path in paths:
        *modules, last = path.split(".")
        module = root
        for step in modules:
            if step not in module._modules:
                module.add_module(step, nn.Module())
            module = module.get_submodule(step)
        module.register_parameter(last, nn.Parameter(torch.zeros(shape)))
    return root
