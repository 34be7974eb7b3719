"""Every learning rate of the reference system, bit for bit: interpreted, and as printed Python."""

from __future__ import annotations

import builtins
import json
import math
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest

from codegen.formula import FormulaError, Rates, to_python
from codegen.ir import Definition, Model, Record
from codegen.naming import pascal
from codegen.pipeline import compile_schema

ROOT = Path(__file__).parents[3]
#: 23 configurations of the reference system with the rates that its own code gives (CPython 3.11), as hex, or
#: the error it raises (two of them break a rule).
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/golden_learning_rates.json").read_text())
FORMS = {
    "linear_ramp_to_cosine": "LinearRampToCosine",
    "linear_ramp_to_constant": "LinearRampToConstant",
    "piecewise_constant": "PiecewiseConstant",
}


@pytest.fixture(scope="module")
def model() -> Model:
    return compile_schema(ROOT / "schema/optimizer.schema.json").model


def record(model: Model, name: str) -> Record:
    definition: Definition = next(d for d in model.definitions if pascal(d.words) == name)
    assert isinstance(definition.node, Record)
    return definition.node


def test_there_are_all_of_them() -> None:
    assert len(CASES) == 23
    assert sum(len(c["rates"]) for c in CASES) == 196


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["name"]))
def test_the_interpreter_gives_the_bits_of_the_reference(case: dict[str, Any], model: Model) -> None:
    rates = Rates(model.index)
    form = record(model, "LearningRate")
    for step, bits in case["rates"].items():
        if bits.endswith("Error"):
            with pytest.raises(FormulaError, match=f"at step {step}: "):
                rates.rate(form, case["config"], int(step))
        else:
            assert rates.rate(form, case["config"], int(step)).hex() == bits


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["name"]))
def test_printed_python_gives_the_bits_of_the_reference(case: dict[str, Any], model: Model) -> None:
    (form, value), *others = case["config"].items()
    assert not others
    if form == "constant":
        assert {float(value).hex()} == set(case["rates"].values())
        return
    schedule = record(model, FORMS[form]).schedule
    assert schedule is not None
    names = {k: k for k, _ in schedule.kinds if k not in ("step", "pi")}
    own = {k: [*map(float, v)] if isinstance(v, list) else float(v) for k, v in value.items()}
    place = {"piecewise": lambda step, limits, values: values[bisect_right(limits, step)]}
    source = compile(to_python(schedule, names), "<formula>", "eval")
    for step, bits in case["rates"].items():
        scope = {"math": math, **place, **own, "step": float(step)}
        if bits.endswith("Error"):
            with pytest.raises(getattr(builtins, bits)):
                eval(source, scope)
        else:
            assert float(eval(source, scope)).hex() == bits
            assert float(eval(source, {**scope, "step": int(step)})).hex() == bits
