"""Generated pydantic models beside the same models without the check, and beside plain pydantic models."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.generate import SCHEMA, report
from codegen import render

TOWERS = 10_000

#: What a person would write by hand for the same part of the schema, groups left out.
PLAIN = """
from typing import Annotated
from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[float, Field(ge=0)]
Steps = Annotated[int, Field(ge=1)]


class Plain(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class PiecewiseConstant(Plain):
    learning_rate_boundaries: list[Annotated[int, Field(ge=0)]]
    learning_rate_values: list[Rate]


class LinearRampToConstant(Plain):
    learning_rate: Rate
    num_ramp_steps: Steps


class LinearRampToCosine(Plain):
    learning_rate: Rate
    final_learning_rate: Rate
    num_ramp_steps: Steps
    final_num_steps: Steps


class LearningRate(Plain):
    constant: Rate | None = None
    linear_ramp_to_cosine: LinearRampToCosine | None = None
    linear_ramp_to_constant: LinearRampToConstant | None = None
    piecewise_constant: PiecewiseConstant | None = None


class MultiTaskLearningRates(Plain):
    tower_learning_rates: dict[str, LearningRate]
    backbone_learning_rate: LearningRate | None = None
"""


def towers(count: int) -> dict[str, Any]:
    """A valid document with all forms of schedule."""
    forms = (
        {"constant": 0.001},
        {"linear_ramp_to_constant": {"learning_rate": 0.001, "num_ramp_steps": 100}},
        {
            "linear_ramp_to_cosine": {
                "learning_rate": 0.001,
                "final_learning_rate": 0.0001,
                "num_ramp_steps": 100,
                "final_num_steps": 1000,
            }
        },
        {"piecewise_constant": {"learning_rate_boundaries": [100], "learning_rate_values": [0.1, 0.01]}},
    )
    return {"tower_learning_rates": {f"tower_{n}": forms[n % len(forms)] for n in range(count)}}


def packages(folder: Path) -> tuple[Any, Any]:
    """The generated package and the plain models, imported from a folder."""
    for path, text in render(SCHEMA, ["pydantic"], "optimizer_config").items():
        file = folder / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "plain_models.py").write_text(PLAIN, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return importlib.import_module("optimizer_config"), importlib.import_module("plain_models")


def seconds(build: Callable[[Any], Any], document: Any) -> float:
    """Time of one run; what it built is thrown away before the next begins."""
    begin = time.perf_counter()
    built = build(document)
    taken = time.perf_counter() - begin
    del built
    return taken


def without_check(package: Any, build: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What a model does after its check, in the same way: the collector pauses, then looks once."""
    pause = importlib.import_module(f"{package.__name__}._model")._uncollected

    def unchecked(document: Any) -> Any:
        with pause():
            return build(document)

    return unchecked


def ratio(ours: Callable[[Any], Any], theirs: Callable[[Any], Any], document: Any, rounds: int) -> float:
    """Median over rounds in which both ran one after the other, in turns."""
    found = []
    for number in range(rounds):
        if number % 2:
            one, other = seconds(ours, document), seconds(theirs, document)
        else:
            other, one = seconds(theirs, document), seconds(ours, document)
        found.append(one / other)
    return median(found)


def import_ratio(folder: Path, ours: str, theirs: str, rounds: int) -> float:
    """Median over pairs of fresh processes."""

    def once(code: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
        return time.perf_counter() - begin

    return median(once(ours) / once(theirs) for _ in range(rounds))


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


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, plain = packages(folder)
        document = towers(TOWERS)
        checked = ours.MultiTaskLearningRates.model_validate
        checked(document)
        unchecked = ours.MultiTaskLearningRates.__pydantic_validator__.build.validate_python
        by_hand = plain.MultiTaskLearningRates.model_validate
        same = ratio(checked, without_check(ours, unchecked), document, 41)
        report(f"{TOWERS} towers: models / the same without the check", same, 1.10)
        plainly = ratio(checked, by_hand, document, 41)
        print(
            f"{f'{TOWERS} towers: models / plain pydantic models':<60} {plainly:6.2f}   (no bar)", flush=True
        )
        plain_of_every_field(folder)
        imports = import_ratio(folder, "import optimizer_config", "import every_field", 15)
        report("import: package / plain pydantic models", imports, 1.0)
        document = {"adam": {}, "single_task_learning_rate": {"constant": 1}}
        first = f"import optimizer_config as o; o.validate({document})"
        other = "import every_field as o; o.RecapOptimizerConfig.model_validate({'adam': {}})"
        report("import and validate once: package / plain", import_ratio(folder, first, other, 15), 1.0)


if __name__ == "__main__":
    main()
