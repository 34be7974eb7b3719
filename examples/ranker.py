"""What the examples train: a model with towers, on data that is a function of the step.

No example draws from a random stream that a restart would begin again, so a run that was killed and resumed
must end with the bits of one that was not: each prints a digest of its parameters, to be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

FEATURES = 16
TASKS = ("engagement.is_favorited", "engagement.is_replied", "engagement.is_retweeted")


class Ranker(nn.Module):
    """A shared backbone and a tower for each task.  A module's name has no dots: ``__`` stands for them."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.backbone = nn.Sequential(nn.Linear(FEATURES, 32), nn.LayerNorm(32), nn.GELU())
        self.towers = nn.ModuleDict(
            {
                task.replace(".", "__"): nn.Sequential(nn.Linear(32, 8), nn.GELU(), nn.Linear(8, 1))
                for task in TASKS
            }
        )

    def forward(self, features: Tensor) -> Tensor:
        """Logits, ``(batch, tasks)``, of features, ``(batch, FEATURES)``."""
        hidden = self.backbone(features)
        return torch.cat([tower(hidden) for tower in self.towers.values()], dim=1)


def batch(number: int, rows: int = 32) -> tuple[Tensor, Tensor]:
    """Features, ``(rows, FEATURES)``, and labels, ``(rows, tasks)``: always the same ones for a number."""
    features = torch.randn(rows, FEATURES, generator=torch.Generator().manual_seed(number))
    labels = (features[:, : len(TASKS)].sum(1, keepdim=True) > torch.arange(len(TASKS))).float()
    return features, labels


def loss_of(model: nn.Module, number: int, rows: int = 32) -> Tensor:
    """The mean loss of a batch."""
    features, labels = batch(number, rows)
    return nn.functional.binary_cross_entropy_with_logits(model(features), labels)


def arguments() -> argparse.Namespace:
    """``--config``, ``--folder`` (of checkpoints) and ``--steps``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, default=Path(__file__).parent / "config.yaml")
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints are and go")
    parser.add_argument("--steps", type=int, default=60, help="optimizer updates in all")
    return parser.parse_args()


def save(state: Any, path: Path) -> None:
    """Write a checkpoint whole or not at all: whoever is killed here leaves the last one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def tell(step: int) -> None:
    """Say that a step is done."""
    print(f"step {step}", flush=True)


def digest(model: nn.Module) -> str:
    """SHA-256 of all parameters, by name and bit for bit."""
    found = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(tensor.detach().contiguous().view(torch.uint8).numpy().tobytes())
    return found.hexdigest()
