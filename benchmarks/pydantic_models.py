"""Generated pydantic models beside the same models without the check, and beside plain pydantic models.

The bar: validating 10,000 towers with groups costs at most 1.10 times the same models without the check.
Without the check, the models are pydantic models like any other: the same ``models.py``, byte for byte, with
the same frozen containers, on a base where pydantic judges what types can say (strict numbers, whole numbers,
strings, unknown keys) and nothing judges groups and bounds.  Both sides pause the garbage collector in the
same way, and take turns.

Two more lines have no bar.  Plain models are written by hand, with bounds, and with lists and dicts that can
be changed.  Building alone is what our models do after the check: pydantic then looks at hardly anything, so
the line shows the check's share, but nobody could use such models on their own.
"""

from __future__ import annotations

import compileall
import importlib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.clock import of_call, of_process, ratio
from benchmarks.generate import SCHEMA, report
from benchmarks.towers import ALL, FOUR, rates
from codegen import render

TOWERS = 10_000

#: What a person would write by hand for the same part of the schema, groups left out.
PLAIN = """
from typing import Annotated
from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[float, Field(ge=0)]
Factor = Annotated[float, Field(gt=0)]
Steps = Annotated[int, Field(ge=1)]


class Plain(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class PiecewiseConstant(Plain):
    learning_rate_boundaries: list[int]
    learning_rate_values: list[Rate]


class LinearRampToConstant(Plain):
    learning_rate: Rate
    num_ramp_steps: Steps


class LinearRampToCosine(Plain):
    learning_rate: Rate
    final_learning_rate: Rate
    num_ramp_steps: Steps
    final_num_steps: Steps


class LinearRampToInverseSqrt(Plain):
    learning_rate: Rate
    num_ramp_steps: Steps


class LinearRampToPolynomial(Plain):
    learning_rate: Rate
    final_learning_rate: Rate
    num_ramp_steps: Annotated[int, Field(ge=0)]
    final_num_steps: Steps
    power: Factor = 1


class ExponentialDecay(Plain):
    learning_rate: Rate
    decay_rate: Factor
    num_decay_steps: Steps


class StepDecay(Plain):
    learning_rate: Rate
    decay_rate: Factor
    num_decay_steps: Steps


class OneCycle(Plain):
    initial_learning_rate: Rate
    max_learning_rate: Rate
    final_learning_rate: Rate
    num_ramp_steps: Steps
    final_num_steps: Steps


class WarmupStableDecay(Plain):
    learning_rate: Rate
    final_learning_rate: Rate
    num_ramp_steps: Steps
    decay_start_step: Steps
    final_num_steps: Steps


class SequenceOfSchedules(Plain):
    schedules: Annotated[list["LearningRate"], Field(min_length=1)]
    boundaries: list[Annotated[int, Field(ge=1)]]


class LearningRate(Plain):
    constant: Rate | None = None
    linear_ramp_to_cosine: LinearRampToCosine | None = None
    linear_ramp_to_constant: LinearRampToConstant | None = None
    piecewise_constant: PiecewiseConstant | None = None
    linear_ramp_to_inverse_sqrt: LinearRampToInverseSqrt | None = None
    linear_ramp_to_polynomial: LinearRampToPolynomial | None = None
    exponential_decay: ExponentialDecay | None = None
    step_decay: StepDecay | None = None
    one_cycle: OneCycle | None = None
    warmup_stable_decay: WarmupStableDecay | None = None
    sequence: SequenceOfSchedules | None = None


class MultiTaskLearningRates(Plain):
    tower_learning_rates: dict[str, LearningRate]
    backbone_learning_rate: LearningRate | None = None
"""


#: The base of the models without the check ...
UNCHECKED_BASE = """
from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        defer_build=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )
"""
#: ... and what the annotations in ``models.py`` then mean.
UNCHECKED_TYPES = """
from typing import Annotated, TypeVar
from pydantic import AfterValidator, Field
from ._frozen import FrozenDict, FrozenList

T = TypeVar("T")
Number = int | float
Integer = int
String = str
Array = Annotated[list[T], AfterValidator(FrozenList)]
Map = Annotated[dict[str, T], AfterValidator(FrozenDict)]
Maybe = Annotated[T | None, Field(exclude_if=lambda value: value is None)]


def default(value):
    return Field(default_factory=lambda: value, validate_default=True)
"""
NAME = "optimizer_config"
ROOT_OF_TOWERS = "MultiTaskLearningRates"


