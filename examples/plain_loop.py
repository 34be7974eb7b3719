"""A plain loop: gradients of several batches an update, mixed precision, checkpoints, and going on from them.

    python examples/plain_loop.py --folder /tmp/run

Kill it and start it again: it goes on, and ends with the same bits.  The configuration may list its towers in
another order by then, or group parameters differently.
"""

from __future__ import annotations

from pathlib import Path

import optimizer_config
import torch
from optimizer_config.builder import build_optimizer, scaled_step
from ranker import Ranker, arguments, digest, loss_of, save, tell

ACCUMULATE = 2  # batches an update
SAVE_EVERY = 5  # updates


def train(config: Path, folder: Path, steps: int) -> str:
    """Train up to so many updates; the digest of the parameters."""
    model = Ranker()
    optimizer, scheduler = build_optimizer(model, optimizer_config.load(config))
    # begins too high on purpose: the first updates overflow in half precision, and are left out
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**24, growth_interval=10)
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "scaler": scaler}
    path = folder / "checkpoint.pt"
    round_ = 0
    if path.exists():
        saved = torch.load(path, weights_only=True)
        round_ = saved["round"]
        for name, part in parts.items():
            part.load_state_dict(saved[name])

    while scheduler.last_epoch < steps:
        optimizer.zero_grad()
        for number in range(round_ * ACCUMULATE, (round_ + 1) * ACCUMULATE):
            with torch.autocast("cpu", torch.float16):
                loss = loss_of(model, number) / ACCUMULATE
            scaler.scale(loss).backward()
        round_ += 1
        # once an update, not once a batch; and not if the scaler has left the update out
        if scaled_step(scaler, optimizer):
            scheduler.step()
        if round_ % SAVE_EVERY == 0:
            save({"round": round_} | {name: part.state_dict() for name, part in parts.items()}, path)
        tell(scheduler.last_epoch)
    return f"{digest(model)} after {scheduler.last_epoch} updates of {round_}"


if __name__ == "__main__":
    given = arguments()
    print("parameters", train(given.config, given.folder, given.steps))
