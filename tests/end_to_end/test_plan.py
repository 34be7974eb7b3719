"""``codegen plan``: a user's model and config, and the table that comes of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("torch")

from codegen.cli import main
from codegen.pipeline import render
from tests.packages import CANONICAL

CONFIG = """\
adam: {}
multi_task_learning_rates:
  backbone_learning_rate: {constant: 0.5}
  tower_learning_rates:
    recap.fav:
      linear_ramp_to_constant: {learning_rate: 0.0008, num_ramp_steps: 5000}
"""

MODELS = """\
import sys

import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(100, 100)
        self.recap__fav = nn.Linear(100, 1)
        self.old = nn.Linear(2, 2).requires_grad_(False)


def make():
    print("making a model")
    return Small()


def reads_values():
    model = Small()
    with torch.no_grad():
        assert float(model.stem.weight.fill_(1.0).sum()) == 10000
    return model


def fails():
    raise RuntimeError("the weights are\\x1b[2J gone")


def ends():
    sys.exit(3)


def no_model():
    return Small(), 1


made = Small()
number = 3
"""

TABLE = """\
group      rule           params  elements  algorithm  lr(0)  schedule
recap.fav  tower               2       101  Adam       0      ramp to 0.0008 over 5000
backbone   the rest            2    10 100  Adam       0.5    constant 0.5
frozen     requires_grad       2         6  -          -      -

