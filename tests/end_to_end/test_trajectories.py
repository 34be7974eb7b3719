"""The production configuration trains as torch code by hand with the same groups does, bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

HEAVY_RANKER = Path(__file__).parents[2] / "schema" / "examples" / "valid" / "heavy_ranker.yaml"
STEPS = 200
#: What each tower of that configuration, in its order, and the backbone are warmed up to, and how slowly.
RAMPS = (
    ("is_favorited", 0.0008, 5000),
    ("is_good_clicked_convo_desc_favorited_or_replied", 0.0001, 2000),
    ("is_good_clicked_convo_desc_v2", 0.0002, 1000),
    ("is_negative_feedback_v2", 0.0005, 5000),
    ("is_profile_clicked_and_profile_engaged", 0.0003, 1000),
    ("is_replied", 0.001, 1000),
    ("is_replied_reply_engaged_by_author", 0.0001, 1000),
    ("is_report_tweet_clicked", 0.0001, 3000),
    ("is_retweeted", 0.0001, 1000),
    ("is_video_playback_50", 0.003, 1000),
    ("shared", 0.0001, 1000),
)


class Ranker(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.shared = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.LayerNorm(5))
        self.towers = torch.nn.ModuleDict(
            {f"recap__engagement__{name}": torch.nn.Linear(5, 1) for name, _, _ in RAMPS[:-1]}
        )

    def forward(self, x: Any) -> Any:
        hidden = torch.tanh(self.shared(x))
        return torch.cat([tower(hidden) for tower in self.towers.values()], 1)


def gradients(model: Any, optimizer: Any, step: int) -> None:
    x = torch.randn(4, 6, generator=torch.Generator().manual_seed(step))
    optimizer.zero_grad()
    model(x).square().mean().backward()


def by_hand() -> Any:
    model = Ranker()
    groups = [
        {"params": [p for n, p in model.named_parameters() if f"{name}." in n], "lr": 0.0}
        for name, _, _ in RAMPS
    ]
    assert sum(len(group["params"]) for group in groups) == len(list(model.parameters()))
    optimizer = torch.optim.Adam(groups, betas=(0.95, 0.999), eps=1e-7)
    for step in range(STEPS):
        for group, (_, rate, warm_up) in zip(optimizer.param_groups, RAMPS, strict=True):
            group["lr"] = min(rate, (rate / warm_up) * step)
        gradients(model, optimizer, step)
        optimizer.step()
    return model


@pytest.mark.slow
@pytest.mark.parametrize("merge", [True, False])
def test_parameters_after_200_updates_are_those_of_code_by_hand(optimizer_builder: Any, merge: bool) -> None:
    config = optimizer_builder.models.RecapOptimizerConfig.load(HEAVY_RANKER)
    model = Ranker()
    begin = [p.detach().clone() for p in model.parameters()]
    optimizer, scheduler = optimizer_builder.build_optimizer(model, config, merge=merge)
    assert len(optimizer.param_groups) == (9 if merge else 11)
    for step in range(STEPS):
        gradients(model, optimizer, step)
        optimizer.step()
        scheduler.step()
    pairs = list(zip(model.parameters(), by_hand().parameters(), strict=True))
    assert all(torch.equal(ours, theirs) for ours, theirs in pairs)
    assert not any(torch.equal(ours, first) for (ours, _), first in zip(pairs, begin, strict=True))
