"""The bundle for editors gives the verdicts of the bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from codegen.pipeline import compile_schema
from codegen.targets.schema import TARGET
from codegen.targets.schema.editor import for_editors

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "generated" / "vectors"


def test_every_vector_has_its_verdict() -> None:
    model = compile_schema(ROOT / "schema" / "optimizer.schema.json").model
    schema = json.loads(TARGET.render(model, "x")["schema/x.editor.schema.json"])
    assert "errorMessage" in json.dumps(schema)
    del schema["$id"]
    refs = {
        d["definition"]: d["ref"] for d in json.loads((VECTORS / "index.json").read_text())["definitions"]
    }
    judges = {n: jsonschema_rs.validator_for({**schema, "$ref": ref}) for n, ref in refs.items()}
    rows = (VECTORS / "optimizer_config.jsonl").read_text(encoding="utf-8").splitlines()
    vectors = [json.loads(row) for row in rows]
    verdicts = [v.get("stock", v["valid"]) for v in vectors]  # an editor sees no rules between fields
    wrong = [
        v
        for v, verdict in zip(vectors, verdicts, strict=True)
        if judges[v["definition"]].is_valid(v["document"]) != verdict
    ]
    assert wrong == []
    assert {v["valid"] for v in vectors} == {True, False}


def group(**rule: Any) -> dict[str, Any]:
    return {"type": "object", "allOf": [rule]}


AB = [{"required": ["a"]}, {"required": ["b"]}]
DOCUMENTS: list[Any] = [{}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}, None, 1, []]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_titled_group_is_told_of_and_judged_alike(keyword: str) -> None:
    schema = group(title="way", **{keyword: AB})
    written = for_editors(schema)
    assert "way: set " in json.dumps(written)
    for document in DOCUMENTS:
        assert jsonschema_rs.is_valid(written, document) == jsonschema_rs.is_valid(schema, document)


@pytest.mark.parametrize(
    "schema",
    [
        group(oneOf=AB),
        group(title="way", oneOf=[{"required": []}, {"required": ["b"]}]),
        group(title="way", oneOf=AB, minProperties=1),
        {"allOf": [{"title": "way", "oneOf": AB}]},  # a value of another type is judged by it as well
        {"type": "object", "default": group(title="way", oneOf=AB)},  # data
        True,
    ],
)
def test_anything_else_stays_as_it_is(schema: Any) -> None:
    assert for_editors(schema) == schema
