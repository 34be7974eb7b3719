"""Documents that are drawn from a schema end, whatever the schema is."""

from __future__ import annotations

import math

from codegen.agree.dice import Dice
from codegen.agree.documents import MOST, Drawer
from codegen.agree.pool import pool_of
from tests.support import model_of


def size(value: object) -> int:
    return 1 + sum(map(size, value)) if isinstance(value, list) else 1


def test_a_schema_that_holds_itself_twice_on_every_level_gives_a_document() -> None:
    twice = {
        "$defs": {"T": {"type": "array", "items": {"$ref": "#/$defs/T"}, "minItems": 2}},
        "$ref": "#/$defs/T",
    }
    model = model_of(twice)
    drawer = Drawer(model, pool_of(model), Dice(0))
    assert 100 < size(drawer.definition(model.root, 0.5)) < 2 * MOST


def test_an_integer_may_be_bound_to_lie_beyond_every_double() -> None:
    model = model_of({"type": "integer", "exclusiveMinimum": 10**400})
    drawer = Drawer(model, pool_of(model), Dice(0))
    assert [drawer.definition(model.root, 0.5) for _ in range(50)]


def test_numbers_at_the_ends_of_the_doubles_are_finite() -> None:
    largest = 1.7976931348623157e308
    for bounds in (
        {"exclusiveMinimum": largest},
        {"exclusiveMaximum": -largest},
        {"minimum": -largest, "maximum": largest},
        {"minimum": 1e300, "multipleOf": 5e-324},
        {"minimum": 1.5e308, "multipleOf": 1e308},
    ):
        model = model_of({"type": "number", **bounds})
        drawer = Drawer(model, pool_of(model), Dice(0))
        assert all(math.isfinite(drawer.definition(model.root, 0.5)) for _ in range(200)), bounds
