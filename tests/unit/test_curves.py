"""Curves: the same rates as the formula's plain reading, and a line that leaves no bend out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.curves import Curve, curve, horizon, polyline
from codegen.formula import Rates
from codegen.ir import Model, Record
from codegen.pipeline import compile_schema
from codegen.targets.docs import render

CANONICAL = Path(__file__).parents[2] / "schema" / "optimizer.schema.json"


@pytest.fixture(scope="module")
def canonical() -> Model:
    return compile_schema(CANONICAL).model


def test_every_curve_of_the_site_has_the_rates_of_its_formula(canonical: Model) -> None:
    drawn = 0
    types = json.loads(render(canonical, "x")["docs/x/docs.json"])["types"]
    records = {"".join(w[:1].upper() + w[1:] for w in d.words): d.node for d in canonical.definitions}
    rates = Rates(canonical.index)
    for one in types:
        if "schedule" not in one:
            continue
        record = records[one["name"]]
        assert isinstance(record, Record)
        for step, rate in one["schedule"]["curve"]:
            assert rate == rates.rate(record, one["example"], step)
            drawn += 1
    assert drawn > 1000


def test_a_drawing_goes_a_quarter_past_the_last_step() -> None:
    assert horizon({"a": {"num": 1000, "b": [4000, 2.5]}, "c": "x", "d": True}) == 5000
    assert horizon({"constant": 0.1}) == 100


def test_points_on_a_line_are_left_out_and_bends_are_kept() -> None:
    ramp = Curve(tuple((s, min(s, 50) / 50) for s in range(101)), 100)
    assert polyline(ramp, 100, 10) == "0,10 50,0 100,0"


def test_a_schedule_without_a_value_has_no_curve(canonical: Model) -> None:
    record = next(d.node for d in canonical.definitions if d.words[-1] == "Cosine")
    assert isinstance(record, Record)
    same = {"learning_rate": 1.0, "final_learning_rate": 0.0, "num_ramp_steps": 5, "final_num_steps": 5}
    assert curve(canonical.index, record, same) is None
