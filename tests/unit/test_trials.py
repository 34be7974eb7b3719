"""An example of a learning rate has a rate at every step that matters in it."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.errors import ExampleInvalid
from codegen.pipeline import compile_schema


def schema(example: Any, schedule: str = "rate * step / (until - 5)") -> dict[str, Any]:
    ramp = {
        "type": "object",
        "properties": {"rate": {"type": "number"}, "until": {"type": "integer"}},
        "required": ["rate", "until"],
        "additionalProperties": False,
        "x-schedule": schedule,
    }
    return {
        "type": "object",
        "properties": {"ramps": {"type": "array", "items": {"$ref": "#/$defs/Ramp"}, "examples": [example]}},
        "$defs": {"Ramp": ramp},
    }


def test_examples_that_have_rates_pass() -> None:
    compile_schema(schema([{"rate": 0.1, "until": 6}, {"rate": 0, "until": 1000}]))


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (
            [{"rate": 1, "until": 6}, {"rate": 1, "until": 5}],
            "no learning rate at step 0: a division by zero",
        ),
        ([{"rate": 1e308, "until": 6}], "no learning rate at step 2: it is inf"),
    ],
)
def test_one_that_has_none_is_refused_with_its_step(example: Any, words: str) -> None:
    with pytest.raises(ExampleInvalid) as caught:
        compile_schema(schema(example))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == f"the example has {words}"
    assert diagnostic.pointer == "/properties/ramps/examples/0"


def test_the_steps_that_an_example_names_are_tried() -> None:
    with pytest.raises(ExampleInvalid) as caught:
        compile_schema(schema([{"rate": 1, "until": 77_777}], "rate / (step == until + 1 ? 0 : 1)"))
    assert "at step 77778" in caught.value.diagnostics[0].message
