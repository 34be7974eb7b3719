"""The examples as someone runs them: killed at some step, started again, and ending with the same bits.

When it is started again the configuration lists its towers in another order and groups parameters otherwise,
without changing what they are trained with.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen import render

torch = pytest.importorskip("torch")

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CONFIG = EXAMPLES / "config.yaml"
STEPS = 18
#: How often a run is killed, each time at another random step.
KILLS = int(os.environ.get("KILLS", "1"))

#: As in config.yaml, in another order.  The last tower has a group of its own, as its schedule is written
#: otherwise: at every step that is trained it is the same number.
REGROUPED = """
multi_task_learning_rates:
  tower_learning_rates:
    engagement.is_retweeted:
      piecewise_constant: {learning_rate_boundaries: [1000], learning_rate_values: [0.002, 0.5]}
    engagement.is_replied:
      linear_ramp_to_cosine:
        learning_rate: 0.01
        final_learning_rate: 0.0001
        num_ramp_steps: 10
        final_num_steps: 100
    engagement.is_favorited:
      linear_ramp_to_constant: {learning_rate: 0.008, num_ramp_steps: 50}
  backbone_learning_rate:
    linear_ramp_to_constant: {learning_rate: 0.001, num_ramp_steps: 20}
adam:
  beta_1: 0.95
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated package, and the other configuration."""
    folder = tmp_path_factory.mktemp("packages")
    schema = ROOT / "schema" / "optimizer.schema.json"
    for path, text in render(schema, ["pydantic", "torch"], "optimizer_config").items():
        file = folder / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "regrouped.yaml").write_text(REGROUPED, encoding="utf-8")
    return folder


class Run:
    """An example that runs, in a process or several."""

    def __init__(self, example: str, packages: Path, folder: Path, config: Path, processes: int) -> None:
        launcher = ["-m", "torch.distributed.run", "--nproc-per-node", str(processes), "--standalone"]
        command = [sys.executable, *(launcher if processes > 1 else []), str(EXAMPLES / f"{example}.py")]
        command += ["--folder", str(folder), "--steps", str(STEPS), "--config", str(config)]
        environment = {**os.environ, "PYTHONPATH": str(packages), "OMP_NUM_THREADS": "1"}
        self.errors = folder.with_suffix(".log")
        with self.errors.open("a") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment, cwd=packages
            )

    def lines(self) -> Iterator[str]:
        assert self.process.stdout is not None
        yield from self.process.stdout

    def kill(self) -> None:
        """With SIGKILL, every process of it."""
        found = [self.process.pid]
        for pid in found:
            found += children(pid)
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def result(self) -> str:
        """What it says its parameters are in the end."""
        found = [line for line in self.lines() if line.startswith("parameters ")]
        assert self.process.wait() == 0, self.errors.read_text()[-4000:]
        return found[0].removeprefix("parameters ").strip()


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def killed(run: Run, step: int) -> None:
    """Killed once it says that the step is done, wherever it is by then."""
    for line in run.lines():
        if line == f"step {step}\n":
            run.kill()
            return
    raise AssertionError(f"it ended before step {step}: {run.errors.read_text()[-4000:]}")


def killed_somewhere(example: str, packages: Path, folder: Path, processes: int = 1) -> Path:
    """The example started and killed; the configuration to go on with."""
    configs = [CONFIG, packages / "regrouped.yaml"]
    steps = random.Random(f"{example} {KILLS}").sample(range(6, STEPS - 1), KILLS)
    for number, step in enumerate(sorted(steps)):
        killed(Run(example, packages, folder, configs[number % 2], processes), step)
    assert any(folder.iterdir())
    return configs[KILLS % 2]


@pytest.fixture
def here(packages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Examples can be imported, each with modules of its own."""
    monkeypatch.syspath_prepend(str(packages))
    monkeypatch.syspath_prepend(str(EXAMPLES))
    own = {path.stem for path in EXAMPLES.glob("*.py")} | {"optimizer_config"}
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in own}
    for name in before:
        del sys.modules[name]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in the processes of their own: other sums round otherwise
    yield
    torch.set_num_threads(threads)
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize(
    ("example", "needs"),
    [("plain_loop", "torch"), ("lightning_module", "lightning"), ("hf_trainer", "transformers")],
)
def test_killed_and_resumed_with_other_groups_it_ends_with_the_same_bits(
    example: str, needs: str, packages: Path, tmp_path: Path, here: None
) -> None:
    pytest.importorskip(needs)
    train = importlib.import_module(example).train
    whole = train(CONFIG, tmp_path / "whole", STEPS)
    config = killed_somewhere(example, packages, tmp_path / "killed")
    assert train(config, tmp_path / "killed", STEPS) == whole


def on_one_process(processes: int) -> str:
    """What so many processes do together: each has a batch of its own, and gradients are averaged."""
    ranker: Any = importlib.import_module("ranker")
    config = importlib.import_module("optimizer_config").load(CONFIG)
    model = ranker.Ranker()
    optimizer, scheduler = importlib.import_module("optimizer_config.builder").build_optimizer(model, config)
    for step in range(STEPS):
        optimizer.zero_grad()
        for rank in range(processes):
            ranker.loss_of(model, step * processes + rank).backward()
        for parameter in model.parameters():
            parameter.grad /= processes
        optimizer.step()
        scheduler.step()
    digest: str = ranker.digest(model)
    return digest


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("example", ["ddp", "fsdp2"])
def test_two_processes_killed_and_resumed_with_other_groups_end_with_the_bits_of_one(
    example: str, packages: Path, tmp_path: Path, here: None
) -> None:
    config = killed_somewhere(example, packages, tmp_path / "killed", 2)
    assert Run(example, packages, tmp_path / "killed", config, 2).result() == on_one_process(2)
