"""Rules and schedules printed into the package mean what the interpreter of formulas says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from codegen.checker import print_python
from codegen.formula import FormulaError, Rates, to_text
from codegen.ir import Model, Record
from codegen.load import json_text
from codegen.naming import pascal
from codegen.pipeline import compile_schema
from tests.support import model_of
from tests.unit.formula.random_formulas import SCHEMA, booleans, numbers, objects
from tests.unit.targets.typescript import DIALECT, Judged, judged, rates, written

ROOT = Path(__file__).parents[3]
STEPS = (0, 1, 2, 4, 5, 9, 10, 99, 100, 1000, 5000, 12_345, 1_000_000)


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """That many examples, always the same."""
    found: list[Any] = []

    @seed(5)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(example: Any) -> None:
        found.append(example)

    keep()
    return found


def of_all(keyword: str, formulas: list[Any]) -> Model:
    """A model with a type ``F0``, ``F1`` and so on for each formula."""
    defs = {f"F{n}": {**SCHEMA, keyword: formula} for n, formula in enumerate(formulas)}
    whole = {"title": "Config", "type": "object", "properties": {n: {"$ref": f"#/$defs/{n}"} for n in defs}}
    return model_of({"$schema": DIALECT, **whole, "$defs": defs})


def texts_of(values: list[Any]) -> list[str]:
    return [json.dumps(value) for value in values]


@pytest.mark.slow
def test_random_rules_hold_where_they_hold_in_python(tmp_path: Path) -> None:
    formulas = [to_text(e) for e in drawn(booleans(3), 80)]
    model = of_all("x-rules", [[{"rule": text, "message": "is wrong"}] for text in _with_fields(formulas)])
    values = drawn(objects(), 12)
    module: dict[str, Any] = {"__name__": "checker"}
    exec(compile(print_python(model), "checker.py", "exec"), module)
    names = [n for n in module["CHECK"] if n != "Config"]
    folder = written(model, tmp_path)
    found = judged([(folder, name, texts_of(values)) for name in names])
    for name, answers in zip(names, found, strict=True):
        for value, answer in zip(values, answers, strict=True):
            issues = module["CHECK"][name](value)
            wanted: Judged = (
                not issues,
                [[i.pointer, i.message, i.code, i.group, list(i.keys)] for i in issues],
            )
            assert answer == wanted, (name, json_text(model.schema)[:200], value)
    verdicts = [valid for answers in found for valid, _ in answers]
    assert 0.1 < sum(verdicts) / len(verdicts) < 0.9


def _with_fields(formulas: list[str]) -> list[str]:
    """A rule has to read a field."""
    return [f"a == a && ({text})" for text in formulas]


def wanted_rate(model: Model, name: str, value: Any, step: float) -> float | None:
    definition = next(d for d in model.definitions if pascal(d.words) == name)
    assert isinstance(definition.node, Record)
    try:
        return Rates(model.index).rate(definition.node, value, step)
    except FormulaError:
        return None


def far(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is not wanted
    return not math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-300)


@pytest.mark.slow
def test_random_schedules_have_the_rates_of_python(tmp_path: Path) -> None:
    formulas = [to_text(e) for e in drawn(numbers(3), 80)]
    model = of_all("x-schedule", formulas)
    values = drawn(objects(), 10)
    names = [f"F{n}" for n in range(len(formulas))]
    found = rates([(written(model, tmp_path), name, texts_of(values)) for name in names], STEPS[:3])
    count = 0
    for name, formula, answers in zip(names, formulas, found, strict=True):
        for value, row in zip(values, answers, strict=True):
            for step, rate in zip(STEPS, row, strict=False):
                wanted = wanted_rate(model, name, value, step)
                assert not far(rate, wanted), (formula, value, step, rate, wanted)
                count += wanted is not None
    assert count > 1000


def test_every_valid_learning_rate_of_the_vectors_is_that_of_python(tmp_path: Path) -> None:
    schema = ROOT / "schema" / "optimizer.schema.json"
    model = compile_schema(schema).model
    lines = (ROOT / "generated" / "vectors" / "optimizer_config.jsonl").read_text("utf-8").splitlines()
    valid: dict[str, list[Any]] = {}
    for vector in map(json.loads, lines):
        definition = next((d for d in model.definitions if pascal(d.words) == vector["definition"]), None)
        node = definition.node if definition is not None else None
        if vector["valid"] and isinstance(node, Record) and node.schedule is not None:
            valid.setdefault(vector["definition"], []).append(vector["document"])
    if not valid:
        pytest.skip("the vectors hold no schedule")
    folder = written(model, tmp_path)
    found = rates([(folder, name, texts_of(values)) for name, values in valid.items()], STEPS)
    rows = [
        (n, v, row)
        for (n, vs), rs in zip(valid.items(), found, strict=True)
        for v, row in zip(vs, rs, strict=True)
    ]
    for name, value, row in rows:
        for step, rate in zip(STEPS, row, strict=True):
            wanted = wanted_rate(model, name, value, step)
            assert not far(rate, wanted), (name, value, step, rate, wanted)
    assert len(rows) > 50
