"""Rules between fields in the references: taught to both stock validators, and to be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.agree.dispute import STOCK
from codegen.agree.protocol import Document
from codegen.agree.reference import FAST, PLAIN, SLOW, References
from codegen.target import python_executor
from codegen.targets.schema import TARGET
from tests.support import model_of
from tests.unit.agree.helpers import checker_in, run

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Ramp",
    "type": "object",
    "properties": {
        "from": {"type": "integer", "default": 3},
        "until": {"anyOf": [{"$ref": "#/$defs/Count"}, {"type": "null"}]},
        "next": {"$ref": "#"},
    },
    "additionalProperties": False,
    "x-rules": [{"rule": "until > from", "message": "must be above from"}],
    "$defs": {"Count": {"type": "integer"}},
}


@pytest.mark.parametrize(
    ("text", "ruled"),
    [
        ('{"from": 1, "until": 2}', True),
        ('{"from": 2, "until": 2}', False),
        ('{"until": 3}', False),
        ('{"until": 4.0}', True),
        ('{"from": 2, "until": null}', True),
        ('{"next": {"from": 2, "until": 2}}', False),
        (f'{{"from": {2**70}, "until": {2**70 + 1}}}', True),
    ],
)
def test_both_validators_know_the_rules_and_can_be_asked_without(text: str, ruled: bool) -> None:
    references = References(SCHEMA, {"Ramp": "#"})
    said = references.verdicts(Document("Ramp", text), FAST, SLOW)
    assert said == {FAST: ruled, SLOW: ruled, PLAIN[FAST]: True, PLAIN[SLOW]: True}


def test_a_rule_is_not_told_where_a_value_has_the_wrong_type() -> None:
    references = References({**SCHEMA, "properties": {**SCHEMA["properties"], "from": {}}}, {"Ramp": "#"})
    assert references.fast(Document("Ramp", '{"from": "x", "until": 2}')) is True


def schema_file(folder: Path) -> Any:
    """The exported schema, which knows no rules, as an executor."""
    for path, text in TARGET.render(model_of(SCHEMA), "ramp").items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return python_executor("schema", "schema", str(folder / "schema/ramp.schema.json"))


def test_a_stock_artefact_and_one_that_knows_rules_both_agree(tmp_path: Path) -> None:
    model = model_of(SCHEMA)
    report = run(tmp_path, model, checker_in(tmp_path, model), schema_file(tmp_path))
    assert report.outcome.disagreements == 0
    assert report.outcome.valid > 50


def test_a_checker_without_rules_is_found_out(tmp_path: Path) -> None:
    model = model_of(SCHEMA)
    bare = model_of({k: v for k, v in SCHEMA.items() if k != "x-rules"})
    lenient = checker_in(tmp_path, bare, name="lenient")
    report = run(tmp_path, model, lenient, schema_file(tmp_path), documents=300)
    assert report.outcome.disagreements > 5
    assert all(d.kind == (("lenient", "verdict"),) for d in report.outcome.shown)


def test_what_a_vector_says_of_stock_validators_is_checked(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    line = '{"definition": "Ramp", "valid": false, "errors": [{"pointer": "/until", "message": '
    line += '"until: must be above from; found until 2, from 2"}], "document": {"from": 2, "until": 2}%s}\n'
    model = model_of(SCHEMA)
    for more, kinds in ((', "stock": true', []), ("", [((STOCK, "verdict"),)])):
        (tmp_path / "vectors/ramp.jsonl").write_text(line % more, encoding="utf-8")
        report = run(tmp_path, model, checker_in(tmp_path, model), documents=0)
        assert [d.kind for d in report.outcome.shown] == kinds
