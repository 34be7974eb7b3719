"""Mutated documents are near the schema, of many kinds, and the same everywhere."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from codegen.agree.mutate import Mutator, mutants
from codegen.agree.protocol import Document
from codegen.agree.run import judged_definitions
from codegen.ir import Model
from tests.support import model_of
from tests.unit.agree.helpers import SCHEMA, small_model

#: Of the first 300 texts of the small schema with seed 7.  It changes when the mutator does, and then only.
DIGEST = "b1ccecee5e2b8dbe7300c87220f448844fb47e3260e2212f7e5049ae47eb4653"


def texts(count: int, seed: int, model: Model | None = None) -> list[Document]:
    model = model or small_model()
    names = {key: name for key, (name, _) in judged_definitions(model).items()}
    return list(mutants(model, names, count, seed))


@cache
def many() -> list[Document]:
    return texts(6000, 4)


def digest(documents: list[Document]) -> str:
    lines = [f"{d.definition} {d.text}" for d in documents]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def test_the_same_seed_gives_the_same_documents_on_every_python() -> None:
    assert digest(texts(300, 7)) == DIGEST


def test_another_seed_gives_other_documents() -> None:
    assert digest(texts(300, 8)) != DIGEST


@pytest.mark.slow
def test_the_hash_seed_changes_nothing() -> None:
    code = "from tests.unit.agree.test_mutate import *; print(digest(texts(300, 7)))"
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == DIGEST


def test_no_document_comes_twice() -> None:
    found = texts(2000, 1)
    assert len({(d.definition, d.text) for d in found}) == len(found) == 2000


def test_a_schema_with_few_documents_still_gives_as_many_as_asked() -> None:
    assert len(texts(200, 0, model_of({"type": "null"}))) == 200


def test_drawn_documents_are_mostly_valid_and_mutated_ones_are_of_both_kinds() -> None:
    judge = jsonschema_rs.Draft202012Validator(SCHEMA)
    model = small_model()
    mutator = Mutator(model, 3)
    drawn = [mutator.drawer.definition(model.root, style / 10) for style in range(11) for _ in range(40)]
    assert sum(map(judge.is_valid, drawn)) > 0.8 * len(drawn)
    roots = [json.loads(d.text) for d in many() if d.definition == "Reader"]
    assert 0.1 < sum(map(judge.is_valid, roots)) / len(roots) < 0.7


def test_every_property_is_met_with_every_json_type_and_left_out() -> None:
    seen = {key: set[str]() for key in SCHEMA["properties"]}
    for document in many():
        value = json.loads(document.text)
        if document.definition == "Reader" and isinstance(value, dict):
            for key, kinds in seen.items():
                kinds.add(kind(value[key]) if key in value else "absent")
    assert all(len(kinds) >= 8 for kinds in seen.values()), seen


def kind(value: Any) -> str:
    if isinstance(value, float):
        return "integral" if value.is_integer() else "fraction"
    return type(value).__name__


def test_every_subset_of_a_group_is_met_absent_null_and_set() -> None:
    states = Counter[tuple[str, ...]]()
    for document in many():
        value = json.loads(document.text)
        if isinstance(value, dict):
            states[tuple(state(value, key) for key in ("file", "url"))] += 1
    assert len(states) == 9, states
    assert min(states.values()) >= 10, states


def state(value: dict[str, Any], key: str) -> str:
    return "absent" if key not in value else "null" if value[key] is None else "set"


def test_bounds_are_met_and_passed_by_one_step() -> None:
    found = {
        v["every"] for d in many() if isinstance(v := json.loads(d.text), dict) and number(v.get("every"))
    }
    assert {0, -5e-324, 1, 3600, 3601, 3600.0000000000005, 5e-324} <= found


def number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def test_keys_are_unknown_misspelt_and_dangerous() -> None:
    keys = Counter[str]()
    for document in many():
        value = json.loads(document.text)
        keys.update(list(value) if isinstance(value, dict) else [])
    assert keys["__proto__"] and keys["constructor"] and keys["fil"] + keys["fiile"] + keys["file "]


def test_no_document_is_beyond_what_every_json_reader_can_read() -> None:
    for document in many():
        value = json.loads(document.text, parse_constant=pytest.fail)
        assert "Infinity" not in json.dumps(value)
        document.text.encode("utf-8")
        json.dumps(value, ensure_ascii=False).encode("utf-8")


def test_a_schema_without_end_gives_documents_all_the_same() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}
    assert len(texts(50, 0, model_of(node))) == 50


@pytest.mark.parametrize(
    "schema", [True, {"type": "string"}, {"enum": [1, "a", None, [1]]}, {"type": "array"}]
)
def test_a_root_that_is_no_object_has_mutants_too(schema: Any) -> None:
    assert len({d.text for d in texts(60, 0, model_of(schema))}) > 20
