"""The printed checker judges like two other validators, and always has something to say about a refusal."""

from __future__ import annotations

from random import Random
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from codegen.checker import print_python
from codegen.errors import CodegenError
from codegen.messages import MESSAGES
from tests.conformance.suite import Suite, suite
from tests.support import model_of
from tests.unit.checker.schemas import document, root

SEEDS = [seed if seed < 2 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(8)]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_schemas_are_judged_like_the_reference_does(seed: int) -> None:
    judged = refused = 0
    for number in range(25):
        random = Random(1000 * seed + number)
        schema = root(random)
        try:
            text = print_python(model_of(schema))
        except CodegenError:
            continue  # references in a circle, groups that nothing can meet
        others = (Draft202012Validator(schema).is_valid, jsonschema_rs.validator_for(schema).is_valid)
        for value in (document(random) for _ in range(30)):
            wrong = disagreement(module(text), value, {judge(value) for judge in others})
            assert wrong is None, (wrong, schema, value)
            judged += 1
            refused += not module(text)["accepts"](value)
    assert judged > 300 and judged / 10 < refused < judged


_modules: dict[str, dict[str, Any]] = {}


def module(text: str) -> dict[str, Any]:
    if text not in _modules:
        _modules.clear()
        _modules[text] = {"__name__": "checker"}
        exec(compile(text, "checker.py", "exec"), _modules[text])
    return _modules[text]


def disagreement(printed: dict[str, Any], value: Any, verdicts: set[bool]) -> str | None:
    """What is wrong with the verdict or the issues on a value, if anything is."""
    accepted, issues = printed["accepts"](value), printed["check"](value)
    if accepted != (issues == []):
        return "accepts and check differ"
    if any(issue.code == "invalid" for issue in issues):
        return "no issue was found in what is refused"
    if any(code_of(issue) not in MESSAGES for issue in issues):
        return "an issue has a code that is not in the catalogue"
    # where the two others differ from each other, there is no reference
    return None if accepted in verdicts else f"the others say {verdicts}"


def code_of(issue: Any) -> str:
    """The code in the catalogue: groups say behind it what they found."""
    return str(issue.code).removesuffix("-none").removesuffix("-several")


@pytest.fixture(scope="module")
def official() -> Suite:
    found = suite()
    if found is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    return found


@pytest.mark.slow
def test_the_official_suite_is_judged_right_and_every_refusal_has_an_issue(official: Suite) -> None:
    from codegen.load import from_value
    from codegen.lower import lower
    from codegen.resolve import resolve

    wrong, right = [], 0
    for group in official.required:
        others = tuple(from_value(v, uri=u) for u, v in official.needs(group).items())
        try:
            text = print_python(lower(resolve(from_value(group.schema), others), "0" * 64, "suite"))
        except CodegenError as error:
            assert all(d.origin is not None for d in error.diagnostics), group.name
            continue
        for description, data, valid in group.tests:
            issues = module(text)["check"](data)
            told = all(issue.code != "invalid" for issue in issues)
            if module(text)["accepts"](data) is not valid or (issues == []) is not valid or not told:
                wrong.append(f"{group.name} / {description}")
            right += 1
    assert wrong == []
    assert right >= 1200
