"""The main job: real configurations load into the generated models, on every Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.interpreters import VERSIONS, interpreter_with_dependencies

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated" / "python"
VECTORS = ROOT / "generated" / "vectors" / "optimizer_config.jsonl"
VALID = ROOT / "schema" / "examples" / "valid"

#: Runs in an interpreter that has pydantic and nothing of this project but the generated package.
JUDGE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pydantic import ValidationError
import optimizer_config as package
from optimizer_config import checker
count = 0
for line in open(sys.argv[2], encoding="utf-8"):
    vector = json.loads(line)
    name, document = vector["definition"], vector["document"]
    wanted = [(e["pointer"], e["message"]) for e in vector["errors"]]
    assert [(i.pointer, i.message) for i in checker.CHECK[name](document)] == wanted, line
    assert checker.ACCEPTS[name](document) is vector["valid"], line
    try:
        made = getattr(package, name).model_validate(document)
        found = []
        assert made.model_dump(exclude_unset=True) == document, line
    except ValidationError as error:
        found = [e["msg"] for e in error.errors()]
    assert found == [message for _, message in wanted], line
    count += 1
print(count)
"""


def read(name: str) -> Any:
    return yaml.safe_load((VALID / name).read_text("utf-8"))


def test_a_ranking_model_of_eleven_schedules(optimizer_config: Any) -> None:
    config = optimizer_config.validate(read("heavy_ranker.yaml"))
    assert (config.optimizer_kind, config.lr_kind) == ("adam", "multi_task_learning_rates")
    rates = config.lr
    assert len(rates.tower_learning_rates) + (rates.backbone_learning_rate is not None) == 11
    for rate in (*rates.tower_learning_rates.values(), rates.backbone_learning_rate):
        assert rate.lr_kind == "linear_ramp_to_constant"
        assert rate.lr.num_ramp_steps > 0


def test_an_embedding_table(optimizer_config: Any) -> None:
    config = optimizer_config.OptimizerConfig.model_validate(read("embedding_table.yaml"))
    assert config.optimizer_kind == "sgd"
    assert config.optimizer.lr == config.learning_rate.lr


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_the_package_answers_every_vector_on_every_python(version: str) -> None:
    python = interpreter_with_dependencies(version)
    command = [python, "-c", JUDGE, str(GENERATED), str(VECTORS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) == len(VECTORS.read_text("utf-8").splitlines()) > 1000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "what"),
    [(VERSIONS[0], "-p"), (VERSIONS[-1], "-m")],  # the whole, once, since it reads all of torch; then without
)
def test_generated_code_is_typed_for_the_oldest_and_the_newest_python(
    version: str, what: str, tmp_path: Path
) -> None:
    options = ["--strict", "--python-version", version, "--cache-dir", str(tmp_path)]
    command = [sys.executable, "-m", "mypy", *options, what, "optimizer_config"]
    done = subprocess.run(command, cwd=GENERATED, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_types_say_which_mistakes_a_program_makes(tmp_path: Path) -> None:
    """A choice is a union, a container is read-only, a misspelt name is an error."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    options = ["--strict", "--cache-dir", str(tmp_path / "cache"), "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(program)],
        env={"MYPYPATH": str(GENERATED), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error: " in line}
    marked = {n for n, line in enumerate(PROGRAM.splitlines(), 1) if line.endswith("# wrong")}
    assert wrong == marked, done.stdout


PROGRAM = """
from typing_extensions import assert_type

from optimizer_config import LearningRate, RecapAdamConfig, Root, validate

config: Root = validate({})
if isinstance(config.optimizer, RecapAdamConfig):
    assert_type(config.optimizer.beta_1, int | float)
rate = LearningRate(constant=0.1)
LearningRate(constant="0.1")  # wrong
LearningRate(constnt=0.1)  # wrong
config.optimizer.beta_1  # wrong
if config.lr_kind == "single_task":  # wrong
    pass
if config.multi_task_learning_rates is not None:
    config.multi_task_learning_rates.tower_learning_rates["a"] = rate  # wrong
"""
