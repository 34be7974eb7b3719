"""Target vectors: every document has the verdict of the reference validator, none is missed in silence."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from codegen.errors import CodegenError
from codegen.ir import Model
from codegen.keywords import ASSERTING
from codegen.load import from_value, plain
from codegen.lower import lower
from codegen.pipeline import compile_schema
from codegen.resolve import resolve
from codegen.sampling.strings import matches, matching, not_matching
from codegen.targets.vectors import TARGET
from tests.conformance.suite import suite
from tests.support import model_of

CANONICAL = Path(__file__).parents[3] / "schema" / "optimizer.schema.json"


def vectors(schema: Any) -> list[dict[str, Any]]:
    return read(model_of(schema))


LAST: list[tuple[Model, dict[str, str]]] = []


def rendered(model: Model) -> dict[str, str]:
    """The files of a model; those of the one asked for last are kept."""
    if not LAST or LAST[0][0] is not model:
        LAST[:] = [(model, dict(TARGET.render(model, "x")))]
    return LAST[0][1]


def read(model: Model) -> list[dict[str, Any]]:
    return [json.loads(line) for line in rendered(model)["vectors/x.jsonl"].splitlines()]


def index(schema: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TARGET.render(model_of(schema), "x")["vectors/index.json"])[
        "definitions"
    ]
    return found


def disagreements(model: Model) -> list[str]:
    """Vectors on which jsonschema says something else."""
    rows = json.loads(rendered(model)["vectors/index.json"])["definitions"]
    schema = plain(model.schema)
    whole = {k: v for k, v in schema.items() if k != "$id"} if isinstance(schema, dict) else schema
    registry: Any = Registry().with_resource("urn:bundle", DRAFT202012.create_resource(whole))
    judges = {
        row["definition"]: Draft202012Validator({"$ref": f"urn:bundle{row['ref']}"}, registry=registry)
        for row in rows
        if "ref" in row
    }
    return [
        f"{v['definition']}: {v['about']}: {json.dumps(v['document'])[:200]}"
        for v in read(model)
        if v["definition"] in judges
        and judges[v["definition"]].is_valid(v["document"]) is not v.get("stock", v["valid"])
    ]


@pytest.fixture(scope="module")
def canonical() -> Model:
    return compile_schema(CANONICAL).model


def test_the_canonical_schema_gets_few_enough_documents_of_every_definition(canonical: Model) -> None:
    files = TARGET.render(canonical, "optimizer_config")
    assert list(files) == ["vectors/optimizer_config.jsonl", "vectors/index.json", "vectors/README.md"]
    assert sum(map(len, files.values())) < 2_000_000
    rows = json.loads(files["vectors/index.json"])["definitions"]
    types = [d for d in canonical.definitions if not d.internal]
    assert len(rows) == len(types)
    assert all(row["valid"] > 3 and row["documents"] > 2 * row["valid"] * 0.5 for row in rows)
    assert sum(row["documents"] for row in rows) == files["vectors/optimizer_config.jsonl"].count("\n")
    assert sum(row["documents"] for row in rows) < 120 * len(rows)


def test_verdicts_on_the_canonical_schema_are_those_of_the_reference(canonical: Model) -> None:
    assert disagreements(canonical) == []


def test_a_line_has_the_promised_keys_and_errors_only_when_invalid(canonical: Model) -> None:
    for vector in read(canonical):
        assert [k for k in vector if k != "stock"] == ["definition", "about", "valid", "errors", "document"]
        assert vector.get("stock", not vector["valid"]) is not vector["valid"]
        assert vector["valid"] is (vector["errors"] == [])
        assert all(list(error) == ["pointer", "message"] for error in vector["errors"])
        assert vector["about"]


def test_every_subset_of_a_small_group_is_there_and_null_against_absent(canonical: Model) -> None:
    members = ["names", "pattern", "module_types", "dimensions"]
    found = [
        v for v in read(canonical) if v["definition"] == "ParameterGroup" and isinstance(v["document"], dict)
    ]
    sets = [frozenset(k for k in members if v["document"].get(k) is not None) for v in found]
    assert len(set(sets)) == 2 ** len(members)
    assert all(v["valid"] is False for v, chosen in zip(found, sets, strict=True) if not chosen)
    documents = [v["document"] for v in found]
    assert {"pattern": None} in documents
    assert dict.fromkeys(members) in documents
    assert any({**dict.fromkeys(members), "names": d.get("names")} == d for d in documents)


def test_each_rule_is_met_and_broken_at_its_edge(canonical: Model) -> None:
    found = [v for v in read(canonical) if v["definition"] == "LinearRampToPolynomial"]
    broken = [v["document"] for v in found if v.get("stock")]
    assert any(d["final_num_steps"] == d["num_ramp_steps"] for d in broken)
    assert all(d["final_num_steps"] <= d["num_ramp_steps"] for d in broken)
    met = [v["document"] for v in found if v["valid"]]
    assert any(d["final_num_steps"] == d["num_ramp_steps"] + 1 for d in met)


def test_a_schema_without_rules_has_no_word_for_stock_validators() -> None:
    model = model_of({"type": "object", "properties": {"a": {"type": "integer"}}})
    assert all("stock" not in vector for vector in read(model))


def test_of_a_large_group_none_each_all_pairs_and_all_are_there(canonical: Model) -> None:
    record: Any = canonical.definition(canonical.root).node
    group = next(c for c in record.choices if c.name == "optimizer")
    members = [m.keys[0] for m in group.members]
    sets = {
        frozenset(k for k in members if v["document"].get(k) is not None)
        for v in read(canonical)
        if v["definition"] == "RecapOptimizerConfig" and isinstance(v["document"], dict)
    }
    assert {len(s) for s in sets} == {0, 1, 2, len(members)}
    assert sum(len(s) == 1 for s in sets) == 15
    assert sum(len(s) == 2 for s in sets) == 105


def documents(schema: Any, valid: bool) -> list[Any]:
    return [v["document"] for v in vectors(schema) if v["valid"] is valid]


def texts(schema: Any, valid: bool) -> set[str]:
    return {json.dumps(d) for d in documents(schema, valid)}


def test_numbers_stand_at_each_bound_and_one_step_past_it() -> None:
    schema = {"type": "number", "minimum": 1, "exclusiveMaximum": 2.5}
    assert {"1", "2.4999999999999996"} <= texts(schema, True)
    assert {"0.9999999999999999", "2.5", "0.5", "true", "null"} <= texts(schema, False)
    whole = {"type": "integer", "minimum": -3, "maximum": 5}
    assert {"-3", "5", "2.0"} <= texts(whole, True)
    assert {"-4", "6", "0.5"} <= texts(whole, False)


def test_integers_are_written_in_all_their_digits() -> None:
    found = texts({"type": "integer"}, True)
    assert {str(2**53 + 1), str(10**400), "2.0"} <= found


def test_lengths_count_code_points() -> None:
    schema = {"type": "string", "minLength": 2, "maxLength": 3}
    assert "\U0001f600\U0001f600" in documents(schema, True)
    assert {"\U0001f600", "aaaa"} <= {d for d in documents(schema, False) if isinstance(d, str)}


def test_items_stand_at_each_bound_and_one_step_past_it() -> None:
    schema = {"type": "array", "items": {"type": "null"}, "minItems": 1, "maxItems": 2}
    assert {"[null]", "[null, null]"} <= texts(schema, True)
    assert {"[]", "[null, null, null]", "[true]"} <= texts(schema, False)
    unique = {"type": "array", "uniqueItems": True, "items": {"type": ["integer", "boolean"]}}
    assert "[1, true]" in texts(unique, True)


def test_unknown_and_missing_keys_are_tried() -> None:
    schema = {"type": "object", "properties": {"ab": {}}, "required": ["ab"], "additionalProperties": False}
    found = [d for d in documents(schema, False) if isinstance(d, dict)]
    assert {} in found
    assert any("extra" in d for d in found)
    assert any("__proto__" in d for d in found)
    assert any("abs" in d for d in found)


def test_a_definition_without_a_valid_document_says_so() -> None:
    schema = {
        "$defs": {
            "Never": {"type": "object", "properties": {"x": {"$ref": "#/$defs/Never"}}, "required": ["x"]}
        }
    }
    rows = {row["definition"]: row for row in index(schema)}
    assert rows["Never"]["valid"] == 0
    assert rows["Never"]["note"] == "no valid document was found"
    assert rows["Never"]["documents"] > 5
    assert all("note" not in row for name, row in rows.items() if name != "Never")


HARD: dict[str, Any] = {
    "a list of itself": {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
        "required": ["next"],
    },
    "a tree": {"type": "array", "items": {"$ref": "#"}, "maxItems": 3},
    "a tree with a leaf": {
        "oneOf": [{"type": "array", "items": {"$ref": "#"}, "minItems": 1}, {"const": "leaf"}],
    },
    "a pattern": {"type": "string", "pattern": "^[A-Z]{2}-\\d{3,}(x|yy)?$", "minLength": 8},
    "keys with a pattern": {
        "type": "object",
        "patternProperties": {"^x-": {"type": "integer", "minimum": 3}},
        "additionalProperties": False,
        "minProperties": 2,
    },
    "keys refused twice": {"type": "object", "patternProperties": {"^x-": {"allOf": [False, False]}}},
    "names of keys": {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2},
    "different items": {"type": "array", "uniqueItems": True, "items": {"type": "integer"}, "minItems": 4},
    "contains": {"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 3},
    "exactly one of two ranges": {
        "oneOf": [{"type": "integer", "minimum": 5}, {"type": "integer", "maximum": 7}],
    },
    "not": {"type": "string", "not": {"maxLength": 2}},
    "required together": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
        "dependentRequired": {"a": ["b"]},
        "minProperties": 1,
    },
    "schemas that depend": {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "required": ["a"],
        "dependentSchemas": {"a": {"properties": {"b": {"const": 1}}, "required": ["b"]}},
    },
    "if": {
        "type": "object",
        "properties": {"k": {"enum": ["x", "y"]}, "v": {}},
        "required": ["k"],
        "if": {"properties": {"k": {"const": "x"}}},
        "then": {"required": ["v"], "properties": {"v": {"type": "integer", "minimum": 10}}},
        "else": {"properties": {"v": False}},
    },
    "a multiple in a range": {"type": "integer", "multipleOf": 7, "minimum": 10, "maximum": 20},
    "a tuple": {
        "type": "array", "prefixItems": [{"type": "string"}, {"minimum": 2}], "items": False, "minItems": 2,
    },
    "two groups that share a key": {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "allOf": [
            {"title": "g", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"title": "h", "oneOf": [{"required": ["b"]}, {"required": ["c"]}]},
        ],
        "additionalProperties": False,
    },
    "nothing left over": {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "anyOf": [{"properties": {"b": {"type": "integer"}}, "required": ["b"]}, {"required": ["a"]}],
        "unevaluatedProperties": False,
    },
    "no type at all": {"minimum": 3, "minLength": 2, "required": ["a"]},
    "true": True,
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_a_valid_document_is_found_and_no_verdict_is_wrong(name: str) -> None:
    model = model_of(HARD[name])
    found = read(model)
    root = json.loads(rendered(model)["vectors/index.json"])["root"]
    assert [v for v in found if v["definition"] == root and v["valid"]], "no valid document was found"
    assert found[0]["about"] == "the smallest"
    assert found[0]["valid"]
    assert disagreements(model) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "^a+$",
        "[0-9]{3}",
        "^(foo|bar)\\.[a-z]*$",
        "\\p{Lu}x",
        "^$",
        "(ab)\\1",
        "^\\u{1F600}",
        "[^a-z]",
        "\\bcat\\b",
    ],
)
def test_strings_that_match_a_pattern_do_and_the_others_do_not(pattern: str) -> None:
    found = matching(pattern)
    assert found
    assert all(map(matches(pattern), found))
    other = not_matching(pattern)
    assert other is not None
    assert not matches(pattern)(other)


def test_a_pattern_that_nothing_matches_gives_no_string() -> None:
    assert matching("a^b") == ()
    assert not_matching("") is None


def test_hostile_keys_are_escaped() -> None:
    key = "\u202ekey\u2028\x7f"
    text = TARGET.render(model_of({"type": "object", "properties": {key: {"const": key}}}), "x")[
        "vectors/x.jsonl"
    ]
    assert not set("\u202e\u2028\x7f") & set(text)
    assert any(v["document"] == {key: key} for v in map(json.loads, text.split("\n")[:-1]))


def test_the_support_table_says_something_of_every_keyword() -> None:
    assert set(TARGET.support) == {*ASSERTING, "x-rules"}


def printed(language: str, canonical: Model) -> tuple[str, str]:
    files = rendered(canonical)
    found = re.search(rf"```{language}\n(.*?)```", files["vectors/README.md"], re.DOTALL)
    assert found is not None
    code = found.group(1)
    assert len(code.splitlines()) <= 14
    return code, files["vectors/x.jsonl"]


def test_the_reader_in_python_runs_as_printed(canonical: Model, tmp_path: Path) -> None:
    code, lines = printed("python", canonical)
    (tmp_path / "x.jsonl").write_text(lines, encoding="utf-8")
    tail = "\nprint(sum(valid for _, _, valid, _ in vectors('x.jsonl')))\n"
    done = subprocess.run(
        [sys.executable, "-c", code + tail], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == sum(v["valid"] for v in read(canonical))


def test_the_reader_in_javascript_runs_as_printed(canonical: Model, tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("there is no node to run the reader in JavaScript with")
    code, lines = printed("javascript", canonical)
    (tmp_path / "x.jsonl").write_text(lines, encoding="utf-8")
    tail = "\nconsole.log([...vectors('x.jsonl')].filter((v) => v[2]).length);\n"
    done = subprocess.run(
        ["node", "-e", code + tail], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == sum(v["valid"] for v in read(canonical))


#: jsonschema divides doubles, which the standard does not; or has no such expression.
_NOT_JUDGED = {"multipleOf", "float-overflow", "ecmascript-regex", "unicode"}


@pytest.mark.slow
def test_valid_documents_are_found_for_the_schemas_of_the_official_suite() -> None:
    official = suite()
    if official is None:
        pytest.skip("the JSON-Schema-Test-Suite cannot be downloaded: no package registry within reach")
    wrong, without, tried = [], [], 0
    for group in (*official.required, *official.optional):
        others = tuple(from_value(v, uri=u) for u, v in official.needs(group).items())
        try:
            model = lower(resolve(from_value(group.schema), others), "0" * 64, "s.json")
        except CodegenError:
            continue
        tried += 1
        files = rendered(model)
        about = json.loads(files["vectors/index.json"])
        root = next(d for d in about["definitions"] if d["definition"] == about["root"])
        if root["valid"] == 0 and any(valid for _, _, valid in group.tests):
            without.append(group.name)
        if group.keyword not in _NOT_JUDGED:
            wrong += [f"{group.name}: {line}" for line in disagreements(model)]
    assert (wrong, without) == ([], [])
    assert tried > 300
