"""Odd spellings mean what they meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen.agree.dice import Dice
from codegen.agree.spelling import odd_text, plain_text
from codegen.agree.values import NAMES, NUMBERS, STRINGS


@pytest.mark.parametrize("seed", range(20))
def test_a_number_in_another_spelling_is_the_same_number(seed: int) -> None:
    for value in (*NUMBERS, -0.5, 12.34e-9, 123456.789):
        read = json.loads(odd_text(value, Dice(seed)))
        assert read == value
        assert type(read) is type(value)


@pytest.mark.parametrize(
    "value", [*STRINGS, {n: n for n in NAMES}, [list(STRINGS), {}, [], None, True, False]]
)
def test_everything_else_is_the_same_value(value: Any) -> None:
    assert all(json.loads(odd_text(value, Dice(seed))) == value for seed in range(5))
    assert json.loads(plain_text(value)) == value


def test_there_are_many_spellings() -> None:
    value = {"every": 2.0, "file": "a/b"}
    assert len({odd_text(value, Dice(seed)) for seed in range(50)}) > 40
