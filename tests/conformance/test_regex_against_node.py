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
from codegen.regex.properties import property_ranges
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
    lines = [json.dumps([[c.source, *([c.ecma] if c.ecma is not None else [])], c.texts]) for c in cases]
    return answers(lines)


def answers(lines: list[str]) -> list[list[list[bool] | None]]:
    """For each line, for each of its sources, the verdicts on its texts."""
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", SCRIPT], input="\n".join(lines), capture_output=True, text=True, timeout=100, check=True
    )
    found: list[list[list[bool] | None]] = json.loads(done.stdout)
    return found


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


NAMES = """
ASCII Any Assigned AHex White_Space LC L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S
Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn digit punct cntrl Letter Combining_Mark
gc=Lu General_Category=Cased_Letter
"""


def test_properties_hold_what_node_says_of_the_characters_of_unicode_14() -> None:
    """Only where characters were assigned by then; a handful changed category since."""
    known = property_ranges("Assigned")
    edges = {c for low, high in known for c in (low, high)}
    for kind in ("Lu", "Ll", "Lo", "Mn", "Nd", "Po", "Sm", "So", "Cf", "Zs"):
        edges |= {c for pair in property_ranges(kind) for end in pair for c in (end - 1, end, end + 1)}
    points = sorted(c for c in edges if any(low <= c <= high for low, high in known))
    names = NAMES.split()
    line = json.dumps([[rf"^\p{{{name}}}$" for name in names], [chr(c) for c in points]])
    for name, said in zip(names, answers([line])[0], strict=True):
        ranges = property_ranges(name)
        ours = [any(low <= c <= high for low, high in ranges) for c in points]
        assert said is not None, name
        assert sum(a != b for a, b in zip(ours, said, strict=True)) < 10, name


@pytest.mark.slow
def test_many_more_random_patterns_give_the_verdict_of_node() -> None:
    run(0, 6_000)