def packages(folder: Path) -> tuple[Any, Any, Any]:
    """The generated package, its models without the check, and the plain models, imported from a folder."""
    for path, text in render(SCHEMA, ["pydantic"], NAME).items():
        file = folder / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    unchecked = folder / "unchecked"
    unchecked.mkdir()
    for name in ("models.py", "_groups.py", "_frozen.py"):
        (unchecked / name).write_bytes((folder / NAME / name).read_bytes())
    (unchecked / "_model.py").write_text(UNCHECKED_BASE, encoding="utf-8")
    (unchecked / "_types.py").write_text(UNCHECKED_TYPES, encoding="utf-8")
    (folder / "plain_models.py").write_text(PLAIN, encoding="utf-8")
    sys.path.insert(0, str(folder))
    ours, without, plain = map(importlib.import_module, (NAME, "unchecked.models", "plain_models"))
    assert set(plain.LearningRate.model_fields) == set(ours.LearningRate.model_fields)
    return ours, without, plain


def paused(build: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The call as a generated model makes it: without the collector."""
    pause = importlib.import_module(f"{NAME}._model")._uncollected

    def quietly(document: Any) -> Any:
        with pause():
            return build(document)

    return quietly


def plain_of_every_field(folder: Path) -> None:
    """Plain models of all the schema's fields, as datamodel-code-generator prints them without groups."""
    import json

    schema = json.loads(SCHEMA.read_text("utf-8"))
    for definition in schema["$defs"].values():
        definition.pop("allOf", None)
    source = folder / "without_groups.json"
    source.write_text(json.dumps(schema), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "datamodel-codegen"), "--input", str(source)]
    command += ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel"]
    subprocess.run([*command, "--output", str(folder / "every_field.py")], check=True)


def building(ours: Any, without: Any, plain: Any) -> None:
    """Objects of 10,000 towers out of parsed JSON."""
    checked = getattr(ours, ROOT_OF_TOWERS).model_validate
    bare = getattr(ours, ROOT_OF_TOWERS).__pydantic_validator__.build.validate_python
    for label, forms in (("", ALL), (" of the reference's forms", FOUR)):
        document = rates(TOWERS, forms)
        what = f"{TOWERS} towers{label}: models"
        mine, unchecked = of_call(checked, document), getattr(without, ROOT_OF_TOWERS).model_validate
        assert checked(document).model_dump() == unchecked(document).model_dump()
        report(f"{what} / without the check", ratio(mine, of_call(paused(unchecked), document), 21), 1.10)
        plainly = getattr(plain, ROOT_OF_TOWERS).model_validate
        for other, build in (("plain models", plainly), ("building alone", bare)):
            found = ratio(mine, of_call(paused(build), document), 21)
            print(f"{f'{what} / {other}':<60} {found:6.2f}   (no bar)", flush=True)


def importing(folder: Path) -> None:
    """The package in a fresh interpreter."""
    plain_of_every_field(folder)
    compileall.compile_dir(folder, quiet=1)  # an installed package has its bytecode
    ours, theirs = of_process(f"import {NAME}", folder), of_process("import every_field", folder)
    report("import: package / plain pydantic models", ratio(ours, theirs, 15), 1.0)
    document = {"adam": {}, "single_task_learning_rate": {"constant": 1}}
    ours = of_process(f"import {NAME} as o; o.validate({document})", folder)
    theirs = of_process(
        "import every_field as o; o.RecapOptimizerConfig.model_validate({'adam': {}})", folder
    )
    report("import and validate once: package / plain", ratio(ours, theirs, 15), 1.0)


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        building(*packages(Path(name)))
        importing(Path(name))


if __name__ == "__main__":
    main()
