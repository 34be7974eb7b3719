"""Definitions that refer to each other many times in a row, and those that come back to themselves."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from codegen.breaking.comparing import compare
from codegen.breaking.deep import deeply
from codegen.pipeline import compile_schema


def chain(length: int, leaf: Any) -> dict[str, Any]:
    """Objects that each hold the next."""
    links = {
        f"D{i}": {"type": "object", "properties": {"x": {"$ref": f"#/$defs/D{i + 1}"}}, "required": ["x"]}
        for i in range(length)
    }
    return {"$ref": "#/$defs/D0", "$defs": {**links, f"D{length}": leaf}}


def ring(length: int, leaf: Any) -> dict[str, Any]:
    """Objects that each may hold the next, the last of them the first."""
    links = {
        f"D{i}": {
            "type": "object",
            "properties": {"x": {"$ref": f"#/$defs/D{(i + 1) % length}"}, "leaf": leaf},
            "additionalProperties": False,
        }
        for i in range(length)
    }
    return {"$ref": "#/$defs/D0", "$defs": links}


def verdicts(old: Any, new: Any) -> set[str]:
    found = compare(compile_schema(old).model, compile_schema(new).model)
    return {f.verdict for f in found.findings}


def test_a_long_chain_is_the_same_as_itself() -> None:
    assert verdicts(chain(300, {"type": "number"}), chain(300, {"type": "number"})) == {"same"}


@pytest.mark.slow
def test_a_change_at_the_end_of_a_chain_is_found_at_its_beginning() -> None:
    assert verdicts(chain(40, {"type": "number"}), chain(40, {"type": "integer"})) == {"breaks"}


def test_rings_of_any_length_are_the_same_when_their_links_are() -> None:
    found = compare(
        compile_schema(ring(6, {"type": "number"})).model, compile_schema(ring(4, {"type": "number"})).model
    )
    assert {f.verdict for f in found.findings} == {"same"}


def test_a_change_in_a_ring_is_found_all_around() -> None:
    assert verdicts(ring(5, {"type": "number"}), ring(5, {"type": "integer"})) == {"breaks"}


def test_work_that_fails_fails_as_ever_and_leaves_the_limit_as_it_was() -> None:
    before = sys.getrecursionlimit()

    def fails() -> None:
        raise ValueError("as ever")

    with pytest.raises(ValueError, match="as ever"):
        deeply(fails)
    assert deeply(lambda: 3) == 3
    assert sys.getrecursionlimit() == before
