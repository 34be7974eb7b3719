"""DistributedDataParallel on two processes; a checkpoint of one process serves them all.

    torchrun --nproc-per-node 2 examples/ddp.py --folder /tmp/run

The optimizer is built from the wrapped model or from the bare one: names and groups are the same, and so are
checkpoints.
"""

from __future__ import annotations

from pathlib import Path

import optimizer_config
import torch
import torch.distributed as dist
from optimizer_config.builder import build_optimizer
from ranker import Ranker, arguments, digest, loss_of, save, tell
from torch.nn.parallel import DistributedDataParallel

SAVE_EVERY = 5  # updates


def train(config: Path, folder: Path, steps: int) -> str:
    """Train up to so many updates; the digest of the parameters."""
    rank, processes = dist.get_rank(), dist.get_world_size()
    bare = Ranker()
    model = DistributedDataParallel(bare)
    optimizer, scheduler = build_optimizer(model, optimizer_config.load(config))
    path = folder / "checkpoint.pt"
    if path.exists():
        saved = torch.load(path, weights_only=True)
        bare.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        scheduler.load_state_dict(saved["scheduler"])

    for step in range(scheduler.last_epoch, steps):
        optimizer.zero_grad()
        loss_of(model, step * processes + rank).backward()
        optimizer.step()
        scheduler.step()
        if (step + 1) % SAVE_EVERY == 0:
            if rank == 0:
                parts = {"model": bare, "optimizer": optimizer, "scheduler": scheduler}
                save({name: part.state_dict() for name, part in parts.items()}, path)
            dist.barrier()
        if rank == 0:
            tell(step + 1)
    return digest(bare)


if __name__ == "__main__":
    given = arguments()
    dist.init_process_group("gloo")
    try:
        result = train(given.config, given.folder, given.steps)
        if dist.get_rank() == 0:
            print("parameters", result)
    finally:
        dist.destroy_process_group()
