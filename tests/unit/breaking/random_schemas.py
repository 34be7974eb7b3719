"""Small random schemas and edits of them.  They share few keys and values, so that their rules meet."""

from __future__ import annotations

import copy
from typing import Any

from codegen.agree.dice import Dice

__all__ = ["edited", "random_schema"]

KEYS = ("a", "b", "c", "x-1", "d")
NUMBERS = (0, 1, 2, 3, 1.5, -1, 10)
VALUES: tuple[Any, ...] = (None, True, False, 0, 1, 2, "a", "b", "ab", 1.5, [], [1], {}, {"a": 1})
PATTERNS = ("^a", "b$", "^[ab]+$", "^x-", "1")
COUNTS = (0, 1, 2, 3)


class Maker:
    """Draws schemas; ``names`` are definitions to refer to."""

    def __init__(self, dice: Dice, names: tuple[str, ...]) -> None:
        self.dice = dice
        self.names = names

    def schema(self, depth: int) -> Any:
        dice = self.dice
        if depth <= 0:
            return self.leaf()
        kind = dice.below(12)
        if kind < 5:
            return self.object(depth)
        if kind < 7:
            return self.array(depth)
        if kind < 9:
            return self.combined(depth)
        if kind == 9 and self.names:
            return {"$ref": f"#/$defs/{dice.pick(self.names)}"}
        return self.leaf()

    def leaf(self) -> Any:
        dice = self.dice
        match dice.below(9):
            case 0:
                return {"type": dice.pick(("null", "boolean", "string", "integer", "number"))}
            case 1 | 2:
                return self.number()
            case 3 | 4:
                return self.string()
            case 5:
                return {"enum": dice.some(VALUES, 0.3) or [1]}
            case 6:
                return {"const": dice.pick(VALUES)}
            case 7:
                return dice.pick((True, {}, False))
        return {
            "type": dice.some(("null", "boolean", "string", "integer", "array", "object"), 0.4) or ["null"]
        }

    def number(self) -> Any:
        dice = self.dice
        found: dict[str, Any] = {"type": dice.pick(("integer", "number"))}
        for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if dice.chance(0.3):
                found[keyword] = dice.pick(NUMBERS)
        if dice.chance(0.15):
            found["multipleOf"] = dice.pick((1, 2, 3, 0.5))
        return found

    def string(self) -> Any:
        dice = self.dice
        found: dict[str, Any] = {"type": "string"}
        for keyword in ("minLength", "maxLength"):
            if dice.chance(0.3):
                found[keyword] = dice.pick(COUNTS)
        if dice.chance(0.3):
            found["pattern"] = dice.pick(PATTERNS)
        return found

    def object(self, depth: int) -> Any:
        dice = self.dice
        keys = dice.some(KEYS, 0.6)
        found: dict[str, Any] = {"type": "object", "properties": {k: self.schema(depth - 1) for k in keys}}
        if not dice.chance(0.8):
            del found["type"]
        if dice.chance(0.5):
            found["additionalProperties"] = dice.pick((False, False, self.schema(depth - 2)))
        if dice.chance(0.4):
            found["required"] = dice.some(KEYS, 0.3)
        if dice.chance(0.15):
            found["patternProperties"] = {dice.pick(PATTERNS): self.schema(depth - 1)}
        if dice.chance(0.1):
            found["propertyNames"] = self.string()
        for keyword in ("minProperties", "maxProperties"):
            if dice.chance(0.1):
                found[keyword] = dice.pick(COUNTS)
        if dice.chance(0.4) and len(keys) > 1:
            found["allOf"] = [self.group(keys)]
        if dice.chance(0.1):
            found["dependentRequired"] = {dice.pick(KEYS): dice.some(KEYS, 0.4)}
        if dice.chance(0.05):
            found["unevaluatedProperties"] = dice.pick((False, {"type": "number"}))
        return found

    def group(self, keys: list[str]) -> Any:
        dice = self.dice
        branches: list[Any] = []
        for key in dice.some(keys, 0.8) or keys[:1]:
            branch: dict[str, Any] = {"required": [key]}
            if dice.chance(0.7):
                branch["properties"] = {key: {"not": {"type": "null"}}}
            branches.append(branch)
        group: dict[str, Any] = {dice.pick(("oneOf", "oneOf", "anyOf")): branches}
        return {"not": group} if dice.chance(0.1) else group

    def array(self, depth: int) -> Any:
        dice = self.dice
        found: dict[str, Any] = {"type": "array"}
        if dice.chance(0.7):
            found["items"] = self.schema(depth - 1)
        if dice.chance(0.3):
            found["prefixItems"] = [self.schema(depth - 1) for _ in range(1 + dice.below(2))]
        for keyword in ("minItems", "maxItems"):
            if dice.chance(0.3):
                found[keyword] = dice.pick(COUNTS)
        if dice.chance(0.15):
            found["uniqueItems"] = True
        if dice.chance(0.2):
            found["contains"] = self.schema(depth - 2)
            if dice.chance(0.5):
                found[dice.pick(("minContains", "maxContains"))] = dice.pick(COUNTS)
        return found

    def combined(self, depth: int) -> Any:
        dice = self.dice
        keyword = dice.pick(("anyOf", "oneOf", "allOf", "anyOf", "not", "if"))
        if keyword == "not":
            return {"not": self.schema(depth - 1)}
        if keyword == "if":
            return {
                k: self.schema(depth - 1)
                for k in ("if", *dice.pick((("then",), ("else",), ("then", "else"))))
            }
        return {keyword: [self.schema(depth - 1) for _ in range(2 + dice.below(2))]}


