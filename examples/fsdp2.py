"""FSDP2 (``fully_shard``) on two processes, with sharded checkpoints by ``torch.distributed.checkpoint``.

    torchrun --nproc-per-node 2 examples/fsdp2.py --folder /tmp/run

Shard first, then build: an optimizer holds the sharded parameters.  Its state is saved flat, by the
names of parameters, so that it loads into other groups too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import optimizer_config
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from optimizer_config.builder import build_optimizer
from ranker import Ranker, arguments, digest, loss_of, tell
from torch import nn
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_state_dict,
    set_state_dict,
)
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

SAVE_EVERY = 5  # updates
FLAT = StateDictOptions(flatten_optimizer_state_dict=True)


def sharded() -> nn.Module:
    """The model with its parameters spread over all processes."""
    model = Ranker()
    mesh = init_device_mesh("cpu", (dist.get_world_size(),))
    for tower in model.towers.values():
        fully_shard(tower, mesh=mesh)
    fully_shard(model, mesh=mesh)
    return model


def states(model: nn.Module, optimizer: Any, scheduler: Any) -> dict[str, Any]:
    """Everything a checkpoint has."""
    of_model, of_optimizer = get_state_dict(model, optimizer, options=FLAT)
    return {"model": of_model, "optimizer": of_optimizer, "scheduler": scheduler.state_dict()}


def load(folder: Path, model: nn.Module, optimizer: Any, scheduler: Any) -> None:
    """Go on from the newest checkpoint that was finished, if there is one."""
    newest = folder / "newest"
    if not newest.exists():
        return
    state = states(model, optimizer, scheduler)
    dcp.load(state, checkpoint_id=folder / newest.read_text())
    set_state_dict(
        model,
        optimizer,
        model_state_dict=state["model"],
        optim_state_dict=state["optimizer"],
        options=FLAT,
    )
    scheduler.load_state_dict(state["scheduler"])


def save(folder: Path, model: nn.Module, optimizer: Any, scheduler: Any) -> None:
    """Write a checkpoint, and only then that it is the newest."""
    name = f"step_{scheduler.last_epoch}"
    dcp.save(states(model, optimizer, scheduler), checkpoint_id=folder / name)
    if dist.get_rank() == 0:
        (folder / "newest.part").write_text(name)
        os.replace(folder / "newest.part", folder / "newest")
    dist.barrier()


def train(config: Path, folder: Path, steps: int) -> str:
    """Train up to so many updates; the digest of the parameters."""
    rank, processes = dist.get_rank(), dist.get_world_size()
    model = sharded()
    optimizer, scheduler = build_optimizer(model, optimizer_config.load(config))
    load(folder, model, optimizer, scheduler)
    for step in range(scheduler.last_epoch, steps):
        optimizer.zero_grad()
        loss_of(model, step * processes + rank).backward()
        optimizer.step()
        scheduler.step()
        if (step + 1) % SAVE_EVERY == 0:
            save(folder, model, optimizer, scheduler)
        if rank == 0:
            tell(step + 1)
    whole = Ranker()
    full = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True))
    whole.load_state_dict(full)
    return digest(whole)


if __name__ == "__main__":
    given = arguments()
    dist.init_process_group("gloo")
    try:
        result = train(given.config, given.folder, given.steps)
        if dist.get_rank() == 0:
            print("parameters", result)
    finally:
        dist.destroy_process_group()