4 parameters with 10 201 elements in 2 groups, 2 frozen
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package of the canonical schema."""
    folder = tmp_path_factory.mktemp("printed")
    for path, text in render(CANONICAL, ["pydantic", "torch"], "planned_config").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder / "python"


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], printed: Path
) -> Iterator[Run]:
    """A function from words to exit code, stdout and stderr, in a folder with models and a config."""
    (tmp_path / "plan_models.py").write_text(MODELS, encoding="utf-8")
    (tmp_path / "train.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)

    def call(
        factory: str = "plan_models:make", config: str = "train.yaml", *words: str
    ) -> tuple[int, str, str]:
        where = [] if "--package" in words else ["--package", "planned_config", "--path", str(printed)]
        code = main(["plan", factory, config, *where, *words])
        out, err = capsys.readouterr()
        return code, out, err

    yield call
    for name in set(sys.modules) - before:
        if name.startswith("plan_models"):
            del sys.modules[name]


def test_the_table_says_what_goes_where(run: Run) -> None:
    code, out, err = run()
    assert (code, out.replace("\u2009", " ")) == (0, TABLE)
    assert err == "making a model\n"  # stdout is for data


def test_json_holds_every_parameter(run: Run) -> None:
    code, out, _ = run("plan_models:make", "train.yaml", "--format", "json")
    value = json.loads(out)
    assert code == 0
    assert [(g["name"], len(g["parameters"])) for g in value["groups"]] == [("recap.fav", 2), ("backbone", 2)]
    assert value["groups"][0]["parameters"][0]["shape"] == [1, 100]


def test_every_parameter_is_listed_on_request(run: Run) -> None:
    code, out, _ = run("plan_models:make", "train.yaml", "--parameters")
    assert code == 0
    assert "  recap__fav.weight  1 x 100       100  tower\n" in out.replace("\u2009", " ")


@pytest.mark.parametrize("factory", ["plan_models:Small", "plan_models:made", "plan_models.py:make"])
def test_a_factory_may_be_a_class_a_model_or_in_a_file(run: Run, factory: str) -> None:
    code, out, _ = run(factory)
    assert (code, out.replace("\u2009", " ")) == (0, TABLE)


def test_a_factory_that_needs_real_tensors_gets_them(run: Run) -> None:
    assert run("plan_models:reads_values")[0] == 0


def test_a_part_of_a_file_can_be_the_config(run: Run) -> None:
    Path("all.yaml").write_text("training:\n  optimizer:\n" + indented(CONFIG, 4), encoding="utf-8")
    assert run("plan_models:make", "all.yaml", "--at", "/training/optimizer")[0] == 0


def test_a_config_can_be_of_another_class(run: Run) -> None:
    Path("table.yaml").write_text("sgd: {lr: 0.01}\nlearning_rate: {constant: 0.25}\n", encoding="utf-8")
    code, out, _ = run("plan_models:make", "table.yaml", "--as", "OptimizerConfig")
    assert code == 0
    assert "model   all parameters       4    10 201  SGD        0.25" in out.replace("\u2009", " ")


def test_what_does_not_fit_is_shown_at_its_line(run: Run) -> None:
    Path("train.yaml").write_text(
        CONFIG.replace("recap.fav", "recap.fvv").replace("  backbone_learning_rate: {constant: 0.5}\n", ""),
        encoding="utf-8",
    )
    code, out, err = run()
    assert (code, out) == (1, "")
    assert "train.yaml:4:5  error  tower recap.fvv matches no parameter" in err
    assert "    recap.fvv:\n" in err and "^ did you mean recap.fav?" in err
    assert "train.yaml:2:1  error  4 parameters are in no tower" in err
    assert "or plan with --on-unmatched backbone or --on-unmatched freeze" in err
    assert "at train.yaml#/multi_task_learning_rates/tower_learning_rates/recap.fvv" in err


def test_what_does_not_fit_a_part_of_a_file_is_shown_there(run: Run) -> None:
    text = "training:\n" + indented(CONFIG.replace("recap.fav", "recap.fvv"), 2)
    Path("train.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("plan_models:make", "train.yaml", "--at", "/training", "--format", "json")
    assert code == 1
    (found,) = json.loads(out)["errors"]
    assert (found["line"], found["column"]) == (6, 7)
    assert found["pointer"] == "/training/multi_task_learning_rates/tower_learning_rates/recap.fvv"


def test_a_number_that_torch_cannot_hold_is_shown_at_its_line(run: Run) -> None:
    Path("train.yaml").write_text(
        CONFIG.replace("constant: 0.5", "constant: 1" + "0" * 400), encoding="utf-8"
    )
    code, _, err = run()
    assert code == 1
    assert "train.yaml:3:28  error" in err and "larger than any float" in err


def test_a_project_needs_no_package_named(
    run: Run, printed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = f'schema = "{CANONICAL}"\nout = "{printed.parent}"\npackage = "planned_config"\n'
    Path("codegen.toml").write_text(settings, encoding="utf-8")
    assert main(["plan", "plan_models:make", "train.yaml"]) == 0
    assert capsys.readouterr().out.replace("\u2009", " ") == TABLE


def test_parameters_left_over_can_be_frozen(run: Run) -> None:
    text = CONFIG.replace("  backbone_learning_rate: {constant: 0.5}\n", "")
    Path("train.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("plan_models:make", "train.yaml", "--on-unmatched", "freeze")
    assert code == 0
    assert "frozen     no rate, to be frozen" in out


def test_a_config_that_is_not_valid_is_told_as_by_validate(run: Run) -> None:
    Path("train.yaml").write_text("adam: {}\nsgd: {}\n", encoding="utf-8")
    code, _, err = run()
    assert code == 1
    assert "train.yaml:2:1  error  optimizer: set exactly one of" in err


@pytest.mark.parametrize(
    ("factory", "config", "words", "message", "hint"),
    [
        ("plan_models", "train.yaml", (), "'plan_models' names no factory", "write module:factory"),
        ("nowhere:make", "train.yaml", (), "there is no module 'nowhere'", "write module:factory"),
        ("nowhere.py:make", "train.yaml", (), "there is no file 'nowhere.py'", "write module:factory"),
        ("plan_models:mak", "train.yaml", (), "plan_models:mak is not there", "did you mean make?"),
        ("plan_models:number", "train.yaml", (), "plan_models:number is a int, and cannot be called", ""),
        ("plan_models:no_model", "train.yaml", (), "made a tuple, and no torch's Module", "return the model"),
        ("plan_models:ends", "train.yaml", (), "plan_models:ends raised SystemExit: 3", "plan_models.py:"),
        (
            "plan_models:fails",
            "train.yaml",
            (),
            "plan_models:fails raised RuntimeError: the weights are\\u{1b}[2J gone",
            "in fails, ",
        ),
        ("plan_models:make", "none.yaml", (), "cannot read 'none.yaml': No such file", ""),
        ("plan_models:make", "train.yaml", ("--at", "x"), "'x' is no JSON Pointer", "begin with /"),
        (
            "plan_models:make",
            "train.yaml",
            ("--as", "OptimzerConfig"),
            "is no config that",
            "OptimizerConfig?",
        ),
        ("plan_models:make", "train.yaml", ("--as", "Muon"), "Muon is no config", "RecapOptimizerConfig"),
        ("plan_models:make", "train.yaml", ("--package", "nowhere_at_all"), "there is no package", "--path"),
        (
            "plan_models:make",
            "train.yaml",
            ("--package", "json"),
            "'json' has no optimizer builder",
            "x-torch",
        ),
        ("plan_models:make", "train.yaml", ("--package", "no name"), "no name for a Python package", ""),
    ],
)
def test_what_is_missing_is_bad_usage(
    run: Run, factory: str, config: str, words: tuple[str, ...], message: str, hint: str
) -> None:
    code, out, err = run(factory, config, *words)
    assert (code, out) == (2, "")
    assert message in err and hint in err
    assert "Traceback" not in err and "\x1b" not in err


def test_the_whole_traceback_is_shown_on_request(run: Run) -> None:
    code, _, err = run("plan_models:fails", "train.yaml", "--traceback")
    assert code == 2
    assert "Traceback" in err and 'raise RuntimeError("the weights' in err


def test_a_module_that_cannot_be_imported_is_told_with_the_place(run: Run) -> None:
    Path("plan_models_broken.py").write_text("import no_such_module_at_all\n", encoding="utf-8")
    code, _, err = run("plan_models_broken:make")
    assert code == 2
    assert "raised ModuleNotFoundError: No module named 'no_such_module_at_all'" in err
    assert "plan_models_broken.py:1" in err


def test_a_builder_that_refuses_to_be_imported_says_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("picky")
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "builder.py").write_text("raise ImportError('needs PyTorch 9')", encoding="utf-8")
    code, _, err = run("plan_models:make", "train.yaml", "--package", "picky", "--path", ".")
    assert (code, "needs PyTorch 9" in err) == (2, True)
    monkeypatch.delitem(sys.modules, "picky")


def test_without_torch_the_command_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    code, _, err = run()
    assert code == 2
    assert "plan needs PyTorch" in err and "pip install torch" in err


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())
