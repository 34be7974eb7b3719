"""Random schemas out of everything codegen supports, with names and values that are hard for a language."""

# ruff: noqa: SIM905 - rows of short tokens are easier to read without quotes

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

from codegen.load import Number

__all__ = ["KEYS", "NUMBERS", "PATTERNS", "STRINGS", "whole"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Keys that mean something to a language, that are no identifier, or that become one with their neighbour.
KEYS = (
    "a", "b", "c", "kind", "a b", "a-b", "a_b", "aB", "", "__proto__", "constructor", "toString",
    "valueOf", "hasOwnProperty", "length", "0", "1", "10", "-1", "01", "a/b", "a~b", "~1", "%41",
    "$ref", "null", "class", "self", "model_config", "model_fields", "copy", "json", "validate",
    "default", "__class__", "_x", "x_", "é", "e\u0301", "\U0001f600", "\u2028", '"', "\\",
    "`${x}`", "*/", "'''", "\n", "\u202e", "x" * 70, "y" * 300, "value", "path", "issues", "seen",
    "item", "key", "then", "lr", "lr_kind", "None", "true",
)  # fmt: skip
NAMES = (
    "A", "B", "C", "Root", "Model", "Integer", "Json", "Issue", "Any", "check", "list", "a b", "é",
    "1", "", "a/b", "a~b", "a%b", "Map", "Object", "Array", "String", "validate", "__proto__",
    "constructor", '"', "x" * 70,
)  # fmt: skip
#: As they are written: what a program makes of them is what is asked.
NUMBERS = tuple(
    Number(text) if any(c in text for c in ".eE") else int(text)
    for text in """
    0 -0.0 1 1.0 -1 2 2.0 3 0.5 -0.5 1.5 5 10 100 0.1 0.3 0.10 1e-7 5e-324 1e2 1E+2 9007199254740992
    9007199254740993 9007199254740992.0 9223372036854775807 9223372036854775808 18446744073709551616 1e16
    1e21 1e22 1e300 -1e300 1.7976931348623157e308 1000000000000000000000000000000
    -1000000000000000000000000000001 0.30000000000000004 123456789.123456789
    """.split()
)
DIVISORS = tuple(
    Number(text) if any(c in text for c in ".eE") else int(text)
    for text in """
    1 2 3 1.0 2.0 7 0.5 0.1 0.01 0.3 2.50 1e-7 1e-10 0.0001 100 1e2 9007199254740992 9007199254740993
    1e16 1e21 1e300 1e-300 5e-324 100000000000000000000 1000000000000000000000000000001 0.1e1
    """.split()
)
STRINGS = (
    "", "a", "b", "ab", "aab", "abc", "A", "1", "0", "x", "é", "e\u0301", "\U0001f600",
    "\U0001f600\U0001f600", "a\n", "\0", '"', "\\", "__proto__", "constructor", "true", "null",
    "\u2028", "x" * 61, "\U0001f600" * 61, "\u200b", "\ufeff", "\xad", "\\\"" * 31,
    "a. Did you mean b?",
)  # fmt: skip
PATTERNS = (
    "^a", "b$", "^[ab]+$", "^x", "a", "^$", "", "^.$", "^.{2}$", "[0-9]", "^[^a]*$", "_", "^(a|b)",
    "é", r"\d", r"^\w+$", r"\s", "^\U0001f600", "/", "^[\U0001f600-\U0001f64f]+$", r"^\p{Lu}",
    r"\\", '"', "^[A-Z_]",
)  # fmt: skip
FORMATS = ("email", "date-time", "uri", "regex", "unheard-of", "ipv4")
TYPES = ("string", "number", "integer", "object", "array", "null", "boolean")
DEEPEST = 4
Make = Callable[["Maker", int], Any]


def whole(random: Random) -> Any:
    """A whole schema.  It may be one that codegen refuses: a circle, a group that nothing can meet."""
    return Maker(random).whole()


class Maker:
    """Makes one schema: its keys and the names of its definitions are drawn first, so that they meet."""

    def __init__(self, random: Random) -> None:
        self.random = random
        plain = random.random() < 0.4
        self.keys = ["a", "b", "c", "kind"] if plain else random.sample(KEYS, random.randint(3, 6))
        self.names = random.sample(NAMES[:3] if plain else NAMES, random.randint(1, 3))
        self.deepest = random.choice((1, 1, 2, DEEPEST, DEEPEST))
        self.base = random.choice(("", "", "", "", "https://example.org/s/root.json"))
        self.refs = [*map(self._ref, self.names), self.base + "#" if random.random() < 0.2 else "#"]
        self.dynamic = False

    def _ref(self, name: str) -> str:
        pointer = name.replace("~", "~0").replace("/", "~1")
        return f"#/$defs/{quote(pointer, safe='~!$&*+,;=:@-._')}"

    def whole(self) -> Any:
        if self.random.random() < 0.02:
            return self.random.choice((True, False, {}))
        definitions = {name: self.sub(1) for name in self.names}
        for name, made in definitions.items():
            self._anchored(name, made)
        made = self.object(0) if self.random.random() < 0.5 else self.schema(0)
        head: dict[str, Any] = {"$schema": DIALECT} if self.random.random() < 0.8 else {}
        if self.base:
            head["$id"] = self.base
        if self.random.random() < 0.4:
            head["title"] = self.random.choice(("Config", "Root", "Issue", "1", "é", "any thing", "list"))
        if self.dynamic:
            head["$dynamicAnchor"] = "node"
        return {**head, **made, "$defs": definitions}

    def _anchored(self, name: str, made: Any) -> None:
        """Give a definition an anchor, or make it a resource with definitions of its own."""
        kind = self.random.random()
        if not isinstance(made, dict) or kind > 0.25:
            return
        number = self.names.index(name)
        if kind < 0.12:
            made["$anchor"] = f"here{number}"
            self.refs.append(f"#here{number}")
        else:
            uri = f"https://example.org/s/part{number}.json"
            made |= {"$id": uri, "$defs": {"In": {"type": self.random.choice(TYPES)}}}
            self.refs.append(f"{uri}#/$defs/In")
            self.refs[self.names.index(name)] = uri
            for below in made.get("properties", {}).values():
                if isinstance(below, dict):
                    below.pop("$ref", None)  # its references meant the definitions of the root

    # --- schemas

    def sub(self, depth: int) -> Any:
        """A subschema."""
        chance = self.random.random()
        if chance < 0.05:
            return self.random.choice((True, False, {}))
        return self.leaf() if depth >= self.deepest or chance < 0.3 else self.schema(depth)

    def leaf(self) -> Any:
        """A small schema."""
        r = self.random
        made = r.choice(
            (
                {"type": r.choice(TYPES)},
                {"type": [r.choice(TYPES[:4]), "null"]},
                {"const": self.value(2)},
                {"enum": self._distinct([self.value(2) for _ in range(r.randint(1, 4))])},
                {"$ref": r.choice(self.refs)},
                {"type": "string", **self.some(STRING, 4)},
                {"type": r.choice(("number", "integer")), **self.some(NUMBER, 4, r.choice((1, 1, 2)))},
                self.some(NUMBER, 4, 1),
                {"type": "array", "uniqueItems": True},
                {r.choice(("const", "enum")): [self.value(3), r.choice((True, 1, False, 0))]},
                self.some(STRING, 4),
            )
        )
        return self._annotated(made)

    def schema(self, depth: int) -> dict[str, Any]:
        """A schema object: a typical one, a mixture, or one that combines others."""
        kind = self.random.random()
        if kind < 0.3:
            return self.object(depth)
        if kind < 0.42:
            return {"type": "array", **self.some(ARRAY, depth)}
        if kind < 0.6:
            return self.some(COMBINING, depth)
        if kind < 0.7:
            return {**self.typed(), **self.some(COMBINING, depth), **self.some(OBJECT, depth)}
        mixed = {**OBJECT, **ARRAY, **STRING, **NUMBER, **COMBINING}
        made = self.some(mixed, depth, self.random.randint(1, 4))
        return {**self.typed(), **made} if self.random.random() < 0.6 else made

    def typed(self) -> dict[str, Any]:
        r = self.random
        if r.random() < 0.6:
            return {"type": r.choice(TYPES)}
        return {"type": r.sample(TYPES, r.randint(1, 3))}

    def object(self, depth: int) -> dict[str, Any]:
        """An object as people write them: properties, some required, mostly closed, sometimes with groups."""
        r = self.random
        made: dict[str, Any] = {"type": "object", "properties": self.properties(depth)}
        if r.random() < 0.15:
            made["type"] = ["object", "null"]
        if r.random() < 0.5:
            made["required"] = self.some_keys()
        if r.random() < 0.5:
            made["additionalProperties"] = False if r.random() < 0.7 else self.sub(depth + 1)
        made |= self.some({**OBJECT, **COMBINING}, depth, r.choice((0, 0, 1, 1, 2)))
        if r.random() < 0.35:
            made |= self.groups()
        return self._annotated(made)

    def properties(self, depth: int) -> dict[str, Any]:
        return {key: self.sub(depth + 1) for key in self.some_keys(4)}

    def some(self, keywords: dict[str, Make], depth: int, count: int | None = None) -> dict[str, Any]:
        chosen = self.random.choices(list(keywords), k=count or self.random.randint(1, 3))
        return {keyword: keywords[keyword](self, depth) for keyword in (chosen if count != 0 else ())}

    def groups(self) -> dict[str, Any]:
        """Property groups in some of their spellings."""
        r = self.random
        keys = self.some_keys(4)
        unset: dict[str, Any] = {"not": {"type": "null"}} if r.random() < 0.6 else {}
        branches = [{"required": [k], **({"properties": {k: unset}} if unset else {})} for k in keys]
        kind = r.randrange(5)
        titled = {"title": r.choice(("source", "lr", "a b"))} if r.random() < 0.3 else {}
        if kind == 0:
            rule: dict[str, Any] = {"oneOf": branches}
        elif kind == 1:
            rule = {"anyOf": branches}
        elif kind == 2:
            rule = {"oneOf": [*branches, {"not": {"anyOf": branches}}]}
        elif kind == 3:
            rule = {"not": {"required": keys[:2]}}
        else:
            rule = {"oneOf": [{"required": [k]} for k in keys] + [{"required": self.some_keys(2)}]}
        return {"allOf": [{**titled, **rule}]} if titled or r.random() < 0.4 else rule

    def _annotated(self, made: dict[str, Any]) -> dict[str, Any]:
        r = self.random
        if r.random() < 0.05:
            made = {**made, r.choice(("title", "description")): r.choice(STRINGS)}
        if r.random() < 0.04 and "const" in made:
            made = {**made, "default": made["const"]}
        return made

    # --- values

    def some_keys(self, most: int = 3) -> list[str]:
        return self.random.sample(self.keys, self.random.randint(1, min(most, len(self.keys))))

    def value(self, depth: int = 0) -> Any:
        """A JSON value."""
        r = self.random
        kind = r.randrange(9 if depth < 4 else 7)
        if kind < 2:
            return r.choice((None, True, False))
        if kind < 4:
            return r.choice(NUMBERS)
        if kind < 5:
            return r.choice((0, 1, 2, Number("1.0")))
        if kind < 7:
            return r.choice(STRINGS)
        if kind == 7:
            return [self.value(depth + 1) for _ in range(r.randrange(3))]
        return {key: self.value(depth + 1) for key in self.some_keys(2)} if r.random() < 0.8 else {}

    def _distinct(self, values: list[Any]) -> list[Any]:
        return [v for n, v in enumerate(values) if repr(v) not in map(repr, values[:n])]

    def dependent(self) -> dict[str, list[str]]:
        return {key: self.some_keys(2) for key in self.some_keys(2)}

    def reference(self) -> str:
        return self.random.choice(self.refs)

    def dynamic_reference(self) -> str:
        self.dynamic = True
        return "#node"


def one_of(*choices: Any) -> Make:
    return lambda maker, depth: maker.random.choice(choices)


def sub(maker: Maker, depth: int) -> Any:
    return maker.sub(depth + 1)


def many(maker: Maker, depth: int) -> list[Any]:
    return [maker.sub(depth + 1) for _ in range(maker.random.choice((1, 2, 2, 3)))]


def by_pattern(maker: Maker, depth: int) -> dict[str, Any]:
    count = maker.random.choice((1, 1, 2))
    return {maker.random.choice(PATTERNS): maker.sub(depth + 1) for _ in range(count)}


def of_names(maker: Maker, depth: int) -> Any:
    pattern = {"pattern": maker.random.choice(PATTERNS)}
    return maker.random.choice(({"maxLength": 1}, pattern, {"enum": maker.some_keys()}, maker.sub(4)))


OBJECT: dict[str, Make] = {
    "properties": lambda maker, depth: maker.properties(depth),
    "required": lambda maker, depth: maker.some_keys(2),
    "additionalProperties": lambda maker, depth: maker.random.choice((False, maker.sub(depth + 1))),
    "patternProperties": by_pattern,
    "propertyNames": of_names,
    "minProperties": one_of(0, 1, 2, Number("2.0")),
    "maxProperties": one_of(0, 1, 2, 3),
    "dependentRequired": lambda maker, depth: maker.dependent(),
    "dependentSchemas": lambda maker, depth: {key: maker.sub(depth + 1) for key in maker.some_keys(2)},
    "unevaluatedProperties": lambda maker, depth: maker.random.choice((False, False, maker.sub(depth + 1))),
}
ARRAY: dict[str, Make] = {
    "items": sub,
    "prefixItems": many,
    "contains": sub,
    "minContains": one_of(0, 1, 2, Number("1.0")),
    "maxContains": one_of(0, 1, 2),
    "minItems": one_of(0, 1, 2),
    "maxItems": one_of(0, 1, 2, Number("3.0")),
    "uniqueItems": one_of(True, True, False),
    "unevaluatedItems": lambda maker, depth: maker.random.choice((False, False, maker.sub(depth + 1))),
}
STRING: dict[str, Make] = {
    "minLength": one_of(0, 1, 2, Number("2.0"), 61),
    "maxLength": one_of(0, 1, 2, 3, 60),
    "pattern": one_of(*PATTERNS),
    "format": one_of(*FORMATS),
}
NUMBER: dict[str, Make] = {
    "minimum": one_of(*NUMBERS),
    "maximum": one_of(*NUMBERS),
    "exclusiveMinimum": one_of(*NUMBERS),
    "exclusiveMaximum": one_of(*NUMBERS),
    "multipleOf": one_of(*DIVISORS),
}
COMBINING: dict[str, Make] = {
    "allOf": many,
    "anyOf": many,
    "oneOf": many,
    "not": sub,
    "if": sub,
    "then": sub,
    "else": sub,
    "$ref": lambda maker, depth: maker.reference(),
    "enum": lambda maker, depth: maker._distinct([maker.value(2) for _ in range(maker.random.randint(1, 5))]),
    "const": lambda maker, depth: maker.value(1),
    "$dynamicRef": lambda maker, depth: maker.dynamic_reference(),
}
