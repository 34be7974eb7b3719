"""Claims about random edits of random schemas, held against documents that were not made for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from codegen.agree.dice import Dice
from codegen.agree.mutate import Mutator
from codegen.agree.spelling import plain_text
from codegen.breaking.comparing import Comparison, compare
from codegen.breaking.judging import Judge, Version
from codegen.errors import CodegenError
from codegen.ir import Model
from codegen.pipeline import compile_schema
from tests.unit.breaking.random_schemas import edited, random_schema

Compared = tuple[int, Model, Model, Comparison]


def compared(seeds: range) -> Iterator[Compared]:
    """Both versions of a schema and what was found; schemas that codegen refuses are left out."""
    for seed in seeds:
        dice = Dice(seed)
        schema = random_schema(dice)
        try:
            old, new = compile_schema(schema).model, compile_schema(edited(schema, dice)).model
        except CodegenError:
            continue
        yield seed, old, new, compare(old, new)


def counterexamples(found: Compared, documents: int) -> list[str]:
    """Documents that show a difference where the comparison claims that there is none."""
    seed, old, new, comparison = found
    before, after = Version.of(old), Version.of(new)
    wrong = []
    for finding in comparison.findings:
        pair = finding.pair
        breaks = Judge(before, pair.old, after, pair.new)
        widens = Judge(after, pair.new, before, pair.old)
        for side, judge in ((finding.breaks, breaks), (finding.widens, widens)):
            for text in texts(judge, documents, seed) if side.says == "no" else ():
                if judge.likely(text) and judge.confirmed(text):
                    wrong.append(f"seed {seed}, {pair.name}: {text}")
    return wrong


def texts(judge: Judge, documents: int, seed: int) -> Iterator[str]:
    for version, key in ((judge.one, judge.here), (judge.other, judge.there)):
        mutator = Mutator(version.model, seed)
        for _ in range(documents // 2):
            yield plain_text(mutator.value(key))


def untouched(found: Compared) -> bool:
    return all(f.verdict == "same" for f in found[3].findings)


@pytest.mark.slow
def test_no_document_contradicts_a_claim() -> None:
    assert [wrong for found in compared(range(25)) for wrong in counterexamples(found, 40)] == []


@pytest.mark.slow
def test_no_document_of_thousands_contradicts_a_claim_about_an_edit() -> None:
    edits = [found for found in compared(range(2_000, 2_060)) if not untouched(found)]
    assert len(edits) > 20
    assert [wrong for found in edits for wrong in counterexamples(found, 500)] == []


@pytest.mark.slow
def test_at_most_one_answer_in_fifty_is_unknown() -> None:
    answers = Counter(
        side.says
        for found in compared(range(5_000, 5_150))
        for finding in found[3].findings
        if finding.verdict != "same"
        for side in (finding.breaks, finding.widens)
    )
    assert answers["yes"] > 80
    assert 50 * answers["unknown"] <= sum(answers.values())


def test_a_comparison_is_the_same_in_every_run() -> None:
    assert list(compared(range(12))) == list(compared(range(12)))


def test_a_schema_compared_with_itself_is_the_same() -> None:
    for seed in range(60):
        try:
            model = compile_schema(random_schema(Dice(seed))).model
        except CodegenError:
            continue
        assert {f.verdict for f in compare(model, model).findings} == {"same"}
