"""Numbers that are tried at bounds and steps, at the ends of the doubles too."""

from __future__ import annotations

import math
from typing import Any

import pytest

from codegen.ir import Scalar
from codegen.sampling.numbers import bounds, numbers
from tests.support import model_of

ENDS: tuple[dict[str, Any], ...] = (
    {"multipleOf": 5e-324, "minimum": 0.1},
    {"multipleOf": 1e308},
    {"multipleOf": 10**400, "minimum": 1.5},
    {"multipleOf": 1e-300, "minimum": 1e15},
)


@pytest.mark.parametrize("rule", ENDS)
@pytest.mark.parametrize("kind", ["number", "integer"])
def test_steps_at_the_ends_of_the_doubles_give_finite_numbers(kind: str, rule: dict[str, Any]) -> None:
    model = model_of({"type": kind, **rule})
    node = model.definition(model.root).node
    assert isinstance(node, Scalar)
    found = [*numbers(node), *(value for _, value in bounds(node))]
    assert found and all(isinstance(n, int) or math.isfinite(n) for n in found)
