"""``codegen plot``, on the canonical schema and on mistakes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "schema/examples/valid/heavy_ranker.yaml")
SCHEMA = str(ROOT / "schema/optimizer.schema.json")
RAMP = (
    "adam: {}\nsingle_task_learning_rate:\n  linear_ramp_to_constant: {learning_rate: 1, num_ramp_steps: 8}\n"
)


@pytest.fixture
def plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    """A function from a config's text and options to exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "train.yaml").write_text(text, encoding="utf-8")
        code = main(["plot", "train.yaml", "--schema", SCHEMA, *words])
        return code, *capsys.readouterr()

    return run


def test_curves_are_drawn_in_the_terminal(plot: object) -> None:
    assert callable(plot)
    code, out, said = plot(RAMP)
    assert (code, said) == (0, "")
    assert out.startswith("single_task_learning_rate\n")
    assert "⠉⠉⠉" in out and out.endswith("step 10\n")


def test_a_picture_goes_into_a_file(plot: object, tmp_path: Path) -> None:
    assert callable(plot)
    code, out, said = plot(RAMP, "--out", "a.svg", "--steps", "100")
    assert (code, out, said) == (0, "a.svg: 1 line over 100 steps\n", "")
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<title" in picture and "Learning rates of train.yaml" in picture
    plot(RAMP, "--out", "b.svg", "--steps", "100")
    assert picture == (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_png_is_drawn_by_matplotlib(plot: object, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert callable(plot)
    assert plot(RAMP, "--out", "a.PNG")[0] == 0
    data = (tmp_path / "a.PNG").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 5000


def test_without_matplotlib_it_says_what_to_do(plot: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(plot)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    code, _, said = plot(RAMP, "--out", "a.png")
    assert code == 2
    assert "PNG needs matplotlib" in said and "name the file *.svg" in said


@pytest.mark.parametrize(
    ("text", "words", "code", "told"),
    [
        ("adam: {}\nsgd: {}\n", (), 1, "train.yaml:2:1  error  optimizer: set exactly one of"),
        ("adam: {\n", (), 1, "train.yaml:"),
        (RAMP, ("--out", "a.jpg"), 2, "'a.jpg' is neither SVG nor PNG"),
        (RAMP, ("--out", "nowhere/a.svg"), 2, "cannot write 'nowhere/a.svg': No such file or directory"),
        (RAMP, ("--as", "RecapOptimizer"), 2, "has no definition 'RecapOptimizer'"),
        (RAMP, ("--at", "adam"), 2, "'adam' is no JSON Pointer"),
        (RAMP, ("--at", "/nothing"), 1, "there is nothing at /nothing"),
        (RAMP, ("--steps", "-1"), 2, "must be 0 or more"),
        (RAMP, ("--steps", str(10**20)), 2, "is more than a drawing can have"),
        ("sgd: {lr: 1}\n", ("--as", "OptimizerConfig"), 1, "there is no schedule in this config"),
        (
            "adam: {}\nsingle_task_learning_rate:\n  exponential_decay:\n"
            "    {learning_rate: 1, decay_rate: 1.0e+300, num_decay_steps: 1}\n",
            ("--steps", "5"),
            1,
            "train.yaml:3:3  error  no learning rate at step",
        ),
    ],
)
def test_mistakes_are_told_where_they_are(
    plot: object, text: str, words: tuple[str, ...], code: int, told: str
) -> None:
    assert callable(plot)
    found, out, said = plot(text, *words)
    assert (found, out) == (code, "")
    assert told in said
    assert "Traceback" not in said


def test_a_part_of_a_file_is_drawn_as_a_definition(plot: object) -> None:
    assert callable(plot)
    text = "rates:\n  - constant: 0.5\n"
    code, out, _ = plot(text, "--at", "/rates/0", "--as", "LearningRate")
    assert code == 0
    assert out.startswith("learning rate\n      0.5 │")


def test_it_reads_standard_input_and_imports_no_torch() -> None:
    program = (
        "import sys; from codegen.cli import main; code = main(sys.argv[1:]); "
        "print('torch' in sys.modules, 'pydantic' in sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "plot", "-", "--schema", SCHEMA],
        input=RAMP,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii() and done.stdout.endswith("False False\n")
    assert "*****" in done.stdout


def test_the_guide_shows_what_the_command_draws(plot: object) -> None:
    assert callable(plot)
    guide = (ROOT / "docs/schedules.md").read_text(encoding="utf-8")
    configs = re.findall(r"```yaml\n(.*?)```", guide, re.S)
    shown = re.findall(r"```text\n\$ codegen plot train\.yaml(.*?)\n(.*?)```", guide, re.S)
    assert len(configs) == len(shown) == 2
    for config, (words, drawing) in zip(configs, shown, strict=True):
        assert plot(config, *words.split()) == (0, drawing, "")


def test_the_schedule_that_the_guide_adds_can_be_drawn(plot: object, tmp_path: Path) -> None:
    assert callable(plot)
    guide = (ROOT / "docs/schedules.md").read_text(encoding="utf-8")
    (added,) = re.findall(r"```json\n(.*?)```", guide, re.S)
    schema = {"$ref": "#/$defs/CosineWithRestarts", "$defs": json.loads("{" + added + "}")}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    code, out, said = plot("learning_rate: 1\nperiod: 4\n", "--schema", "schema.json", "--steps", "10")
    assert (code, said) == (0, "")
    assert out.startswith("learning rate\n        1 │")


def test_the_production_config_has_a_line_for_each_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plot", EXAMPLE, "--schema", SCHEMA]) == 0
    assert capsys.readouterr().out.count("step 6250") == 9
