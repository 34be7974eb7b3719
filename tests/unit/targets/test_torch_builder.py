"""The module that is printed from ``x-torch`` and ``x-schedule``, for schemas of any kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.pipeline import compile_schema
from codegen.targets.torch import TARGET
from codegen.terminal import visible
from tests.packages import import_builder

CASES = Path(__file__).parents[2] / "cases" / "builders"
TOY = CASES / "toy.json"

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


def schema(**definitions: Any) -> dict[str, Any]:
    """A schema of these definitions; the first is the root."""
    first = next(iter(definitions))
    return {"$ref": f"#/$defs/{first}", "$defs": definitions}


def algorithm(torch_class: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A definition that is an algorithm."""
    return {
        "type": "object",
        "x-torch": {"class": torch_class, **more},
        "properties": fields,
        "additionalProperties": False,
    }


@pytest.fixture
def builder(tmp_path: Path) -> Callable[[Any], Any]:
    """A function from a schema to the builder of its package."""
    return lambda value: import_builder(value, tmp_path)


def test_the_module_reads_like_this() -> None:
    printed = codegen.render(TOY, ["torch"], "toy")["python/toy/builder.py"]
    golden = CASES / "toy_builder.py.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


def test_a_schema_that_says_nothing_of_torch_gets_no_file() -> None:
    assert codegen.render({"type": "object", "properties": {"lr": {"type": "number"}}}, ["torch"], "p") == {}
    falling = {
        "type": "object",
        "x-schedule": "rate / (step + 1)",
        "properties": {"rate": {"type": "number"}},
        "required": ["rate"],
    }
    assert codegen.render(schema(Falling=falling), ["torch"], "p") == {}


def test_a_place_of_the_schema_is_explained_by_what_it_is_to_torch() -> None:
    compiled = compile_schema(TOY)
    found = {origin.pointer: name for origin, name in TARGET.names(compiled.model, "toy").items()}
    assert found["/$defs/Training"] == "toy.builder.build_optimizer"
    assert found["/$defs/Falling"] == "toy.builder.rate_of"
    assert found["/$defs/Lookahead"] == "torch.optim.Adam, by toy.builder.algorithm_of"
    assert found["/$defs/Lookahead/properties/second"] == "torch.optim.Adam(betas[1])"
    assert found["/$defs/Descent/properties/inertia"] == "torch.optim.SGD(momentum)"


def test_what_is_copied_is_the_same_for_every_schema() -> None:
    toy = codegen.render(TOY, ["torch"], "p")
    other = codegen.render(schema(A=algorithm("SGD", {})), ["torch"], "p")
    assert toy.keys() == other.keys()
    for path, text in toy.items():
        if "/_torch/" in path:
            assert text.partition("\n")[2] == other[path].partition("\n")[2]


@needs_torch
def test_the_toy_is_built_as_its_configuration_says(builder: Callable[[Any], Any]) -> None:
    from torch import nn

    toy = builder(TOY)
    model = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.Linear(2, 2), "rest": nn.Linear(2, 2)})
    config = sys.modules[toy.__package__].validate(
        {
            "sign": {"floor": 1e-6},
            "speeds": {
                "heads": {"a": {"fixed": 3, "scale": 2}, "b": {"falling": {"start": 8, "end": 4}}},
                "trunk": 1,
            },
            "exceptions": [
                {"called": ["b.bias"], "sign": {"second": 0}},
                {"called": ["a.bias"], "descent": {}},
            ],
            "spared": ["norms"],
        }
    )
    found = {g.name: g for g in toy.plan(model, config).groups}
    assert [g.rate.at(1) for g in found.values()] == [6.0, 6.0, 6.0, 6.0, 1.0]
    arguments = [g.algorithm.arguments for g in found.values()]
    assert [a.get("betas") for a in arguments] == [(0.8, 0.999), None, (0.8, 0.999), (0.8, 0.0), (0.8, 0.999)]
    names = [g.algorithm.name for g in found.values()]
    assert names == ["sign", "descent", "sign", "sign", "sign"]
    assert arguments[3]["eps"] == 1e-6
    _, scheduler = toy.build_optimizer(model, config)
    assert sorted(scheduler.get_last_lr()) == [1.0, 6.0, 6.0, 8.0, 8.0]


@needs_torch
def test_without_any_rate_the_algorithm_s_own_holds(builder: Callable[[Any], Any]) -> None:
    toy = builder(TOY)
    validate = sys.modules[toy.__package__].validate
    assert toy.wanted(validate({"descent": {"pace": 7}})).single.constant == 7.0
    assert toy.wanted(validate({"descent": {}})).single.constant == 0.001
    assert toy.wanted(validate({"descent": {"pace": 7}, "speed": {"fixed": 2}})).single.at(0) == 2.0
    towers = {"heads": {"a": {"fixed": 1}}}
    assert toy.wanted(validate({"descent": {"pace": 7}, "speeds": towers})).single is None


@needs_torch
def test_an_entry_that_writes_an_algorithm_s_own_rate_runs_at_it(builder: Callable[[Any], Any]) -> None:
    toy = builder(TOY)
    entries = [
        {"called": ["*"], "descent": {"pace": 5}},
        {"called": ["*"], "descent": {"inertia": 0.5}},
        {"called": ["*"], "descent": {"pace": 5}, "speed": {"fixed": 2}},
    ]
    config = sys.modules[toy.__package__].validate({"descent": {"pace": 7}, "exceptions": entries})
    rates = [rule.rate and rule.rate.at(0) for rule in toy.wanted(config).rules]
    assert rates == [5.0, None, 2.0]


