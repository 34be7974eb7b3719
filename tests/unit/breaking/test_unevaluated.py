"""What is left over by many branches: more than are written out, so only what did not change is known."""

from __future__ import annotations

from typing import Any

from codegen.breaking.comparing import Finding, compare
from codegen.pipeline import compile_schema


def branches(count: int, **more: Any) -> dict[str, Any]:
    parts = [{"properties": {f"k{i}": {"type": "integer"}}, "required": [f"k{i}"]} for i in range(count)]
    return {"type": "object", "anyOf": [*parts, True], "unevaluatedProperties": False, **more}


def root_of(old: Any, new: Any) -> Finding:
    found = compare(compile_schema(old).model, compile_schema(new).model)
    return next(f for f in found.findings if f.pair.root)


def test_what_did_not_change_is_the_same_however_many_branches_there_are() -> None:
    assert root_of(branches(9), branches(9, description="in other words")).verdict == "same"


def test_a_rule_beside_them_is_judged() -> None:
    found = root_of(branches(9), branches(9, maxProperties=0))
    assert found.breaks.says == "yes"
    assert found.breaks.witness is not None
    assert len(found.breaks.witness) == len('{"k0": 0}')


def test_a_branch_that_is_gone_is_found_by_trying() -> None:
    found = root_of(branches(9), branches(8))
    assert found.breaks.witness == '{"k8": 0}'
    assert found.widens.says in ("no", "unknown")


def test_few_branches_are_written_out() -> None:
    found = root_of(branches(3), branches(2))
    assert (found.verdict, found.breaks.witness) == ("breaks", '{"k2": 0}')
