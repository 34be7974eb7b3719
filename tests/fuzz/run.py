"""A run: so many schemas, in batches, Node being started once for each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from codegen.load import json_text
from tests.fuzz.cases import Case, Counts
from tests.fuzz.documents import texts
from tests.fuzz.judges import Finding, case_of, compare, traced
from tests.fuzz.schemas import whole
from tests.fuzz.shrinking import shrunk

__all__ = ["fuzz", "told"]

BATCH = 200


def fuzz(seed: int, schemas: int, documents: int, node: bool = True) -> tuple[list[Finding], Counts]:
    """The findings over so many schemas, with so many documents each."""
    counts, found = Counts(), list[Finding]()
    numbers = range(schemas)
    for start in range(0, schemas, BATCH):
        with tempfile.TemporaryDirectory() as folder:
            cases = []
            for number in numbers[start : start + BATCH]:
                made = _case(seed, number, documents, counts)
                if isinstance(made, Case):
                    cases.append(made)
                else:
                    found += made
            found += compare(cases, Path(folder), counts, node)
    return found, counts


def _case(seed: int, number: int, documents: int, counts: Counts) -> Case | list[Finding]:
    random = Random(f"{seed}/{number}")
    schema = whole(random)
    made = case_of(schema, counts)
    if isinstance(made, Case):
        try:
            made.texts = texts(schema, made.model, made.names, documents, random)
        except Exception as error:
            return [Finding(f"traceback drawing {type(error).__name__}", schema, "", traced(error))]
        return made
    return made or []


def smallest(finding: Finding, node: bool) -> Finding:
    """The same kind of finding in a smaller schema."""
    best = [finding]

    def keeps(schema: Any) -> bool:
        found = next((f for f in _again(schema, finding, node) if f.kind == finding.kind), None)
        if found is not None:
            best[0] = found
        return found is not None

    shrunk(finding.schema, keeps)
    return best[0]


def _again(schema: Any, finding: Finding, node: bool) -> Iterator[Finding]:
    made = case_of(schema, Counts())
    if not isinstance(made, Case):
        yield from made or []
        return
    name, _, text = finding.text.partition(" ")
    known = name if name in made.refs else made.names[made.model.root]
    made.texts = [(known, text)] if text else []
    with tempfile.TemporaryDirectory() as folder:
        yield from compare([made], Path(folder), Counts(), node and "typescript" in finding.kind)


def told(finding: Finding) -> str:
    """All there is to say of a finding."""
    lines = (finding.kind, f"schema {json_text(finding.schema)}", f"text {finding.text}", finding.detail)
    return "\n   ".join(lines)
