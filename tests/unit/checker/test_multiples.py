"""``multipleOf`` at the ends of doubles: the verdict of both references."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from codegen.checker import print_python
from tests.support import model_of


@pytest.mark.parametrize("step", [1, 3, 7, 1.5, 0.5, 0.1, 0.01, 1e-7])
def test_multiples_are_judged_as_the_reference_judges_them(step: float) -> None:
    schema = {"type": "number", "multipleOf": step}
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(print_python(model_of(schema)), namespace)
    reference = jsonschema_rs.Draft202012Validator(schema)
    for value in (0, -0.0, 3, 4.5, 0.3, 4.35, 1e16, 1e22, 1e300, -1e300, 2**53 + 1, 10**30, 1.1, 5e-324):
        assert namespace["accepts"](value) is reference.is_valid(value), value


@pytest.mark.parametrize("step", [2**53 + 1, 10**30 + 1, 10**400])
def test_a_step_that_is_no_double_is_not_made_one(step: int) -> None:
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(print_python(model_of({"type": "number", "multipleOf": step})), namespace)
    for value in (0, 0.0, step, 2 * step, step + 1, 9007199254740992e6, 1e30, 1.5):
        valid = int(value) == value and int(value) % step == 0
        assert (namespace["accepts"](value), namespace["check"](value) == []) == (valid, valid), value
