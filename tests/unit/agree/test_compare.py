"""Planted disagreements are found, shrunk, and told with everyone's answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.agree.dispute import disputes
from codegen.agree.protocol import Answer, Document
from codegen.agree.reference import FAST, SLOW, References
from codegen.agree.report import disagreement_lines, summary
from codegen.agree.run import Report
from codegen.load import json_text
from codegen.target import python_executor
from tests.support import model_of
from tests.unit.agree.helpers import LENIENT, SCHEMA, checker_in, run, script, small_model


def shown(report: Report) -> list[str]:
    return ["\n".join(disagreement_lines(d)) for d in report.outcome.shown]


def test_artefacts_that_agree_are_said_to_agree(tmp_path: Path) -> None:
    model = small_model()
    (tmp_path / "schema.json").write_text(json_text(model.schema), encoding="utf-8")
    schema = python_executor("schema", "schema", str(tmp_path / "schema.json"))
    report = run(tmp_path, model, checker_in(tmp_path, model), schema, documents=1500)
    assert shown(report) == []
    assert report.outcome.documents == 1500
    assert 300 < report.outcome.valid < 1200
    line = summary(report.outcome, len(report.artefacts), 0.84, report.abstained)
    assert line == "agree: 1500 documents, 2 artefacts, 0 disagreements (0.8 s)"


def test_an_artefact_that_takes_true_for_a_number_is_shown_with_the_smallest_document(tmp_path: Path) -> None:
    model = model_of({"type": "object", "properties": {"n": {"type": "number"}, "s": {"type": "string"}}})
    patched = checker_in(tmp_path, model, LENIENT, name="patched")
    report = run(tmp_path, model, checker_in(tmp_path, model), patched, documents=1500)
    assert report.outcome.disagreements > 3
    smallest = [d for d in report.outcome.shown if d.document.text == '{"n": true}']
    assert smallest, shown(report)
    assert [name for name, _ in smallest[0].kind] == ["patched"]


def test_every_answer_is_told(tmp_path: Path) -> None:
    body = """\
import json, sys
sys.stdin.readline()
print('{"protocol": 1, "definitions": ["Root"], "words": true}', flush=True)
for line in sys.stdin:
    value = json.loads(json.loads(line)[1])
    fine = type(value) in (int, float) or value is True
    errors = [] if fine else [{"pointer": "", "message": "no\\u001b[31m number"}]
    print(json.dumps({"valid": fine, "errors": errors}), flush=True)
"""
    model = model_of({"title": "Root", "type": "number"})
    report = run(tmp_path, model, checker_in(tmp_path, model), script(tmp_path, body), documents=300)
    assert "\n".join(shown(report)) == (
        "Root  true\n"
        "    jsonschema-rs  invalid  (reference)\n"
        "    jsonschema     invalid  (reference)\n"
        "    checker        invalid\n"
        "                     document: Root: expected a number; found true\n"
        "  ! toy            valid\n"
        'Root  ""\n'
        "    jsonschema-rs  invalid  (reference)\n"
        "    jsonschema     invalid  (reference)\n"
        "    checker        invalid\n"
        '                     document: Root: expected a number; found the string ""\n'
        "  ~ toy            invalid\n"
        "                     document: no\x1b[31m number"
    )


def test_a_checker_whose_two_halves_differ_is_a_failure(tmp_path: Path) -> None:
    model = small_model()
    broken = checker_in(tmp_path, model, '\nACCEPTS["Reader"] = lambda value: value != {}\n')
    report = run(tmp_path, model, broken, documents=300)
    failures = {d.answers["checker"].failure for d in report.outcome.shown}
    assert failures == {"AssertionError: accepts says True, check finds 1 issues"}


def test_what_raises_is_shown_as_a_failure_and_shrunk(tmp_path: Path) -> None:
    body = """\
