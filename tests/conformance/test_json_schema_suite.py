"""Judged by someone else's suite: what is right today stands in ``results.md``, and may only grow.

``UPDATE_GOLDENS=1`` writes the table anew.  A schema that generation refuses counts as not right.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import CodegenError
from codegen.examples import check_examples
from codegen.ir import Model
from codegen.load import from_value
from codegen.lower import lower
from codegen.resolve import resolve
from tests.conformance.suite import Group, Suite, suite

RESULTS = Path(__file__).with_name("results.md")
Judge = Callable[[Any], bool]


@dataclass
class Row:
    """One keyword of the table."""

    tests: int = 0
    checker: int = 0
    pydantic: int = 0
    refused: int = 0

    def __iadd__(self, other: Row) -> Row:
        self.tests += other.tests
        self.checker += other.checker
        self.pydantic += other.pydantic
        self.refused += other.refused
        return self


@pytest.fixture(scope="module")
def official() -> Suite:
    found = suite()
    if found is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    return found


@pytest.mark.slow
def test_conformance_is_what_the_table_says(official: Suite, tmp_path: Path) -> None:
    sys.path.insert(0, str(tmp_path))
    try:
        table = render(measure(official.required, official, tmp_path / "required"), "Required tests")
        table += render(measure(official.optional, official, tmp_path / "optional"), "Optional tests")
    finally:
        sys.path.remove(str(tmp_path))
    if os.environ.get("UPDATE_GOLDENS"):
        RESULTS.write_text(HEAD + table, encoding="utf-8")
    assert HEAD + table == RESULTS.read_text(encoding="utf-8")


HEAD = """# Conformance, draft 2020-12

Verdicts of the printed checker and of the generated pydantic package over the official
JSON-Schema-Test-Suite.
"refused" counts tests whose schema generation refuses with an error; they are not right.
Written by `UPDATE_GOLDENS=1 pytest tests/conformance/test_json_schema_suite.py`.
"""


def measure(groups: tuple[Group, ...], official: Suite, folder: Path) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for number, group in enumerate(groups):
        rows.setdefault(group.keyword, Row())
        rows[group.keyword] += judge(group, official, folder, number)
    return rows


def judge(group: Group, official: Suite, folder: Path, number: int) -> Row:
    row = Row(tests=len(group.tests))
    try:
        model = model_of(group, official)
        checker, package = judges(model, folder, number)
    except CodegenError:
        row.refused = len(group.tests)
        return row
    for _, data, valid in group.tests:
        row.checker += checker(data) is valid
        row.pydantic += package(data) is valid
    return row


def model_of(group: Group, official: Suite) -> Model:
    others = tuple(from_value(v, uri=u) for u, v in official.needs(group).items())
    model = lower(resolve(from_value(group.schema), others), "0" * 64, "suite.schema.json")
    check_examples(model)
    return model


def judges(model: Model, folder: Path, number: int) -> tuple[Judge, Judge]:
    """The verdicts of the checker and of the pydantic package of one schema."""
    from codegen.targets.pydantic import TARGET

    name = f"suite_{folder.name}_{number}"
    for path, text in TARGET.render(model, name).items():
        file = folder.parent / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    checker = importlib.import_module(f"{name}.checker")
    package = importlib.import_module(name)
    return checker.accepts, accepting(package)


def accepting(package: Any) -> Judge:
    from pydantic import ValidationError

    def accepts(value: Any) -> bool:
        try:
            package.validate(json.loads(json.dumps(value)))
        except ValidationError:
            return False
        return True

    return accepts


def render(rows: dict[str, Row], title: str) -> str:
    return "\n".join(["", f"## {title}", "", *lines(rows), ""])


def lines(rows: dict[str, Row]) -> Iterator[str]:
    yield "| keyword | tests | checker | pydantic | refused |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    total = Row()
    for keyword, row in rows.items():
        total += row
        yield f"| {keyword} | {row.tests} | {row.checker} | {row.pydantic} | {row.refused} |"
    share = [f"{100 * n / total.tests:.1f} %" for n in (total.checker, total.pydantic)]
    right = f"{total.checker} ({share[0]}) | {total.pydantic} ({share[1]})"
    yield f"| **all** | {total.tests} | {right} | {total.refused} |"