def random_schema(dice: Dice) -> dict[str, Any]:
    """A schema with up to three definitions, which may refer to each other and to themselves."""
    names = ("N1", "N2", "N3")[: dice.below(4)]
    maker = Maker(dice, names)
    root = maker.schema(3)
    whole = dict(root) if isinstance(root, dict) else {"not": {}} if root is False else {}
    whole["$defs"] = {name: maker.schema(2) for name in names}
    return whole


def edited(schema: dict[str, Any], dice: Dice) -> dict[str, Any]:
    """The schema with one or two changes."""
    fresh = copy.deepcopy(schema)
    for _ in range(1 + dice.below(2)):
        _change(fresh, dice)
    return fresh


def _change(schema: dict[str, Any], dice: Dice) -> None:
    maker = Maker(dice, tuple(schema.get("$defs", ())))
    places = [p for p in _places(schema) if p[0] is not schema or p[1] != "$defs"]
    if not places:
        schema.update({"type": "object"})
        return
    holder, key = dice.pick(places)
    value = holder[key]
    match dice.below(5):
        case 0 if isinstance(holder, dict) and key not in ("if",) and holder is not schema.get("$defs"):
            del holder[key]
        case 1 if isinstance(value, (int, float)) and not isinstance(value, bool):
            holder[key] = dice.pick((value + 1, max(value - 1, 1)))
        case 2 if isinstance(value, dict) and _is_schema(holder, key):
            holder[key] = {"anyOf": [value, {"type": "null"}]} if dice.chance(0.5) else {"allOf": [value]}
        case 3 if isinstance(value, list) and len(value) > 1:
            value.pop(dice.below(len(value)))
        case _:
            if _is_schema(holder, key):
                holder[key] = maker.schema(1)
            elif isinstance(value, bool):
                holder[key] = not value
            elif isinstance(value, list) and key == "required":
                holder[key] = dice.some(KEYS, 0.5)


def _is_schema(holder: Any, key: Any) -> bool:
    return isinstance(key, int) or key in ("items", "not", "additionalProperties", "contains", *KEYS)


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key not in ("enum", "const", "type"):
            found.append((value, key))
        if key not in ("enum", "const", "type", "required"):
            found += _places(item)
    return found
