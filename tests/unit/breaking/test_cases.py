"""Pairs of schemas with a known answer: ``tests/cases/breaking``.

``breaks`` is a document that was valid and is refused now, ``widens`` one that was refused and is valid now.
A pair that has neither is the same.  ``changes`` are words that the comparison must say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from codegen.breaking.comparing import Comparison, Finding, compare
from codegen.pipeline import compile_schema

FOLDER = Path(__file__).parent.parent.parent / "cases" / "breaking"
PAIRS: dict[str, Any] = {
    f"{file.stem}: {pair['name']}": pair
    for file in sorted(FOLDER.glob("*.json"))
    for pair in json.loads(file.read_text(encoding="utf-8"))
}
every_pair = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)


def comparison_of(pair: dict[str, Any]) -> Comparison:
    return compare(compile_schema(pair["old"]).model, compile_schema(pair["new"]).model)


def root_of(comparison: Comparison) -> Finding:
    return next(f for f in comparison.findings if f.pair.root)


def shows(old: Any, new: Any, document: Any) -> bool:
    """Whether a document is valid in the old version alone, by the reference validator on the raw schemas."""
    return Draft202012Validator(old).is_valid(document) and not Draft202012Validator(new).is_valid(document)


def test_there_are_more_than_sixty_pairs_of_every_verdict() -> None:
    verdicts = [pair["verdict"] for pair in PAIRS.values()]
    assert len(verdicts) >= 60
    assert {v: verdicts.count(v) >= 8 for v in set(verdicts)} == dict.fromkeys(
        ("same", "breaks", "widens", "both"), True
    )


@every_pair
def test_the_known_answer_is_true(pair: dict[str, Any]) -> None:
    word = {(False, False): "same", (True, False): "breaks", (False, True): "widens", (True, True): "both"}
    assert pair["verdict"] == word["breaks" in pair, "widens" in pair]
    if "breaks" in pair:
        assert shows(pair["old"], pair["new"], pair["breaks"])
    if "widens" in pair:
        assert shows(pair["new"], pair["old"], pair["widens"])


@every_pair
def test_the_answer_is_the_known_one(pair: dict[str, Any]) -> None:
    assert root_of(comparison_of(pair)).verdict == pair["verdict"]


@every_pair
def test_a_witness_shows_it_and_is_as_small_as_the_one_that_is_known(pair: dict[str, Any]) -> None:
    root = root_of(comparison_of(pair))
    for side, name, old, new in (
        (root.breaks, "breaks", pair["old"], pair["new"]),
        (root.widens, "widens", pair["new"], pair["old"]),
    ):
        if side.witness is not None:
            assert shows(old, new, json.loads(side.witness))
            assert len(side.witness) <= len(json.dumps(pair[name]))


@every_pair
def test_what_changed_is_said_in_words(pair: dict[str, Any]) -> None:
    said = [words for changes in comparison_of(pair).changes.values() for words in changes]
    missing = [words for words in pair.get("changes", ()) if words not in said]
    assert missing == [], said
