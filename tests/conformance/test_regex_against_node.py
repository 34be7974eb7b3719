"""ECMAScript itself, in node, says what a pattern means; Python must say the same."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import warnings
from dataclasses import dataclass

import pytest

from codegen.regex import MalformedPattern, UnportablePattern, to_ecma, to_python
from tests.conformance.regex_cases import broken, pattern, texts

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: ECMAScript cannot be asked")

#: Reads lines [[source, ...], [text, ...]]; writes for each source null when it is no pattern, else verdicts.
SCRIPT = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);
const judge = (source, texts) => {
  let expression;
  try { expression = new RegExp(source, 'u'); } catch { return null; }
  return texts.map((text) => expression.test(text));
};
const answer = ([sources, texts]) => sources.map((source) => judge(source, texts));
console.log(JSON.stringify(lines.map((line) => answer(JSON.parse(line)))));
"""


@dataclass(frozen=True)
class Case:
    source: str
    texts: list[str]
    python: str | None
    ecma: str | None
    portable: bool


def case_of(source: str, rng: random.Random, count: int) -> Case:
    found = texts(source, rng, count)
    try:
        return Case(source, found, to_python(source), to_ecma(source), True)
    except UnportablePattern:
        return Case(source, found, None, None, False)
    except MalformedPattern:
        return Case(source, found, None, None, True)


def ask_node(cases: list[Case]) -> list[list[list[bool] | None]]:
    assert NODE is not None
    lines = [json.dumps([[c.source, *([c.ecma] if c.ecma is not None else [])], c.texts]) for c in cases]
    done = subprocess.run(
        [NODE, "-e", SCRIPT], input="\n".join(lines), capture_output=True, text=True, timeout=100, check=True
    )
    answers: list[list[list[bool] | None]] = json.loads(done.stdout)
    return answers


def python_says(case: Case) -> list[bool]:
    assert case.python is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expression = re.compile(case.python)
    return [expression.search(text) is not None for text in case.texts]


def differences(cases: list[Case]) -> list[str]:
    found = []
    for case, (said, *again) in zip(cases, ask_node(cases), strict=True):
        if not case.portable:
            continue
        if (said is None) != (case.python is None):
            found.append(f"{case.source!r}: node {'refuses' if said is None else 'accepts'} it, we do not")
        elif case.python is not None:
            if python_says(case) != said:
                found.append(f"{case.source!r} as Python {case.python!r}: {case.texts!r} node {said}")
            if again != [said]:
                found.append(f"{case.source!r} as ECMAScript {case.ecma!r}: {again}")
    return found


def run(seed: int, count: int) -> list[Case]:
    rng = random.Random(seed)
    sources = [pattern(rng) if rng.random() < 0.7 else broken(rng) for _ in range(count)]
    cases = [case_of(source, rng, 10) for source in sources]
    assert differences(cases) == []
    return cases


def test_random_patterns_and_texts_give_the_verdict_of_node() -> None:
    cases = run(20240601, 1_500)
    usable = [c for c in cases if c.python is not None]
    verdicts = [v for c in usable for v in python_says(c)]
    assert len(verdicts) > 5_000  # the comparison must have had something to compare
    assert 0.1 < sum(verdicts) / len(verdicts) < 0.9
    assert sum(c.portable and c.python is None for c in cases) > 100  # malformed ones were tried as well


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_many_more_random_patterns_give_the_verdict_of_node(seed: int) -> None:
    run(seed, 6_000)
