"""Rules between fields and schedules in two versions of a schema."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.breaking.comparing import compare
from tests.support import model_of

RULE = {"rule": "b > a", "message": "must be above a"}


def schema(rules: list[dict[str, str]], schedule: str = "b * step", **a: Any) -> dict[str, Any]:
    return {
        "title": "Config",
        "type": "object",
        "properties": {"a": {"type": "integer", **a}, "b": {"type": "integer"}},
        "required": ["a", "b"],
        "additionalProperties": False,
        "x-rules": rules,
        "x-schedule": schedule,
    }


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ([RULE], [RULE], "same"),
        ([RULE], [{"rule": "(b) >a", "message": "other words"}], "same"),
        ([], [RULE], "breaks"),
        ([RULE], [], "widens"),
    ],
)
def test_a_rule_that_is_added_breaks_and_one_that_is_removed_widens(
    old: list[dict[str, str]], new: list[dict[str, str]], verdict: str
) -> None:
    (finding,) = compare(model_of(schema(old)), model_of(schema(new))).findings
    assert finding.verdict == verdict


def test_a_rule_in_other_words_is_not_known_to_be_the_same() -> None:
    found = compare(model_of(schema([RULE])), model_of(schema([{"rule": "a < b", "message": "m"}])))
    assert [f.verdict for f in found.findings] == ["unknown"]
    assert found.changes["Config"] == (
        "rule a < b of the document added",
        "rule b > a of the document removed",
    )


def test_a_change_of_a_schedule_changes_no_verdict_and_is_told() -> None:
    found = compare(model_of(schema([RULE])), model_of(schema([RULE], "2 * b * step")))
    assert [f.verdict for f in found.findings] == ["same"]
    assert found.changes["Config"] == (
        "learning rate of the document changed: it is 2 * b * step now, and was b * step",
    )
