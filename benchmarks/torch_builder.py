"""The PyTorch builder beside code by hand: schedulers, building, and steps of training.

Rates by hand are ``LambdaLR`` with one function a group.  Each pair runs in turns, on one thread, and what is
printed is the median of the ratios of their CPU times.
"""

from __future__ import annotations

import gc
import importlib
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.generate import SCHEMA, report
from codegen import render

#: Four distinct schedules.
FORMS: list[dict[str, Any]] = [
    {"linear_ramp_to_constant": {"learning_rate": 0.001 * (k + 1), "num_ramp_steps": 5000}} for k in range(3)
]
FORMS.append(
    {
        "linear_ramp_to_cosine": {
            "learning_rate": 0.001,
            "final_learning_rate": 1e-5,
            "num_ramp_steps": 1000,
            "final_num_steps": 90000,
        }
    }
)


def builder_of(folder: Path) -> Any:
    """The generated builder, imported from a folder."""
    for path, text in render(SCHEMA, ["pydantic", "torch"], "optimizer_config").items():
        file = folder / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return importlib.import_module("optimizer_config.builder")


def config_of(rates: Sequence[dict[str, Any]]) -> Any:
    """A configuration of so many towers ``t0``, ``t1`` and on."""
    towers = {f"t{number}": rate for number, rate in enumerate(rates)}
    return importlib.import_module("optimizer_config").validate(
        {"adam": {}, "multi_task_learning_rates": {"tower_learning_rates": towers}}
    )


def towers(count: int, parameters: int) -> Any:
    """A model of towers with so many small parameters each."""
    from torch import nn, zeros

    model = nn.ModuleDict()
    for number in range(count):
        tower = nn.Module()
        for name in range(parameters):
            tower.register_parameter(f"p{name}", nn.Parameter(zeros(4)))
        model[f"t{number}"] = tower
    return model


def ratio(ours: Callable[[], Any], theirs: Callable[[], Any], calls: int, rounds: int) -> float:
    """Median over rounds in which both ran so often, in turns."""

    def seconds(function: Callable[[], Any]) -> float:
        begin = time.process_time()
        for _ in range(calls):
            function()
        return time.process_time() - begin

    ours(), theirs()
    found = []
    for number in range(rounds):
        if number % 2:
            one, other = seconds(ours), seconds(theirs)
        else:
            other, one = seconds(theirs), seconds(ours)
        found.append(one / other)
    return median(found)


def scheduler_ratio(builder: Any, groups: int, forms: Sequence[dict[str, Any]]) -> float:
    """A scheduler's step over that of ``LambdaLR``.  Groups differ in weight decay, so none is merged."""
    import torch

    def optimizer() -> Any:
        own = [
            {"params": [torch.nn.Parameter(torch.zeros(1))], "weight_decay": k * 1e-6} for k in range(groups)
        ]
        made = torch.optim.AdamW(own, lr=1.0)
        made.step()
        return made

    config = config_of([forms[k % len(forms)] for k in range(groups)])
    found = list(config.multi_task_learning_rates.tower_learning_rates.values())
    rates = [builder.rate_of(each) for each in found]
    ours = builder.Scheduler(optimizer(), rates, builder.DIGEST, {})
    theirs = torch.optim.lr_scheduler.LambdaLR(optimizer(), [rate.at for rate in rates])
    theirs.optimizer.step()
    return ratio(ours.step, theirs.step, 50, 21)


def seconds_to_build(builder: Any) -> float:
    """The best of a few builds, the collector paused, of 10,000 parameters in 100 towers."""
    model = towers(100, 100)
    config = config_of([FORMS[k % len(FORMS)] for k in range(100)])
    found = []
    for _ in range(7):
        gc.collect()
        begin = time.process_time()
        builder.build_optimizer(model, config)
        found.append(time.process_time() - begin)
    return min(found)


def ranker(width: int = 256) -> Any:
    """A backbone and ten towers, as a ranking model has them."""
    import torch
    from torch import nn

    class Ranker(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.backbone = nn.Sequential(nn.Linear(width, width), nn.ReLU())
            self.towers = nn.ModuleDict(
                {f"t{k}": nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, 1)) for k in range(10)}
            )

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            hidden = self.backbone(x)
            return torch.cat([tower(hidden) for tower in self.towers.values()], 1)

    return Ranker()


def training_ratio(builder: Any, implementation: str) -> float:
    """A whole step of training over the same by hand: one model, groups alike, rates set in a loop."""
    import torch

    rows = torch.randn(256, 256)
    config = importlib.import_module("optimizer_config").validate(
        {
            "adam": {},
            "multi_task_learning_rates": {
                "tower_learning_rates": {f"t{k}": FORMS[k % 4] for k in range(10)},
                "backbone_learning_rate": FORMS[3],
            },
        }
    )
    model = ranker()
    optimizer, scheduler = builder.build_optimizer(model, config, implementation=implementation)
    names = [frozenset(group["param_names"]) for group in optimizer.param_groups]
    flags: Any = {"fused": True} if implementation == "fused" else {}
    groups = [{"params": [p for n, p in model.named_parameters() if n in own]} for own in names]
    by_hand = torch.optim.Adam(groups, eps=1e-7, **flags)
    # groups stand in the order of the towers that were merged into them
    rates = config.multi_task_learning_rates.tower_learning_rates
    functions = [builder.rate_of(rates[f"t{k}"]).at for k in range(4)]
    step = 0

    def ours() -> None:
        optimizer.zero_grad()
        model(rows).square().mean().backward()
        optimizer.step()
        scheduler.step()

    def theirs() -> None:
        nonlocal step
        by_hand.zero_grad()
        model(rows).square().mean().backward()
        by_hand.step()
        step += 1
        for group, at in zip(by_hand.param_groups, functions, strict=True):
            group["lr"] = at(step)

    return ratio(ours, theirs, 1, 301)


def merged_ratio(builder: Any, implementation: str) -> float:
    """An update of 100 towers that agree over one of a single group of the same parameters."""
    import torch

    model = towers(100, 4)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer, _ = builder.build_optimizer(model, config_of([FORMS[0]] * 100), implementation=implementation)
    flags: Any = {{"for-loop": "foreach"}.get(implementation, implementation): implementation != "for-loop"}
    single = torch.optim.Adam(model.parameters(), eps=1e-7, **flags)
    return ratio(optimizer.step, single.step, 3, 101)


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    try:
        import torch
    except ModuleNotFoundError:
        print("torch is not installed: nothing measured", flush=True)
        return
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        builder = builder_of(Path(name))
        for groups, bar in ((100, 1 / 8), (1000, 1 / 15)):
            claim = f"scheduler.step, {groups} groups, 4 schedules / LambdaLR"
            report(claim, scheduler_ratio(builder, groups, FORMS), bar)
        constant = scheduler_ratio(builder, 1000, [{"constant": 0.1}])
        report("scheduler.step, 1000 constant groups / LambdaLR", constant, 1 / 100)
        report("build_optimizer, 10000 parameters, 100 towers: CPU seconds", seconds_to_build(builder), 0.25)
        for implementation in ("for-loop", "fused"):
            claim = f"training step, 11 groups, {implementation} / by hand"
            report(claim, training_ratio(builder, implementation), 1.01)
        for implementation in ("for-loop", "foreach", "fused"):
            claim = f"update of 100 equal towers, {implementation} / one group"
            report(claim, merged_ratio(builder, implementation), 1.1)


if __name__ == "__main__":
    main()
