"""Real configs on real models: what the guide says, what the production config gives, what errors propose."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from codegen.reading import read  # noqa: E402

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "parameter-groups.md").read_text(encoding="utf-8")
HEAVY_RANKER = ROOT / "schema" / "examples" / "valid" / "heavy_ranker.yaml"

pytestmark = pytest.mark.slow


def config_of(builder: Any, text: str) -> Any:
    return builder.models.RecapOptimizerConfig.loads(text)


class Guide(nn.Module):
    """Has all that the examples of the guide speak of."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(5, 4)
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 1), nn.LayerNorm(4), nn.Linear(4, 4))
        self.decoder = nn.ModuleDict({"a": nn.ModuleDict({"out": nn.Linear(4, 4)})})
        self.head = nn.Linear(4, 1)


def trained(builder: Any, model: nn.Module, config: Any) -> Any:
    """The plan of a model, after one step with what is built from it."""
    found = builder.plan(model, config)
    optimizer, scheduler = builder.build_optimizer(model, config)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    for _ in range(2):  # a rate may begin at 0
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        optimizer.step()
        scheduler.step()
    planned = {p.name for group in found.groups for p in group.parameters}
    assert planned == {n for n, p in model.named_parameters() if not torch.equal(p, before[n])}
    return found


def groups(found: Any) -> dict[str, list[str]]:
    return {group.name: [p.name for p in group.parameters] for group in found.groups}


def test_the_configs_of_the_guide_train_what_it_says(optimizer_builder: Any) -> None:
    rules, muon = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    found = trained(optimizer_builder, Guide(), config_of(optimizer_builder, rules))
    assert groups(found) == {
        "model": ["stem.0.weight", "stem.2.weight"],
        "model/no_weight_decay": [
            "stem.0.bias",
            "stem.1.weight",
            "stem.1.bias",
            "stem.2.bias",
        ],
        "model/embeddings": ["embedding.weight"],
        "model/head": ["decoder.a.out.weight", "head.weight"],
        "model/head/no_weight_decay": ["decoder.a.out.bias", "head.bias"],
    }
    decay = [g.algorithm.arguments["weight_decay"] for g in found.groups]
    assert decay == [0.1, 0.0, 0.0, 0.1, 0.0]
    if hasattr(torch.optim, "Muon"):
        found = trained(optimizer_builder, Guide(), config_of(optimizer_builder, muon))
        assert [g.algorithm.name for g in found.groups] == ["muon", "adamw"]


class Ranker(nn.Module):
    """A backbone and a tower for each of the production config."""

    def __init__(self, towers: list[str]) -> None:
        super().__init__()
        self.backbone_mlp = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
        self.towers = nn.ModuleDict({t.replace(".", "__"): nn.Linear(8, 1) for t in towers})


def test_the_production_config_groups_a_ranker_as_the_reference_does(optimizer_builder: Any) -> None:
    value = read(HEAVY_RANKER.read_bytes(), "yaml", "heavy_ranker.yaml").value
    towers = value["multi_task_learning_rates"]["tower_learning_rates"]
    model = Ranker(list(towers))
    config = optimizer_builder.models.RecapOptimizerConfig.load(HEAVY_RANKER)
    found = trained(optimizer_builder, model, config)
    names = [name for name, _ in model.named_parameters()]
    expected = {t: [n for n in names if f".{t.replace('.', '__')}." in n] for t in towers}
    assert groups(found) == expected | {"backbone": [n for n in names if "backbone_mlp" in n]}
    for group in found.groups[:-1]:
        ramp = towers[group.name]["linear_ramp_to_constant"]
        assert group.rate.at(ramp["num_ramp_steps"]) == ramp["learning_rate"]


def test_the_entry_that_an_error_proposes_mends_the_config(optimizer_builder: Any) -> None:
    text = "muon: {}\nsingle_task_learning_rate: {constant: 0.1}\n"
    if not hasattr(torch.optim, "Muon"):
        pytest.skip("this torch has no Muon")
    with pytest.raises(optimizer_builder.PlanError) as caught:
        optimizer_builder.plan(Guide(), config_of(optimizer_builder, text))
    entry = re.search(r"add (\{.*\}) to (\w+)$", caught.value.problems[0].hint)
    assert entry is not None
    mended = f"{text}{entry[2]}: [{entry[1]}]\n"
    trained(optimizer_builder, Guide(), config_of(optimizer_builder, mended))


def checkpointed(model: nn.Module) -> nn.Module:
    from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper

    model.stem = checkpoint_wrapper(model.stem)
    return model


def compiled(model: nn.Module) -> nn.Module:
    model.stem = torch.compile(model.stem)
    return torch.compile(model)


def distributed(model: nn.Module) -> nn.Module:
    return nn.parallel.DistributedDataParallel(checkpointed(model))


@pytest.fixture
def one_process(tmp_path: Path) -> Any:
    import torch.distributed as dist

    dist.init_process_group("gloo", store=dist.FileStore(str(tmp_path / "store"), 1), rank=0, world_size=1)
    yield
    dist.destroy_process_group()


@pytest.mark.parametrize(
    "wrap", [checkpointed, compiled, distributed, nn.DataParallel, torch.optim.swa_utils.AveragedModel]
)
def test_a_wrapped_model_is_grouped_as_the_bare_one(
    optimizer_builder: Any, one_process: None, wrap: Callable[[nn.Module], nn.Module]
) -> None:
    config = config_of(optimizer_builder, re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0])
    bare = groups(optimizer_builder.plan(Guide(), config))
    wrapped = wrap(Guide())
    raw = {name for name, _ in wrapped.named_parameters()}
    assert raw != {name for names in bare.values() for name in names}
    assert groups(optimizer_builder.plan(wrapped, config)) == bare
