"""Schemas nobody wrote: the bundle, the draft-07 export and the vectors agree with the reference on them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from codegen.errors import CodegenError, UnsupportedKeyword
from codegen.load import plain
from codegen.naming import pascal
from codegen.targets.schema.draft07 import Draft07
from codegen.targets.schema.strict import Strict
from codegen.targets.vectors import TARGET
from tests.support import model_of

KEYS = ("a", "b", "c", "x-1")
TYPES: tuple[Any, ...] = (
    *("object", "array", "string", "integer", "number", "null", "boolean"),
    *(["object", "null"], ["string", "integer"], ["array", "object"]),
)
COUNTS = (
    *("minProperties", "maxProperties", "minContains", "maxContains", "minItems", "maxItems"),
    *("minLength", "maxLength", "minimum", "exclusiveMaximum"),
)
NAMED = ("properties", "dependentSchemas", "properties")
ONE = (
    *("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"),
    *("unevaluatedProperties", "unevaluatedItems"),
)
MANY = ("anyOf", "oneOf", "allOf", "prefixItems")
OTHERS = ("required", "dependentRequired", "patternProperties", "uniqueItems", "enum", "const", "$ref")


@dataclass(frozen=True)
class Maker:
    """Makes schemas and values by chance; the same seed makes the same."""

    chance: random.Random

    def value(self, depth: int = 0) -> Any:
        kind = self.chance.randrange(8 if depth < 2 else 6)
        if kind == 6:
            return [self.value(depth + 1) for _ in range(self.chance.randrange(4))]
        if kind == 7:
            return {k: self.value(depth + 1) for k in self.chance.sample(KEYS, self.chance.randrange(4))}
        return self.chance.choice((None, True, False, 0, 1, 2, 3, 2.0, 0.5, -1, "", "a", "ab", "x-1"))

    def schema(self, depth: int = 0) -> Any:
        if depth > 3 or self.chance.random() < 0.06:
            return self.chance.choice((True, False, {}))
        made: dict[str, Any] = {}
        if self.chance.random() < 0.5:
            made["type"] = self.chance.choice(TYPES)
        for _ in range(self.chance.randrange(1, 4)):
            keyword = self.chance.choice((*COUNTS, *NAMED, *ONE, *MANY, *MANY, *OTHERS))
            made[keyword] = self._keyword(keyword, depth)
        return made

    def _keyword(self, keyword: str, depth: int) -> Any:
        keys = self.chance.sample(KEYS, self.chance.randrange(1, 3))
        if keyword in COUNTS:
            return self.chance.randrange(3)
        if keyword in ONE:
            return self.chance.choice((False, self.schema(depth + 1)))
        if keyword in MANY:
            return [self.schema(depth + 1) for _ in keys]
        if keyword in NAMED:
            return {k: self.schema(depth + 1) for k in keys}
        rest = {
            "required": keys,
            "dependentRequired": {keys[0]: ["b"]},
            "patternProperties": {"^x-": self.schema(depth + 1)},
            "uniqueItems": True,
            "enum": [self.value(), self.value()],
            "const": self.value(),
            "$ref": "#/$defs/" + self.chance.choice("AB"),
        }
        return rest[keyword]

    def whole(self) -> dict[str, Any]:
        made = {"allOf": [self.schema()]} if self.chance.random() < 0.3 else self.schema()
        return {
            **(made if isinstance(made, dict) else {}),
            "$defs": {"A": self.schema(1), "B": self.schema(2)},
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_all_agree_on_schemas_made_by_chance(seed: int) -> None:
    maker = Maker(random.Random(seed))
    tried = valid = 0
    while tried < 100:
        schema = maker.whole()
        try:
            model = model_of(schema)
        except CodegenError:
            continue  # a group that cannot be met, a circle
        tried += 1
        lines = [json.loads(line) for line in TARGET.render(model, "x")["vectors/x.jsonl"].splitlines()]
        root = pascal(model.definition(model.root).words)
        own = [v for v in lines if v["definition"] == root] if model.refs[model.root] == "#" else []
        reference = Draft202012Validator(schema)
        assert [v for v in own if reference.is_valid(v["document"]) is not v["valid"]] == [], schema
        valid += any(v["valid"] for v in own)
        values = [maker.value() for _ in range(20)] + [v["document"] for v in own[:20]]
        expected = [reference.is_valid(v) for v in values]
        bundle = Draft202012Validator(plain(Strict(model.schema).rewritten()))
        assert [bundle.is_valid(v) for v in values] == expected, schema
        try:
            draft07 = Draft7Validator(plain(Draft07(model.schema).rewritten()))
        except UnsupportedKeyword:
            continue
        assert [draft07.is_valid(v) for v in values] == expected, schema
    assert valid > 60
