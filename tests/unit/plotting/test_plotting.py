"""Drawings: the rates of the formulas, each jump where it is, and no text that could do harm."""

from __future__ import annotations

import os
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from codegen.curves import curve
from codegen.formula import Rates
from codegen.ir import Model, Record
from codegen.pipeline import compile_schema
from codegen.plotting import Line, NoRate, Plot, plot_of, to_svg, to_text
from codegen.plotting.scale import counted, short, ticks
from codegen.reading import read
from tests.support import model_of

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "schema/examples/valid"
GOLDENS = ROOT / "tests/cases/plots"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def canonical() -> Model:
    return compile_schema(ROOT / "schema/optimizer.schema.json").model


def example(name: str) -> Any:
    data = (EXAMPLES / f"{name}.yaml").read_bytes()
    return read(data, "yaml", name).value


def plot(value: Any, last: int = 0) -> Plot:
    return plot_of(canonical(), canonical().definition(canonical().root), value, last)


def single(rate: dict[str, Any]) -> dict[str, Any]:
    return {"adam": {}, "single_task_learning_rate": rate}


@pytest.mark.parametrize(
    "name", ["warm_up_then_cosine", "staircase", "one_cycle", "sequence", "inverse_square_root", "polynomial"]
)
def test_a_line_has_the_rates_of_its_formula_and_is_off_by_little_between_them(name: str) -> None:
    value = example(name)
    (line,) = plot(value).lines
    record = next(d.node for d in canonical().definitions if d.words == ("Learning", "Rate"))
    assert isinstance(record, Record)
    rates, rate = Rates(canonical().index), value["single_task_learning_rate"]
    assert all(found == rates.rate(record, rate, step) for step, found in line.points)
    last = line.points[-1][0]
    between = range(0, last + 1, max(1, last // 3000))
    assert max(abs(line.at(step) - rates.rate(record, rate, step)) for step in between) < line.top / 200


def test_a_jump_is_one_step_wide_wherever_it_is() -> None:
    inner = {"piecewise_constant": {"learning_rate_boundaries": [7919], "learning_rate_values": [1, 3]}}
    value = single({"sequence": {"boundaries": [104729], "schedules": [{"constant": 2}, inner]}})
    (line,) = plot(value).lines
    jumps = [(a, b) for a, b in pairwise(line.points) if a[1] != b[1]]
    assert jumps == [((104728, 2.0), (104729, 1.0)), ((112647, 1.0), (112648, 3.0))]


def test_equal_schedules_are_one_line_that_names_all_its_places() -> None:
    drawn = plot(example("heavy_ranker"))
    labels = [label for line in drawn.lines for label in line.labels]
    assert len(labels) == len(set(labels)) == 11
    assert drawn.lines[0].labels == (
        "backbone_learning_rate",
        "recap.engagement.is_replied_reply_engaged_by_author",
        "recap.engagement.is_retweeted",
    )
    assert drawn.top == 0.003
    many = Line(tuple("abcde"), ((0, 1.0),))
    assert many.title == "a, b, c and 2 more"


def test_places_that_end_alike_are_told_apart() -> None:
    groups = [{"names": ["*"], "learning_rate": {"constant": n}} for n in (1, 2)]
    value = {
        "adam": {},
        "multi_task_learning_rates": {
            "tower_learning_rates": {"backbone_learning_rate": {"constant": 3}},
            "backbone_learning_rate": {"constant": 4},
        },
        "parameter_groups": groups,
    }
    assert [line.labels for line in plot(value).lines] == [
        ("tower_learning_rates/backbone_learning_rate",),
        ("multi_task_learning_rates/backbone_learning_rate",),
        ("parameter_groups/0/learning_rate",),
        ("parameter_groups/1/learning_rate",),
    ]


def test_the_last_step_can_be_chosen() -> None:
    ramp = single({"linear_ramp_to_constant": {"learning_rate": 1, "num_ramp_steps": 1000}})
    assert plot(ramp).last == 1250
    assert plot(ramp, 10).lines[0].points[-1] == (10, 0.01)
    assert plot(single({"constant": 0})).top == 1.0
    assert plot({"adam": {}}).lines == ()


def test_a_step_without_a_rate_is_told_with_the_place_of_its_schedule() -> None:
    growing = {"exponential_decay": {"learning_rate": 1, "decay_rate": 1e300, "num_decay_steps": 1}}
    towers = {"multi_task_learning_rates": {"tower_learning_rates": {"a/b": growing}}}
    with pytest.raises(NoRate, match="no learning rate at step") as told:
        plot({"adam": {}, **towers}, 9)
    assert told.value.pointer == "/multi_task_learning_rates/tower_learning_rates/a~1b"


def test_a_negative_rate_is_none() -> None:
    falling = {
        "type": "object",
        "x-schedule": "start - step / 10",
        "properties": {"start": {"type": "number"}},
        "required": ["start"],
    }
    model = model_of({"type": "object", "properties": {"a": falling}})
    with pytest.raises(NoRate, match="no learning rate at step") as told:
        plot_of(model, model.definition(model.root), {"a": {"start": 1}}, 50)
    assert told.value.pointer == "/a"
    assert plot_of(model, model.definition(model.root), {"a": {"start": 1}}, 10).top == 1
    record = next(d.node for d in model.definitions if isinstance(d.node, Record) and d.node.schedule)
    assert curve(model.index, record, {"start": 1}) is None


def test_schedules_are_found_in_any_schema() -> None:
    rate = {
        "type": "object",
        "x-schedule": "start / (step + 1)",
        "properties": {"start": {"type": "number"}},
        "required": ["start"],
    }
    model = model_of(
        {
            "type": "object",
            "properties": {
                "list": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Rate"}, {"type": "null"}]}},
                "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"$ref": "#/$defs/Rate"}]},
            },
            "additionalProperties": {"$ref": "#/$defs/Rate"},
            "$defs": {"Rate": rate},
        }
    )
    value = {
        "list": [None, {"start": 1}],
        "pair": ["x", {"start": 2}],
        "more": {"start": 3},
        "other": {"start": 3.0},
    }
    drawn = plot_of(model, model.definition(model.root), value)
    assert [line.labels for line in drawn.lines] == [("list/1",), ("pair/1",), ("more",), ("other",)]
    assert [line.at(1) for line in drawn.lines] == [0.5, 1.0, 1.5, 1.5]


@pytest.mark.parametrize("name", ["heavy_ranker", "sequence"])
def test_a_picture_looks_like_this(name: str) -> None:
    drawn = plot(example(name))
    for file, text in (
        (f"{name}.svg", to_svg(drawn, f"Learning rates of {name}.yaml")),
        (f"{name}.txt", to_text(drawn)),
    ):
        if os.environ.get("UPDATE_GOLDENS"):
            (GOLDENS / file).write_text(text, encoding="utf-8")
        assert text == (GOLDENS / file).read_text(encoding="utf-8")


def test_a_picture_says_what_it_shows_to_who_does_not_see_it() -> None:
    picture = ElementTree.fromstring(to_svg(plot(example("sequence")), "Rates"))
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "plot-title plot-desc"
    said = {child.get("id"): child.text for child in picture if child.get("id")}
    assert said["plot-title"] == "Rates"
    assert said["plot-desc"] == (
        "Learning rates over 62500 steps. single_task_learning_rate: 0 at step 0, highest 0.001 at step "
        "1000, 0.0005 at the end."
    )


HOSTILE = "</svg><script>alert(1)</script>&\u202e\x1b[31m\n$\\frac"


def test_text_of_a_document_is_only_ever_text() -> None:
    towers = {HOSTILE: {"constant": 1}, "x" * 5000: {"constant": 2}}
    value = {"adam": {}, "multi_task_learning_rates": {"tower_learning_rates": towers}}
    text = to_svg(plot(value), HOSTILE)
    picture = ElementTree.fromstring(text)
    assert {child.tag for child in picture} == {SVG + t for t in ("title", "desc", "text", "path")}
    assert all(len(t.text or "") <= 110 for t in picture.findall(f"{SVG}text"))
    for drawn in (text, to_text(plot(value))):
        assert not set(drawn) & set("\u202e\x1b")


def test_many_lines_are_drawn_and_the_first_ones_named() -> None:
    towers = {f"tower_{n}": {"constant": n} for n in range(100)}
    value = {"adam": {}, "multi_task_learning_rates": {"tower_learning_rates": towers}}
    picture = ElementTree.fromstring(to_svg(plot(value), "Rates"))
    words = [t.text for t in picture.findall(f"{SVG}text")]
    assert "tower_23" in words and "tower_24" not in words and "and 76 more" in words
    strokes = [p.get("stroke", "") + p.get("stroke-dasharray", "") for p in picture.findall(f"{SVG}path")]
    assert len({s for s in strokes if s != "#767676"}) == 32


def test_a_terminal_without_braille_gets_ascii() -> None:
    text = to_text(plot(example("staircase")), columns=40, braille=False)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 40
    assert text.count("*") > 25
    box = to_text(plot(single({"constant": 1})), columns=40, rows=3)
    assert [line[9:12] for line in box.splitlines()] == ["sk_", " │⠉", " │", " │", " └─", "  0"]


@pytest.mark.parametrize("top", [1e-9, 0.003, 0.1, 0.3, 1.0, 7.0, 1250.0, 6.25e4, 1e15, 3e300])
def test_ticks_are_few_round_and_reach_near_the_top(top: float) -> None:
    found = ticks(top, 7)
    assert found[0] == 0 and found[-1] <= top * (1 + 1e-9)
    assert 3 <= len(found) <= 8
    assert found[-1] + found[1] > top
    digits = f"{found[1]:e}".partition("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "5")


@pytest.mark.parametrize("rate", [5e-324, 1e-310, 1.7e308])
def test_the_smallest_and_the_largest_rates_are_drawn(rate: float) -> None:
    drawn = plot(single({"constant": rate}))
    for path in ElementTree.fromstring(to_svg(drawn, "Rates")).findall(f"{SVG}path"):
        assert "nan" not in path.get("d", "") and "inf" not in path.get("d", "")
    assert short(rate) in to_text(drawn)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [short(r) for r in (0.0, 8e-4, 1e-6, 2.5, 1 / 3)] == ["0", "0.0008", "1e-6", "2.5", "0.3333"]
    assert counted(100000.0) == "100\u202f000"
