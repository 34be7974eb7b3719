"""``x-rules`` as a keyword for stock validators: evaluated from the schema's own text, by the interpreter.

Nothing here looks at the IR or at printed code, which are what is to be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from codegen.errors import Origin
from codegen.expressions import Kind, names_in
from codegen.formula import FormulaError, evaluate, parse
from codegen.keywords import subschemas
from codegen.positions import steps

__all__ = ["KEYWORD", "RawRules", "has_rules"]

KEYWORD = "x-rules"


def has_rules(schema: Any) -> bool:
    """Whether some subschema has rules."""
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict) and here.get(KEYWORD):
            return True
        waiting += [below for _, below in subschemas(here)]
    return False


class RawRules:
    """The rules of one schema object, with the properties that the schemas it takes in declare.

    :param bundle: the whole schema, for its references.
    """

    def __init__(self, bundle: Any, schema: Mapping[str, Any], rules: list[dict[str, Any]]) -> None:
        self.bundle = bundle
        self.properties = dict(self._properties(schema))
        self.expressions = [parse(r["rule"], Origin("", "")) for r in rules]

    def hold(self, value: Any) -> bool:
        """Whether a value meets all rules; what is no object does, and what has other faults may."""
        return not isinstance(value, dict) or all(self._holds(e, value) for e in self.expressions)

    def _holds(self, expression: Any, value: dict[str, Any]) -> bool:
        names: dict[str, Any] = {}
        kinds: dict[str, Kind] = {}
        for name in names_in(expression):
            if name not in self.properties:
                names[name], kinds[name] = math.pi, "number"
                continue
            schemas = self.properties[name]
            default = next((s["default"] for s in reversed(schemas) if "default" in s), None)
            found = value.get(name, default)
            if found is None:
                return True
            kinds[name] = self._kind(schemas[-1])
            if (kinds[name] == "boolean") is not isinstance(found, bool):
                return True  # of another type than declared, which is told at the value itself
            names[name] = int(found) if kinds[name] == "integer" and _whole(found) else found
        try:
            return evaluate(expression, names, kinds, exact=True) is True
        except FormulaError:
            return False
        except TypeError:
            return True  # a value of another type than declared

    def _properties(self, schema: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for layer in self._layers(schema):
            for key, below in layer.get("properties", {}).items():
                found.setdefault(key, []).append(below if isinstance(below, dict) else {})
        yield from found.items()

    def _layers(self, schema: Any) -> Iterator[Mapping[str, Any]]:
        """A schema and what it takes in, inherited ones first."""
        if isinstance(schema, Mapping):
            if "$ref" in schema:
                yield from self._layers(self._at(schema["$ref"]))
            for branch in schema.get("allOf", ()):
                yield from self._layers(branch)
            yield schema

    def _at(self, ref: str) -> Any:
        value = self.bundle
        for step in steps(ref.removeprefix("#")):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _kind(self, schema: Any) -> Kind:
        """Whether arithmetic on a property is that of integers."""
        types = set(self._types(schema)) - {"null"}
        return "integer" if types == {"integer"} else "boolean" if types == {"boolean"} else "number"

    def _types(self, schema: Any, depth: int = 0) -> Iterator[str]:
        if not isinstance(schema, Mapping) or depth > 30:
            return
        if "$ref" in schema:
            yield from self._types(self._at(schema["$ref"]), depth + 1)
        elif "type" in schema:
            said = schema["type"]
            yield from [said] if isinstance(said, str) else said
        elif "enum" in schema or "const" in schema:
            yield from map(_type, schema.get("enum", [schema.get("const")]))
        for keyword in ("anyOf", "oneOf"):
            for branch in schema.get(keyword, ()):
                yield from self._types(branch, depth + 1)


def _whole(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "integer" if _whole(value) else "number"
