"""The Trainer of Hugging Face: optimizer and scheduler are handed over together.

python examples/hf_trainer.py --folder /tmp/run
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import optimizer_config
from optimizer_config.builder import build_optimizer
from ranker import Ranker, arguments, batch, digest, tell
from torch import Tensor, nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainerCallback, TrainingArguments

SAVE_EVERY = 5  # updates
ROWS = 32  # rows an update


class WithLoss(nn.Module):
    """The model as the Trainer wants it: labels in, loss out."""

    def __init__(self) -> None:
        super().__init__()
        self.ranker = Ranker()

    def forward(self, features: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Loss and logits."""
        logits = self.ranker(features)
        return {"loss": nn.functional.binary_cross_entropy_with_logits(logits, labels), "logits": logits}


class Rows(Dataset[dict[str, Tensor]]):
    """All rows of all batches.  The Trainer shuffles them, the same way after a restart."""

    def __init__(self, batches: int) -> None:
        self.rows = batches * ROWS

    def __len__(self) -> int:
        return self.rows

    def __getitem__(self, row: int) -> dict[str, Tensor]:
        features, labels = batch(row, 1)
        return {"features": features[0], "labels": labels[0]}


class Tell(TrainerCallback):
    """Says after each step that it is done."""

    def on_step_end(self, _: Any, state: Any, *__: Any, **___: Any) -> None:
        tell(state.global_step)


def train(config: Path, folder: Path, steps: int) -> str:
    """Train up to so many updates; the digest of the parameters."""
    model = WithLoss()
    given = TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=ROWS,
        save_steps=SAVE_EVERY,
        save_total_limit=2,
        use_cpu=True,
        report_to=[],
        disable_tqdm=True,
        logging_strategy="no",
    )
    trainer = Trainer(
        model,
        given,
        train_dataset=Rows(steps),
        optimizers=build_optimizer(model, optimizer_config.load(config)),
        callbacks=[Tell()],
    )
    # the state is what the Trainer writes last: whoever was killed before has left no whole checkpoint
    whole = sorted(
        (path.parent for path in folder.glob("checkpoint-*/trainer_state.json")),
        key=lambda path: int(path.name.rpartition("-")[2]),
    )
    trainer.train(resume_from_checkpoint=str(whole[-1]) if whole else None)
    return digest(model)


if __name__ == "__main__":
    given = arguments()
    print("parameters", train(given.config, given.folder, given.steps))