@needs_torch
def test_null_and_absence_mean_what_torch_does_by_itself(builder: Callable[[Any], Any]) -> None:
    fields = {
        "weight_decay": {"type": ["number", "null"], "minimum": 0},
        "nesterov": {"type": "boolean"},
        "momentum": {"type": "number"},
    }
    made = builder(schema(A=algorithm("SGD", fields)))
    model = sys.modules[made.__package__].A
    for config in (model(), model.model_validate({"weight_decay": None})):
        arguments = made.algorithm_of("a", config).arguments
        assert arguments == {"weight_decay": 0.0, "nesterov": False, "momentum": 0.0}
    lbfgs = builder(schema(B=algorithm("LBFGS", {"max_eval": {"type": ["integer", "null"]}})))
    assert lbfgs.algorithm_of("b", sys.modules[lbfgs.__package__].B()).arguments == {"max_eval": None}


@needs_torch
def test_classes_that_are_called_like_something_of_the_module_step_aside(
    builder: Callable[[Any], Any],
) -> None:
    rate = {
        "type": "object",
        "x-schedule": "step_ + at + config + real + cos(0)",
        "properties": {n: {"type": "number", "default": 1} for n in ("step_", "at", "config", "real")},
    }
    plan = {
        "type": "object",
        "x-torch": {"builder": {"optimizer": "one", "single": "rate"}},
        "properties": {
            "rate": {"$ref": "#/$defs/Rate"},
            "wanted": {"$ref": "#/$defs/Wanted"},
            "w": {"$ref": "#/$defs/Algorithm"},
        },
        "allOf": [{"title": "one", "oneOf": [{"required": ["wanted"]}, {"required": ["w"]}]}],
    }
    made = builder(schema(Plan=plan, Rate=rate, Wanted=algorithm("SGD", {}), Algorithm=algorithm("Adam", {})))
    config = sys.modules[made.__package__].validate({"wanted": {}, "rate": {}})
    assert made.wanted(config).single.at(0) == 5.0
    assert made.wanted(config).algorithm.name == "wanted"


HOSTILE = 'x"""\n\\N{BULLET}{__import__("os").abort()}\u202e\x1b#'


@needs_torch
def test_no_text_of_a_schema_runs_or_breaks_the_module(builder: Callable[[Any], Any]) -> None:
    key = "k" + HOSTILE
    fields = {key: {"type": "number", "default": 0, "description": HOSTILE}}
    made = builder(
        schema(
            Root={
                "type": "object",
                "description": HOSTILE,
                "x-torch": {"builder": {"optimizer": HOSTILE, "single": "r" + HOSTILE}},
                "properties": {
                    "a" + HOSTILE: {"$ref": "#/$defs/A"},
                    "b" + HOSTILE: {"$ref": "#/$defs/A"},
                    "r" + HOSTILE: {"$ref": "#/$defs/R"},
                },
                "allOf": [
                    {
                        "title": HOSTILE,
                        "oneOf": [{"required": ["a" + HOSTILE]}, {"required": ["b" + HOSTILE]}],
                    }
                ],
            },
            A=algorithm("SGD", fields, arguments={"momentum": key}),
            R={
                "type": "object",
                "description": HOSTILE,
                "x-schedule": "rate + 0 * step",
                "x-torch": {"schedule": 'is"""\n\\{rate}\u202e\x1b#'},
                "properties": {"rate": {"type": "number"}},
                "required": ["rate"],
            },
        )
    )
    source = Path(made.__file__).read_text(encoding="utf-8")
    assert "\u202e" not in source and "\x1b" not in source
    config = sys.modules[made.__package__].validate(
        {"a" + HOSTILE: {key: 10**400}, "r" + HOSTILE: {"rate": 3}}
    )
    with pytest.raises(made.ConfigError) as refused:
        made.wanted(config)
    assert str(refused.value).startswith(visible(f"/a{HOSTILE}/k{HOSTILE}: 1000"))
    assert made.rate_of(sys.modules[made.__package__].R(rate=3)).text == 'is"""\n\\3\u202e\x1b#'


@pytest.mark.slow
@needs_torch
def test_the_module_passes_a_strict_type_checker(tmp_path: Path) -> None:
    """That of the canonical schema does so in ``make check``, with all that it calls; torch takes minutes."""
    for name, value in (("toy", TOY), ("bare", schema(A=algorithm("Muon", {}, arguments={})))):
        for path, text in codegen.render(value, ["pydantic", "torch"], name).items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    settings = "[mypy]\nstrict = True\nfollow_imports = silent\n[mypy-torch.*]\nfollow_imports = skip\n"
    (tmp_path / "python/mypy.ini").write_text(settings)
    command = [sys.executable, "-m", "mypy", "--no-incremental", "toy/builder.py", "bare/builder.py"]
    done = subprocess.run(
        command, cwd=tmp_path / "python", capture_output=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout


def test_without_torch_the_package_works_and_the_builder_says_what_is_missing(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
sys.modules["torch"] = None  # as if it were not installed
import codegen
for path, text in codegen.render(Path(sys.argv[1]), ["pydantic", "torch"], "toy").items():
    file = Path(path.removeprefix("python/"))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
sys.path.insert(0, "")
import toy
print(toy.validate({"descent": {}}).method_kind)
try:
    import toy.builder
except ImportError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(TOY)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.stdout == (
        "descent\ntoy.builder needs PyTorch 2.6 or later, which is not installed: pip install torch\n"
    ), done.stderr