import json, sys
sys.stdin.readline()
print('{"protocol": 1, "definitions": ["Reader"], "words": false}', flush=True)
for line in sys.stdin:
    print(json.dumps({"valid": True, "failure": "boom" if "url" in line else ""}), flush=True)
"""
    report = run(tmp_path, small_model(), script(tmp_path, body), documents=300)
    boom = [d for d in report.outcome.shown if d.answers["toy"].failure]
    assert boom[0].document.text == '{"url": 0}' or boom[0].document.text == '"url"'


def test_vectors_are_fed_first_and_held_against_what_they_state(tmp_path: Path) -> None:
    model = small_model()
    folder = tmp_path / "vectors"
    folder.mkdir()
    vectors = [
        {"definition": "Reader", "valid": True, "errors": [], "document": {"file": "a"}},
        {"definition": "Reader", "valid": True, "errors": [], "document": {"url": "a", "every": 0}},
        {"definition": "Elsewhere", "valid": True, "errors": [], "document": 1},
    ]
    (folder / "small.jsonl").write_text("\n".join(map(json.dumps, vectors)) + "\n", encoding="utf-8")
    report = run(tmp_path, model, checker_in(tmp_path, model), documents=0)
    assert report.outcome.vectors == 2
    assert [d.kind for d in report.outcome.shown] == [(("vector", "verdict"),)]
    assert summary(report.outcome, 1, 0).startswith(
        "agree: 2 vectors and 0 documents, 1 artefact, 1 disagreement "
    )


def test_no_artefact_is_blamed_where_the_references_differ() -> None:
    document = Document("Root", "1")
    answers = {"a": Answer(True), "b": Answer(True)}
    found = disputes(document, {FAST: True, SLOW: False}, answers)
    assert found is not None
    assert found.kind == ()


def test_artefacts_must_agree_with_each_other_where_no_reference_can_judge() -> None:
    document = Document("Root", "1")
    answers = {"a": Answer(True), "b": Answer(False, (("", "no"),))}
    for verdicts in ({FAST: None, SLOW: None}, {FAST: True, SLOW: False}):
        found = disputes(document, verdicts, answers)
        assert found is not None
        assert found.kind == (("b", "verdict"),)


def test_errors_in_another_order_are_a_disagreement() -> None:
    one, other = ("/a", "a: no"), ("/b", "b: no")
    answers = {"a": Answer(False, (one, other)), "b": Answer(False, (other, one)), "schema": Answer(False)}
    found = disputes(Document("Root", "1"), {FAST: False}, answers, frozenset({"schema"}))
    assert found is not None
    assert found.kind == (("b", "words"),)


def test_a_reference_abstains_from_what_it_cannot_hold() -> None:
    references = References(SCHEMA, {"Reader": "#"})
    lone = Document("Reader", '{"file": "\\ud800"}')
    assert references.fast(lone) is None
    assert references.slow(lone) is True
    pair = Document("Reader", '{"file": "\\ud83d\\ude00"}')
    assert references.fast(pair) is references.slow(pair) is True
    assert references.abstained == {FAST: 1}


@pytest.mark.parametrize(
    ("text", "valid"),
    [("2.0", True), ("2e0", True), ("1" + "0" * 400, True), ("2.5", False), ("true", False), ("1e300", True)],
)
def test_both_references_take_integers_as_the_specification_does(text: str, valid: bool) -> None:
    references = References({"type": "integer"}, {"Root": "#"})
    document = Document("Root", text)
    assert references.fast(document) is references.slow(document) is valid


def test_a_reference_judges_a_definition_where_it_stands_in_the_bundle() -> None:
    references = References({"$id": "https://example.com/a.json", **SCHEMA}, {"Next": "#/$defs/Next"})
    for text, valid in (("{}", True), ('{"after": {"mode": 1.0}}', True), ('{"after": {"mode": 2}}', False)):
        document = Document("Next", text)
        assert references.fast(document) is references.slow(document) is valid
