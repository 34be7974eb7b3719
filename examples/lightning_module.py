"""Lightning: the scheduler counts updates, so its interval is a step.

python examples/lightning_module.py --folder /tmp/run
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import lightning
import optimizer_config
from lightning.pytorch.callbacks import Callback, ModelCheckpoint
from optimizer_config.builder import build_optimizer
from ranker import Ranker, arguments, digest, loss_of, tell
from torch import Tensor
from torch.utils.data import DataLoader

SAVE_EVERY = 5  # updates


class Training(lightning.LightningModule):
    """The model with its optimizer, as configured."""

    def __init__(self, config: Path) -> None:
        super().__init__()
        self.config = config
        self.model = Ranker()

    def training_step(self, _: Any) -> Tensor:
        """The loss of the batch that belongs to the step, also after a restart."""
        return loss_of(self.model, self.global_step)

    def configure_optimizers(self) -> Any:
        """The optimizer, and the scheduler to be stepped with it."""
        optimizer, scheduler = build_optimizer(self.model, optimizer_config.load(self.config))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


class Tell(Callback):
    """Says after each step that it is done, checkpoint and all."""

    def on_train_batch_start(self, trainer: Any, *_: Any) -> None:
        tell(trainer.global_step)


def train(config: Path, folder: Path, steps: int) -> str:
    """Train up to so many updates; the digest of the parameters."""
    training = Training(config)
    saved = sorted(folder.glob("*.ckpt"), key=lambda path: path.stat().st_mtime)
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_steps=steps,
        callbacks=[
            ModelCheckpoint(folder, "{step}", every_n_train_steps=SAVE_EVERY, save_top_k=1, monitor=None),
            Tell(),
        ],
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    numbers = DataLoader(range(steps), batch_size=1)
    trainer.fit(training, numbers, ckpt_path=saved[-1] if saved else None, weights_only=True)
    return digest(training.model)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", module="lightning")
    given = arguments()
    print("parameters", train(given.config, given.folder, given.steps))
