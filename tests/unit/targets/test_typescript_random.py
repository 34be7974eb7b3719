"""The package says what the Python checker says, of schemas made by chance over every keyword."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.checker import print_python
from codegen.errors import CodegenError
from codegen.naming import pascal
from tests.support import model_of
from tests.unit.checker.schemas import document, root
from tests.unit.targets.typescript import Judged, judged, written

SEEDS = [seed if seed < 1 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(4)]


def python_says(text: str, name: str, values: list[Any]) -> list[Judged]:
    module: dict[str, Any] = {"__name__": "checker"}
    exec(compile(text, "checker.py", "exec"), module)
    check, accepts = module["CHECK"][name], module["ACCEPTS"][name]

    answers = []
    for value in values:
        issues = [[i.pointer, i.message, i.code, i.group, list(i.keys)] for i in check(value)]
        answers.append((accepts(value), issues))
    return answers


@pytest.mark.parametrize("seed", SEEDS)
def test_verdicts_and_words_are_those_of_python(seed: int, tmp_path: Path) -> None:
    cases, wanted, schemas = [], [], []
    for number in range(60):
        random = Random(10_000 * seed + number)
        schema = root(random)
        try:
            model = model_of(schema)
            text = print_python(model)
        except CodegenError:
            continue  # references in a circle, groups that nothing can meet
        name = pascal(model.definition(model.root).words)
        values = [document(random) for _ in range(30)]
        texts = [json.dumps(value) for value in values]
        cases.append((written(model, tmp_path / str(number)), name, texts))
        wanted.append(python_says(text, name, values))
        schemas.append(schema)
    found = judged(cases)
    for schema, (_, _, texts), ours, theirs in zip(schemas, cases, found, wanted, strict=True):
        for text, one, other in zip(texts, ours, theirs, strict=True):
            assert one == other, (text, json.dumps(schema))
    verdicts = [valid for answers in wanted for valid, _ in answers]
    assert len(verdicts) > 900
    assert 0.1 < sum(verdicts) / len(verdicts) < 0.9
